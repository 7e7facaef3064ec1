import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type ByteRange, unionLength } from './ranges.ts';
import { literal, patternOf } from './sql-text.ts';

/** What an engine may use of the machine. */
export interface EngineLimits {
  readonly memory: string;
  readonly threads: number;
}

/** The default: a query may not take the machine from the job that runs beside it. */
const DEFAULT_LIMITS: EngineLimits = { memory: '2GB', threads: 2 };

/**
 * How DuckDB notes a read. It puts the path between quotes as it is, so that its own reader of such notes fails for a
 * path with a quote in it; what follows the path is known, and ends the note.
 */
const READ_MESSAGE = /^\{"fs":"[^"]*","path":"([\s\S]*)","op":"READ","bytes":"(\d+)","pos":"(\d+)"\}$/;

/**
 * A DuckDB of one query: nothing is shared between two queries, neither caches nor logs nor what a query might break.
 * Once locked it can open the given files and nothing else.
 */
export class Engine {
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.connection = connection;
  }

  static async create(limits: EngineLimits = DEFAULT_LIMITS): Promise<Engine> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: limits.memory,
      threads: String(limits.threads),
      // Every query reads its files anew, so that what it reads can be counted.
      enable_external_file_cache: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      temp_directory: '',
    });
    return new Engine(instance, await connectAsTrino(instance));
  }

  /** Shuts out everything but these files, and begins to note what is read. */
  async lock(paths: readonly string[]): Promise<void> {
    // A pattern is looked up before what it matches is opened.
    const allowed = new Set(paths.flatMap((path) => [path, patternOf(path)]));
    await this.connection.run(`SET allowed_paths = [${[...allowed].map(literal).join(', ')}]`);
    await this.connection.run('SET enable_external_access = false');
    await this.connection.run("CALL enable_logging('FileSystem')");
    await this.connection.run('SET lock_configuration = true');
  }

  /** Different bytes read per file since the lock. */
  async bytesRead(): Promise<Map<string, bigint>> {
    // A connection of its own, so that it can be asked while the query runs.
    const observer = await this.#instance.connect();
    try {
      const reader = await observer.runAndReadAll("SELECT message FROM duckdb_logs WHERE type = 'FileSystem'");
      const ranges = new Map<string, ByteRange[]>();
      for (const [message] of reader.getRows() as [string][]) {
        const [, path, bytes = '', position = ''] = READ_MESSAGE.exec(message) ?? [];
        if (path === undefined) continue;
        const list = ranges.get(path) ?? [];
        list.push({ start: BigInt(position), end: BigInt(position) + BigInt(bytes) });
        ranges.set(path, list);
      }
      return new Map([...ranges].map(([path, list]) => [path, unionLength(list)]));
    } finally {
      observer.closeSync();
    }
  }

  /** Ends what runs now, from outside; it says nothing to what begins later. */
  interrupt(): void {
    this.connection.interrupt();
  }

  close(): void {
    this.connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A connection on which expressions mean what they mean in Athena. */
export async function connectAsTrino(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run('SET integer_division = true');
  return connection;
}
