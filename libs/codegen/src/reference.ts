import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRACT_SCHEMA, type Finding, RULES } from '@sluice/contract';
import { CODEGEN } from './errors.ts';

/** Where the reference lies under the root of the repository. */
const REFERENCE = 'docs/contract-reference.md';

/** A JSON Schema node, as far as the reference reads it. */
interface Node {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly $defs?: Readonly<Record<string, Node>>;
}

const TYPES = `| lake type | JSON type | a cell such as | in a typed row |
| --- | --- | --- | --- |
| \`string\` | \`"string"\` | any text | text |
| \`boolean\` | \`"boolean"\` | \`true\` \`False\` \`TRUE\` | true, false |
| \`int\` | \`"integer"\` | \`42\` \`-007\` | number, 32 bits |
| \`bigint\` | \`"integer"\` | the same | number within 2^53 - 1 |
| \`bigint\` | \`"string"\`, \`"format": "int64"\` | the same | text, all 64 bits: \`"9007199254740993"\` |
| \`double\` | \`"number"\` | \`1.5\` \`.5\` \`1e3\` | number |
| \`decimal(p,s)\` | \`"string"\`, \`"format": "decimal"\` | \`1.5\` \`+007\` | text with s decimals, exact: \`"1.50"\` |
| \`date\` | \`"string"\`, \`"format": "date"\` | \`2026-01-31\` | text: \`"2026-01-31"\` |
| \`timestamp\` | \`"string"\`, \`"format": "date-time"\` | \`2026-01-31T10:00:00Z\` | text, UTC: \`"2026-01-31T10:00:00.000000Z"\` |`;

/** The page about what a contract may hold: made from the meta-schema and the lint rules. */
export function contractReference(): string {
  const root = CONTRACT_SCHEMA as Node;
  const sections: string[] = [];
  const column = resolve(root, { $ref: '#/$defs/column' });
  section(root, sections, '##', 'Top level', root);
  section(root, sections, '##', 'x-dataset', resolve(root, { $ref: '#/$defs/x-dataset' }));
  section(root, sections, '##', 'Columns', column);
  section(root, sections, '##', 'x-column', resolve(root, { $ref: '#/$defs/x-column' }));
  const rules = RULES.map(
    ({ code, name, severity, title, why }) => `| ${code} | \`${name}\` | ${severity} | ${cell(title)} | ${cell(why)} |`,
  );
  return `<!-- Generated from contracts/contract.schema.json and the lint rules: do not edit; run \`npx sluice docs\`. -->

# Contract reference

${root.description ?? ''} It lies in \`contracts/<dataset>/contract.json\`; an editor that reads \`$schema\` completes and checks it. How cells are read is in [reading-rules.md](reading-rules.md).

## Types

Nullable is \`["string", "null"]\`. Bounds of texts with a format are \`formatMinimum\`, \`formatMaximum\` and their exclusive forms, compared exactly.

${TYPES}

${sections.join('\n\n')}

## Lint rules

| code | rule | severity | title | why |
| --- | --- | --- | --- | --- |
${rules.join('\n')}
`;
}

/** Whether the page in the repository is fresh: a finding when it is not. */
export function checkReference(root: string): readonly Finding[] {
  const file = join(root, REFERENCE);
  if (read(file) === contractReference()) return [];
  const fix = 'run `npx sluice docs` and commit the result';
  return [
    {
      code: CODEGEN.stale.code,
      severity: 'error',
      message: `${REFERENCE} does not match the meta-schema`,
      fix,
      file,
      pointer: '',
      line: 1,
      column: 1,
    },
  ];
}

function section(root: Node, into: string[], level: string, title: string, node: Node): void {
  const rows: string[] = [];
  const below: [string, Node][] = [];
  for (const [name, written] of Object.entries(node.properties ?? {})) {
    const child = resolve(root, written);
    const nested = child.properties === undefined ? resolve(root, child.items ?? {}) : child;
    const isNamed = written.$ref?.endsWith('/x-dataset') === true || written.$ref?.endsWith('/x-column') === true;
    if (nested.properties !== undefined && !isNamed && name !== 'properties') below.push([`${title}.${name}`, nested]);
    const required = node.required?.includes(name) === true ? ' (required)' : '';
    rows.push(
      `| \`${name}\`${required} | ${cell(shape(root, child))} ` +
        `| ${child.default === undefined ? '' : code(child.default)} ` +
        `| ${cell(child.markdownDescription ?? child.description ?? '')} |`,
    );
  }
  into.push(
    `${level} ${title}\n\n${node.description ?? ''}\n\n| keyword | value | default | meaning |\n| --- | --- | --- | ` +
      `--- |\n${rows.join('\n')}`,
  );
  for (const [name, child] of below) section(root, into, '###', name.replace(/^Top level\./, ''), child);
}

function resolve(root: Node, node: Node): Node {
  const name = node.$ref?.replace('#/$defs/', '');
  return name === undefined ? node : (root.$defs?.[name] ?? node);
}

function shape(root: Node, node: Node): string {
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => code(value)).join(', ');
  if (node.items !== undefined) {
    const inner = shape(root, resolve(root, node.items));
    return inner === '' ? 'list' : `list of ${inner}`;
  }
  if (node.properties !== undefined) return 'object';
  const limits = [
    node.minimum === undefined ? '' : `from ${node.minimum}`,
    node.maximum === undefined ? '' : `to ${node.maximum}`,
  ].filter((text) => text !== '');
  const type = [node.type ?? []].flat().join(' or ');
  return [type, limits.join(' '), node.pattern === undefined ? '' : code(node.pattern, true)]
    .filter((text) => text !== '')
    .join(', ');
}

function code(value: unknown, plain = false): string {
  const text = plain ? String(value) : JSON.stringify(value);
  return `\`${text}\``;
}

// A table cell is one line; a bar ends it.
function cell(text: string): string {
  return text.replace(/\|/g, '\\|').replace(/\n- /g, '<br>• ').replace(/^- /, '• ').replace(/\n/g, ' ');
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
