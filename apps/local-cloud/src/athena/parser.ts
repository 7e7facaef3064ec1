import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { invalidRequest } from '../service/aws-error.ts';
import { connectAsTrino } from './engine.ts';
import { positionOf } from './failure.ts';
import { MACROS } from './macros.ts';
import { isTree, parseExact, type Tree, textOf, treesOf, visit } from './tree.ts';

/**
 * Turns SQL into DuckDB's parse tree and back, and lends connections for expressions over what the catalog keeps. It
 * sees no file: its database has no access to anything outside, and all that it holds is temporary to one connection.
 */
export class SqlParser {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async create(): Promise<SqlParser> {
    const instance = await DuckDBInstance.create(':memory:', {
      enable_external_access: 'false',
      threads: '1',
      memory_limit: '256MB',
    });
    const connection = await instance.connect();
    for (const macro of MACROS) await connection.run(macro);
    return new SqlParser(instance, connection);
  }

  /** A connection for the expressions of one query: making one costs a hundredth of making a database. */
  async connect(): Promise<DuckDBConnection> {
    return connectAsTrino(this.#instance);
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  /**
   * The tree of one SELECT, with the execution parameters in the place of its question marks. A text that is no single
   * SELECT is refused at once, as Athena refuses it.
   */
  async parse(sql: string, parameters: readonly string[] = []): Promise<Tree> {
    const statement = await this.#parse(sql);
    const placeholders: Tree[] = [];
    visit(statement, (node) => {
      if (node['class'] === 'PARAMETER') placeholders.push(node);
      return undefined;
    });
    if (placeholders.length !== parameters.length) {
      throw invalidRequest(
        `Incorrect number of parameters: expected ${placeholders.length} but found ${parameters.length}`,
        'INVALID_INPUT',
      );
    }
    for (const node of placeholders) {
      const index = Number(textOf(node, 'identifier')) - 1;
      const literal = await this.#literal(parameters[index] ?? '');
      for (const member of Object.keys(node)) delete node[member];
      Object.assign(node, literal);
    }
    if (isTree(statement['named_param_map']) || Array.isArray(statement['named_param_map']))
      statement['named_param_map'] = [];
    return statement;
  }

  /** A parameter is one literal: anything else would let a value become a query. */
  async #literal(text: string): Promise<Tree> {
    const refused = invalidRequest('An execution parameter must be a literal', 'INVALID_INPUT');
    const statement = await this.#parse(`SELECT ${text}`).catch(() => Promise.reject(refused));
    const node = isTree(statement['node']) ? statement['node'] : {};
    const [item, ...more] = treesOf(node['select_list']);
    const inner = item?.['class'] === 'CAST' && isTree(item['child']) ? item['child'] : item;
    const plain = inner?.['class'] === 'CONSTANT' && textOf(item ?? {}, 'alias') === '';
    const alone =
      isTree(node['from_table']) &&
      node['from_table']['type'] === 'EMPTY' &&
      !isTree(node['where_clause']) &&
      treesOf(node['modifiers']).length === 0;
    if (item === undefined || more.length > 0 || !plain || !alone) throw refused;
    return item;
  }

  async #parse(sql: string): Promise<Tree> {
    const nul = sql.indexOf('\0');
    // DuckDB's parser would take it for the end, and answer half of a query.
    if (nul >= 0) throw invalidRequest(`${positionOf(sql, nul)}: mismatched input '\\u0000'`, 'MALFORMED_QUERY');
    let text: string;
    try {
      text = await this.#ask('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', sql);
    } catch (error) {
      throw invalidRequest(`line 1:1: ${firstLine(error)}`, 'MALFORMED_QUERY');
    }
    const result = parseExact(text) as Tree;
    if (result['error'] === true) {
      const position = Number(result['position'] ?? 0);
      if (result['error_type'] === 'not implemented')
        throw invalidRequest('Queries of this type are not supported', 'MALFORMED_QUERY');
      throw invalidRequest(`${positionOf(sql, position)}: ${String(result['error_message'])}`, 'MALFORMED_QUERY');
    }
    const statements = treesOf(result['statements']);
    if (statements.length > 1)
      throw invalidRequest('Only one sql statement is allowed. Got: ' + sql, 'MALFORMED_QUERY');
    const [statement] = statements;
    if (!isTree(statement)) throw invalidRequest('line 1:1: mismatched input <EOF>', 'MALFORMED_QUERY');
    return statement;
  }

  /** The SQL of a tree. */
  async write(statement: Tree): Promise<string> {
    return this.#ask(
      'SELECT json_deserialize_sql($1::JSON)',
      JSON.stringify({ error: false, statements: [statement] }),
    );
  }

  async #ask(sql: string, parameter: string): Promise<string> {
    const reader = await this.#connection.runAndReadAll(sql, [parameter]);
    return String(reader.getRows()[0]?.[0]);
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
}
