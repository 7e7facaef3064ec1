import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planOf } from '@sluice/codegen';
import { lintContract, readContract } from '@sluice/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { type Inference, inferContract } from './infer.ts';
import { rejections } from './sample.ts';

const ROOT = mkdtempSync(join(tmpdir(), 'sluice-odd-'));
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

async function infer(content: string | Uint8Array, name = 'odd.csv'): Promise<Inference> {
  writeFileSync(join(ROOT, name), content);
  return inferContract(join(ROOT, name), { owner: 'team', dayOrder: undefined });
}

function planFrom({ id, document }: Inference): ReturnType<typeof planOf> {
  const { contract, findings } = readContract(join(ROOT, id, 'contract.json'), JSON.stringify(document));
  if (contract === undefined) throw new Error(findings.map(({ message }) => message).join());
  const errors = lintContract(contract).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join());
  return planOf(contract);
}

const typesOf = ({ columns }: Inference) => columns.map(({ name, type }) => `${name} ${type}`);

describe('a contract accepts every row of the file that it came from', () => {
  it.each([
    [
      'every cell quoted',
      '"id","amount","day"\n"1","2.50","2026-01-02"\n"","",""\n',
      ['id int', 'amount decimal(6,2)', 'day date'],
    ],
    ['booleans in a spelling of their own', 'a,b\ntrue,True\ntRue,FALSE\n', ['a string', 'b boolean']],
    ['both ends of 64 bits', 'a,b\n-9223372036854775808,9223372036854775808\n', ['a bigint', 'b string']],
    ['more digits than a decimal', 'a\n12345678901234567890123456789012345678901.5\n', ['a double']],
    ['numbers with nothing on one side', 'a,b\n.5,5.\n.25,7.\n', ['a decimal(5,2)', 'b decimal(4,0)']],
    ['two decimal marks, more commas', 'a;b;c\n1,5;2.5;3,5\n', ['a decimal(5,1)', 'b string', 'c decimal(5,1)']],
    ['two decimal marks, more points', 'a,b,c\n1.5,"2,5",3.5\n', ['a decimal(5,1)', 'b string', 'c decimal(5,1)']],
    ['exponents beside commas', 'a;b\n1e5;2,5\n', ['a double', 'b decimal(5,1)']],
    ['telephone numbers', 'phone\n+34600111222\n', ['phone string']],
    ['milliseconds', 'at\n2026-01-15 10:11:12.123\n', ['at timestamp']],
    [
      'reserved words',
      'select,date,year,__proto__\n1,2026-01-01,3,4\n',
      ['select_value int', 'date_value date', 'year int', 'proto int'],
    ],
    ['null texts among numbers', 'a,b\nNA,1\n"",-\n3,NULL\n', ['a int', 'b int']],
    ['only empty texts', 'a,b\n"",1\n', ['a string', 'b int']],
  ])('%s', async (_, text, types) => {
    const inference = await infer(text);

    expect(typesOf(inference)).toEqual(types);
    expect(rejections(planFrom(inference), inference.sample)).toEqual({ rejected: 0, reasons: [] });
  });
});

describe('what stays open is asked', () => {
  it.each([
    ['days without a separator', 'a\n20260115\n', 'yyyyMMdd'],
    ['an offset', 'a\n2026-01-15T10:00:00+02:00\n', 'zone offset'],
    ['groups of thousands', 'a;b\n1.234,50;x\n', 'thousands separator'],
    ['a comma that may group', 'a;b\n1,234;x\n', 'thousands'],
    ['white space', 'a,b\n 1 ,2\n', 'white space'],
  ])('%s', async (_, text, ask) => {
    expect((await infer(text)).columns[0]?.ask).toContain(ask);
  });

  it('says how many records the contract would reject, and why', async () => {
    const inference = await infer('a,b\n1,2\n3\n4,5,6\n7,\ufffd\n');

    expect(rejections(planFrom(inference), inference.sample)).toEqual({ rejected: 3, reasons: ['shape', 'encoding'] });
  });
});

describe('the name of the file', () => {
  it.each([
    ['order.csv', 'order_data', '.csv', 0],
    ['日本.csv', 'column_data', '.csv', 0],
    ['Ventas 2026-01-15.txt', 'ventas', '.txt', 0],
    ['export.dat', 'export_dat', '.dat', 0],
    ['noending', 'noending', '.csv', 1],
    ['plain.csv.gz', 'plain', '.csv', 1],
  ])('%s is of the dataset %s and of files that end in %s', async (name, id, suffix, remarks) => {
    const inference = await infer('a,b\n1,2\n', name);

    expect(inference.id).toBe(id);
    expect(planFrom(inference).source.suffix).toBe(suffix);
    expect(inference.remarks).toHaveLength(remarks);
  });
});

it.each([
  ['a line above the header', '# made by hand\nid,v\n1,2\n', 'no record has 1 cell'],
  ['a header of two lines', '"a\nb",c\n1,2\n', 'line end'],
  ['too many columns', `${Array.from({ length: 2001 }, (_, index) => `c${index}`).join()}\n1\n`, '2001 columns'],
])('%s is refused with its reason', async (_, text, why) => {
  await expect(infer(text)).rejects.toMatchObject({ code: 'SLC8007', message: expect.stringContaining(why) });
});

it('looks at the beginning of a long file only', async () => {
  const { sample } = await infer(`a,b\n${'1,2\n'.repeat(600_000)}`);

  expect(sample.isWhole).toBe(false);
  expect(sample.records).toHaveLength(500_000);
});
