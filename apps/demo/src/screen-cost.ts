import type { SparkCost } from '@sluice/economics';
import { count, counted, pairs, type Terminal, table } from '@sluice/terminal';
import type { DatasetCost, Limit } from './costs.ts';

/**
 * What the runs would have cost on AWS, and what one run per file would have: a model, so with everything that it is
 * made from.
 */
export function costText(costs: readonly DatasetCost[], { paint, width }: Terminal): string {
  const { bold, dim } = paint;
  const line = (dataset: string, how: string, { runs, dpuMinutes, dollars }: SparkCost, factor: string) => [
    dataset,
    how,
    count(runs),
    count(dpuMinutes),
    `$${dollars.toFixed(2)}`,
    factor,
  ];
  const rows = costs.flatMap(({ dataset, files, comparison: { batched, onePerFile, factor } }) => [
    line(dataset, 'in batches', batched, ''),
    line(
      '',
      `one run per file (${counted(files, 'file')})`,
      onePerFile,
      factor === null ? '' : bold(`${factor.toFixed(0)} x`),
    ),
  ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  const shown = table(
    [{ title: 'dataset' }, { title: 'as if' }, right('runs'), right('DPU-minutes'), right('on AWS'), right('')],
    rows,
    {
      dim,
      fit: width,
    },
  );
  const inputs = costs.flatMap(({ dataset, comparison }) =>
    comparison.inputs.map(
      ({ what, value, source }) =>
        [
          costs.length > 1 && what.startsWith('t of') ? `${what}, ${dataset}` : what,
          `${value}  ${dim(`(${source})`)}`,
        ] as const,
    ),
  );
  // Price, minimum and workers are the same for all: said once.
  const once = [...new Map(inputs.map((input) => [input.join('\u0000'), input])).values()];
  return `${shown}  ${dim('a model, not a bill; its inputs:')}\n${pairs(once, '    ', dim)}`;
}

/** Bounds, each with a tick or a cross. */
export function limitLines(limits: readonly Limit[], { paint }: Terminal): string {
  const { green, red, dim } = paint;
  return limits
    .map(({ what, value, unit, most, holds }) => {
      const shown = value === null ? 'not yet,' : Number.isInteger(value) ? count(value) : value.toFixed(1);
      return `  ${holds ? green('✓') : red('✗')} ${what}: ${shown} ${unit} ${dim(`(at most ${count(most)})`)}\n`;
    })
    .join('');
}
