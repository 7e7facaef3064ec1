import type { Equation, Verification } from '@sluice/accounts';
import { printable } from '../colour.ts';
import { count, counted, seconds } from '../numbers.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** More than this is a list for a program: `--json` has them all. */
const SHOWN_DIFFERENCES = 20;

/** The equations as a table: what was counted on the left, what must equal it on the right. */
export function equationTable(equations: readonly Equation[], terminal: Terminal): string {
  const { dim, green, red } = terminal.paint;
  const rows = equations.map((each) => [
    each.holds ? green('✓') : red('✗'),
    printable(each.dataset),
    each.left.what,
    count(each.left.value),
    each.left.value === each.right.value ? '=' : red('≠'),
    count(each.right.value),
    each.right.what,
  ]);
  const columns = [
    { title: '' },
    { title: 'dataset' },
    { title: 'counted' },
    { title: '', align: 'right' },
    { title: '' },
    { title: '', align: 'right' },
    { title: 'must equal' },
  ] as const;
  return table(columns, rows, { dim, fit: terminal.width });
}

/** What differs, object by object. */
export function differenceText(equations: readonly Equation[], terminal: Terminal): string {
  const { bold, dim, red } = terminal.paint;
  const all = equations.flatMap((each) => each.differences.map((difference) => ({ id: each.id, ...difference })));
  if (all.length === 0) return '';
  const lines = all
    .slice(0, SHOWN_DIFFERENCES)
    .map(
      ({ id, object, message }) =>
        `  ${red('✗')} ${bold(printable(object))}\n    ${printable(message)} ${dim(`(${id})`)}\n`,
    );
  const more =
    all.length > SHOWN_DIFFERENCES
      ? `  ${dim(`… and ${count(all.length - SHOWN_DIFFERENCES)} more: --json lists them all`)}\n`
      : '';
  return `\n${bold('What differs')}\n${lines.join('')}${more}`;
}

/**
 * Table, differences and the last line that says it all. Datasets of which there is nothing yet are named in one line.
 */
export function verificationText(
  { equations, datasets, holds }: Verification,
  elapsed: number,
  terminal: Terminal,
): string {
  const isEmpty = (dataset: string) =>
    dataset !== '' &&
    equations.every(
      (each) => each.dataset !== dataset || (each.holds && each.left.value === 0 && each.right.value === 0),
    );
  const idle = datasets.filter(isEmpty);
  const nothing = idle.length === 0 ? '' : `  ${terminal.paint.dim(`${idle.join(', ')}: nothing there yet`)}\n`;
  const { green, red, dim } = terminal.paint;
  const broken = equations.filter((each) => !each.holds).length;
  const verdict = holds
    ? green(`✓ All ${counted(equations.length, 'equation')} hold`)
    : red(`✗ ${broken} of ${counted(equations.length, 'equation')} ${broken === 1 ? 'does' : 'do'} not hold`);
  const empty = datasets.length === 0 ? `  ${dim('The lake holds no dataset yet.')}\n` : '';
  return `${equationTable(
    equations.filter((each) => !isEmpty(each.dataset)),
    terminal,
  )}${nothing}${empty}${differenceText(equations, terminal)}\n${verdict}${dim(`  ${seconds(elapsed)}`)}\n`;
}
