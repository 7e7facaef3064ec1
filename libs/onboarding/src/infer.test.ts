import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { lintContract, readContract } from '@sluice/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { type Inference, inferContract } from './infer.ts';
import { columnName, columnNames } from './names.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'sluice-infer-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

async function infer(
  content: string | Uint8Array,
  name = 'orders-2026-01-15.csv',
  dayOrder?: 'day-first' | 'month-first',
): Promise<Inference> {
  const file = join(ROOT, name);
  writeFileSync(file, content);
  return inferContract(file, { owner: 'team', dayOrder });
}

const typesOf = ({ columns }: Inference) => Object.fromEntries(columns.map(({ name, type }) => [name, type]));

describe('a contract from a sample', () => {
  it('tells types apart by everything that was seen', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, index) =>
        `${index},0${index},${index}.50,${9_000_000_000 + index},true,2026-01-15T10:00:00Z,2026-01-15,NA,free ` +
        `text ${index},1e${index % 3}`,
    );

    const inference = await infer(`id,zip,price,big,paid,at,day,gone,note,score\n${rows.join('\n')}\n`);

    expect(typesOf(inference)).toEqual({
      id: 'int',
      zip: 'string',
      price: 'decimal(7,2)',
      big: 'bigint',
      paid: 'boolean',
      at: 'timestamp',
      day: 'date',
      gone: 'string',
      note: 'string',
      score: 'double',
    });
    expect(inference.id).toBe('orders');
  });

  it('is a contract that passes the meta-schema and every lint rule', async () => {
    const { document } = await infer(
      'Fecha de venta;Año;Monto\n2026-01-15T10:00:00Z;2026;1234,50\n2026-01-16T10:00:00Z;;7,25\n',
      'ventas.csv',
    );

    const { contract, findings } = readContract(join(ROOT, 'ventas', 'contract.json'), JSON.stringify(document));

    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(
      contract === undefined
        ? []
        : lintContract(contract).filter(({ severity, message }) => severity === 'error' && !message.includes('folder')),
    ).toEqual([]);
    expect(contract?.dataset.source).toMatchObject({ delimiter: ';', decimalComma: true });
    expect(contract?.columns.map(({ name, headers, nullable }) => [name, headers, nullable])).toEqual([
      ['fecha_de_venta', ['Fecha de venta'], false],
      ['anio', ['Año'], true],
      ['monto', ['Monto'], false],
    ]);
  });

  it('asks about dates that may be read two ways, and takes the answer', async () => {
    const text = 'day,n\n03/04/2026,1\n05/06/2026,2\n';

    expect((await infer(text)).columns[0]).toMatchObject({
      type: 'string',
      ask: expect.stringContaining('--day-first'),
    });
    expect((await infer(text, 'a.csv', 'day-first')).columns[0]).toMatchObject({
      type: 'date',
      schema: { 'x-column': { format: 'dd/MM/yyyy' } },
    });
    expect((await infer('day,n\n13/04/2026,1\n')).columns[0]).toMatchObject({
      type: 'date',
      schema: { 'x-column': { format: 'dd/MM/yyyy' } },
    });
  });

  it('reads gzip and Windows-1252', async () => {
    const inference = await infer(gzipSync(Buffer.from('a\u00f1o|x\n1|2\n', 'latin1')), 'datos.csv.gz');

    expect(inference.dialect).toEqual({
      compression: 'gzip',
      encoding: 'windows-1252',
      delimiter: '|',
      decimalComma: false,
    });
    expect(inference.columns[0]).toMatchObject({ header: 'año', name: 'anio' });
  });

  it.each([
    ['nothing', ''],
    ['a header only', 'a,b\n'],
    ['no header', '1,2\n3,4\n'],
    ['an empty header', 'a,,b\n1,2,3\n'],
    ['a header twice', 'a,a\n1,2\n'],
    ['NUL bytes', 'a,b\n1,\u0000\n'],
    ['an open quote', 'a,b\n"1,2\n'],
  ])('is refused for a file with %s', async (_, text) => {
    await expect(infer(text)).rejects.toMatchObject({ code: 'SLC8007' });
  });
});

describe('names of columns', () => {
  it('are snake_case, never empty, never twice', () => {
    expect(['Año', 'saleId', 'Sale ID (€)', '2nd', '日本', 'Straße'].map(columnName)).toEqual([
      'anio',
      'sale_id',
      'sale_id',
      'c_2nd',
      'column',
      'strasse',
    ]);
    expect(columnNames(['a b', 'a-b', 'A_B']).map(({ name }) => name)).toEqual(['a_b', 'a_b_2', 'a_b_3']);
  });
});
