import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { draftContract } from '@sluice/contract/testing';
import { expect, test } from 'vitest';
import { generate } from './generate.ts';

const compiler = resolve(import.meta.dirname, '../../../node_modules/@typescript/native/bin/tsc');

const consumer = `
import type { OrdersRow } from './row.ts';
import { validate } from './validate.js';

const row: OrdersRow = { order_id: '1', placed_at: '', country: 'ES', amount: '1.00', items: 1, note: null, state: 'open' };
const unknownRow: unknown = row;
if (validate(unknownRow)) unknownRow.note satisfies string | null;
else validate.errors?.map(({ keyword, instancePath }) => keyword + instancePath);
// @ts-expect-error a column that is not nullable
row.country = null;
// @ts-expect-error not among the allowed values
row.state = 'lost';
// @ts-expect-error a decimal is text
row.amount = 1;
// @ts-expect-error the row is closed
row.other = 1;
`;

test('generated code passes the strictest type check, and tells right rows from wrong ones', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-types-'));
  try {
    const contract = draftContract((it) => {
      it.properties.state = {
        type: ['string', 'null'],
        enum: ['open', null],
        description: 'closes */ a comment',
        'x-column': { type: 'string' },
      };
      it.required.push('state');
    });
    mkdirSync(join(folder, 'generated'));
    for (const { name, text } of await generate(contract)) writeFileSync(join(folder, 'generated', name), text);
    writeFileSync(join(folder, 'generated', 'consumer.ts'), consumer);
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      exactOptionalPropertyTypes: true,
      types: [],
    };
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['generated/*.ts'] }));

    expect(output(folder)).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

function output(folder: string): string {
  try {
    return execFileSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { stdout?: string }).stdout);
  }
}
