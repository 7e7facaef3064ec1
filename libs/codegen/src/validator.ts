import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Contract } from '@sluice/contract';
import {
  compareDate,
  compareDecimal,
  compareInt64,
  compareTimestamp,
  isDate,
  isDecimal,
  isInt64,
  isTimestamp,
} from '@sluice/contract/formats';
import { _, type CodeKeywordDefinition, str } from 'ajv';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { formatLimitDefinition } from 'ajv-formats/dist/limit.js';
import { build } from 'esbuild';
import { generatedLine } from './header.ts';
import { rowSchemaOf } from './row-schema.ts';
import { rowTypeName } from './row-type.ts';

// Name of each format in contracts, with the names of its functions in `@sluice/contract/formats`.
const FORMATS = {
  decimal: { validate: isDecimal, compare: compareDecimal },
  int64: { validate: isInt64, compare: compareInt64 },
  date: { validate: isDate, compare: compareDate },
  'date-time': { validate: isTimestamp, compare: compareTimestamp },
} as const;

// The remainder of floats is exact, as in Java; ajv's own divides, and takes parseInt of a quotient's text: 1 for
// 1e+21.
const MULTIPLE_OF: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  error: {
    message: ({ schemaCode }) => str`must be multiple of ${schemaCode}`,
    params: ({ schemaCode }) => _`{multipleOf: ${schemaCode}}`,
  },
  code(context) {
    context.fail(_`${context.data} % ${context.schemaCode} !== 0`);
  },
};

/** `validate.js`: the validator of a typed row. All errors, no run-time compilation, no import. */
export async function validatorOf(contract: Contract): Promise<string> {
  const ajv = new Ajv2020.default({
    allErrors: true,
    strict: true,
    strictTypes: true,
    allowUnionTypes: true,
    formats: FORMATS,
    keywords: [formatLimitDefinition],
    code: { source: true, esm: true, lines: true, formats: _`require("formats").FORMATS` },
  });
  ajv.removeKeyword(MULTIPLE_OF.keyword as string).addKeyword(MULTIPLE_OF);
  const code = standaloneCode.default(ajv, ajv.compile({ $id: contract.dataset.id, ...rowSchemaOf(contract) }));
  const bundled = await bundle(imported(code));
  return `// ${generatedLine(contract.dataset.id)}\n${bundled}`;
}

/** `validate.d.ts`: the type of `validate.js`. */
export function validatorTypeOf(contract: Contract): string {
  const row = rowTypeName(contract.dataset.id);
  return `// ${generatedLine(contract.dataset.id)}
import type { ${row} } from './row.ts';

/** One rule that a row breaks. */
export interface RowError {
  readonly keyword: string;
  /** JSON pointer of the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}

/** Whether a row is what the contract allows; the errors of the last call are in \`errors\`. */
export interface RowValidator {
  (row: unknown): row is ${row};
  errors?: readonly RowError[] | null;
}

export declare const validate: RowValidator;
`;
}

// ajv writes require() for what its code needs at run time; here it becomes imports of our own modules, which esbuild
// then inlines.
function imported(code: string): string {
  const used = new Set<string>();
  const body = code
    .replace(/export default \w+;/, '')
    .replace(
      /require\("formats"\)\.FORMATS(?:\.([a-z0-9]+)|\["([a-z0-9-]+)"\])/g,
      (_match, plain: string | undefined, quoted: string | undefined) => {
        const format = FORMATS[(plain ?? quoted) as keyof typeof FORMATS];
        used.add(format.validate.name).add(format.compare.name);
        return `{ validate: ${format.validate.name}, compare: ${format.compare.name} }`;
      },
    )
    .replace(/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, () => {
      used.add('codePointLength');
      return 'codePointLength';
    });
  if (body.includes('require('))
    throw new Error(`ajv needs a run-time module that is not known here: ${/require\([^)]*\)/.exec(body)?.[0]}`);
  return used.size === 0 ? body : `import { ${[...used].sort().join(', ')} } from '@sluice/contract/formats';\n${body}`;
}

async function bundle(contents: string): Promise<string> {
  const resolveDir = dirname(fileURLToPath(import.meta.url));
  const result = await build({
    stdin: { contents, resolveDir, sourcefile: 'validate.js', loader: 'js' },
    // Paths in its output would be relative to the folder of the process.
    absWorkingDir: resolveDir,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    charset: 'ascii',
    legalComments: 'none',
    minifySyntax: true,
    logLevel: 'silent',
  });
  const text = result.outputFiles[0]?.text ?? '';
  return text
    .split('\n')
    .filter((line) => !/^\/\/ .*\.[jt]s$/.test(line))
    .join('\n');
}
