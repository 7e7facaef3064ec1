import { FILE_HEAD_BYTES, readFileHead } from '@sluice/reader';
import { flightsDataset, flightsFile } from '../flights-file.ts';
import { type Spread, spreadOf } from '../statistics.ts';
import type { SuiteOptions } from '../suite-options.ts';
import { table } from '../table.ts';

export interface ReaderResult {
  readonly headBytes: number;
  readonly rows: number;
  readonly columns: number;
  /** Rows per second: header, records, cells, casts, and the generated validator. */
  readonly judged: Spread;
  /**
   * Rows per second of the generated validator alone, over rows that are typed already: the floor that reading stands
   * on.
   */
  readonly validatedOnly: Spread;
  /** Milliseconds from the bytes of one file head to its verdict. */
  readonly headMilliseconds: Spread;
}

/** File heads per timed round: enough that a round takes far longer than the clock's step. */
const FILE_HEADS = 200;

/** How fast intake's reader judges the first bytes of a flights file. */
export async function benchReader(options: SuiteOptions): Promise<ReaderResult> {
  const { plan, validate } = await flightsDataset(options.root);
  const fileHead = flightsFile(options).subarray(0, FILE_HEAD_BYTES);

  const judge = (): number => {
    const verdict = readFileHead(fileHead, { plan, complete: false, validate });
    if (verdict.kind !== 'read') throw new Error(`the file head was not read: ${verdict.kind}`);
    return verdict.records.length;
  };
  const first = readFileHead(fileHead, { plan, complete: false, validate });
  if (first.kind !== 'read') throw new Error(`the file head was not read: ${first.kind}`);
  const typed = first.records.flatMap((record) => (record.row === null ? [] : [record.row]));

  const judged: number[] = [];
  const validated: number[] = [];
  const milliseconds: number[] = [];
  for (let round = 0; round <= options.rounds; round += 1) {
    const judging = timed(() => sum(FILE_HEADS, judge));
    const validating = timed(() => sum(FILE_HEADS, () => typed.filter((row) => validate(row)).length));
    if (validating.total !== FILE_HEADS * typed.length)
      throw new Error('the validator refused a row that the reader accepted');
    options.say(
      `${round === 0 ? 'warm-up' : `round ${round}/${options.rounds}`} ` +
        ` ${Math.round(judging.total / judging.seconds).toLocaleString('en')} rows/s`,
    );
    if (round === 0) continue;
    judged.push(judging.total / judging.seconds);
    validated.push(validating.total / validating.seconds);
    milliseconds.push((judging.seconds * 1000) / FILE_HEADS);
  }
  return {
    headBytes: fileHead.length,
    rows: first.records.length,
    columns: plan.columns.length,
    judged: spreadOf(judged),
    validatedOnly: spreadOf(validated),
    headMilliseconds: spreadOf(milliseconds),
  };
}

function sum(times: number, figure: () => number): number {
  let total = 0;
  for (let i = 0; i < times; i += 1) total += figure();
  return total;
}

function timed(work: () => number): { total: number; seconds: number } {
  const began = performance.now();
  const total = work();
  return { total, seconds: (performance.now() - began) / 1000 };
}

/** The result as people read it. */
export function readerTable(result: ReaderResult): string {
  const row = (name: string, spread: Spread, digits: number): string[] => [
    name,
    ...[spread.median, spread.min, spread.max].map((figure) =>
      figure.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits }),
    ),
  ];
  return table(
    [
      `file head of ${result.headBytes.toLocaleString('en')} bytes, ${result.rows} rows, ${result.columns} columns`,
      'median',
      'min',
      'max',
    ],
    [
      row('read and judged, rows/s', result.judged, 0),
      row('generated validator alone, rows/s', result.validatedOnly, 0),
      row('one file head, ms', result.headMilliseconds, 2),
    ],
  );
}
