import type { SmokeResult } from '@sluice/query';
import { bytes, count, share } from '../numbers.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** Smoke queries: what each read of what it could have read. */
export function smokeTable(results: readonly SmokeResult[], { paint, width }: Terminal): string {
  const { dim, green, red } = paint;
  const rows = results.map((each) => [
    each.passed ? green('✓') : red('✗'),
    each.dataset,
    each.name,
    count(each.rows),
    `${count(each.partitionsTouched)} of ${count(each.partitionsRegistered)}`,
    bytes(each.bytes),
    bytes(each.fullBytes),
    share(each.bytes, each.fullBytes),
    each.passed
      ? green(each.verdict)
      : red(each.verdict === 'pruned' ? each.reason : `${each.verdict}: ${each.reason}`),
  ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: '' },
    { title: 'dataset' },
    { title: 'query' },
    right('rows'),
    right('partitions'),
    right('bytes'),
    right('without pruning'),
    right('share'),
    { title: 'verdict' },
  ];
  return table(columns, rows, { dim, fit: width });
}
