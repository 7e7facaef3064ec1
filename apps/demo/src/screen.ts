import {
  counted,
  differenceText,
  doubleQuoted,
  equationTable,
  pairs,
  printable,
  seconds,
  smokeTable,
  type Terminal,
  table,
} from '@sluice/terminal';
import type { FiredAlarm } from './alarms.ts';
import type { DemoReport } from './report.ts';
import { costText, limitLines } from './screen-cost.ts';
import { decisionTable, loadedTable, plantedTable, refusedTable } from './screen-files.ts';

/** One screen: what arrived, what became of it, what it cost, whether it adds up, where to go from here. */
export function demoScreen(report: DemoReport, terminal: Terminal, isUp: boolean): string {
  const { bold, dim, green, red } = terminal.paint;
  const { planted, datasets, queries, equations } = report;
  const heading = (text: string) => `\n${bold(text)}\n`;
  const verified = equations.filter(({ by }) => by === 'verify');
  const saysVerify =
    `${counted(verified.length, 'equation')} of ${dim('sluice verify')} over every ` +
    'object and every item of the ledger';
  const explained = report.explained.map(
    ({ title, command, text }) => `\n  ${bold(title)}  ${dim(command)}\n${indented(text)}`,
  );
  return [
    heading('What goes wrong in a year'),
    plantedTable(planted, terminal),
    heading('What was decided'),
    decisionTable(datasets, terminal),
    '\n',
    refusedTable(datasets, terminal),
    heading('What was loaded'),
    loadedTable(datasets, terminal),
    limitLines(report.limits, terminal),
    heading('What it would cost'),
    costText(report.costs, terminal),
    heading('Who was called'),
    alarmTable(report.alarms, terminal),
    heading('What happened to…'),
    ...explained,
    heading('Does it add up?'),
    equationTable(
      equations.filter(({ by, holds }) => by === 'demo' || !holds),
      terminal,
    ),
    `  ${verified.every(({ holds }) => holds) ? green('✓') : red('✗')} ${saysVerify}\n`,
    differenceText(equations, terminal),
    heading('Queries that touch only what they need'),
    smokeTable(queries, terminal),
    heading('Look around'),
    pairs(next(report, isUp), '  ', dim),
    '\n',
    verdictLine(report, terminal),
  ].join('');
}

/** The last line, which says it all. */
export function verdictLine({ ok, equations, queries, seconds: took }: DemoReport, { paint }: Terminal): string {
  const broken = equations.filter(({ holds }) => !holds).length;
  const failed = queries.filter(({ passed }) => !passed).length;
  const verdict = ok
    ? paint.green(
        `✓ All ${counted(equations.length, 'equation')} hold, ` +
          `all ${counted(queries.length, 'query', 'queries')} pruned`,
      )
    : paint.red(
        `✗ ${counted(broken, 'equation')} of ${equations.length} ` +
          `and ${counted(failed, 'query', 'queries')} of ${queries.length} fail`,
      );
  return `${verdict}${paint.dim(`  ${seconds(took)}\n`)}`;
}

function alarmTable(alarms: readonly FiredAlarm[], { paint, width }: Terminal): string {
  const { dim, yellow } = paint;
  if (alarms.length === 0) return `  ${dim('no alarm has fired yet')}\n`;
  const rows = alarms.map(({ name, at, reason }) => [yellow(name), at.slice(11, 19), printable(reason)]);
  const columns = [{ title: 'alarm' }, { title: 'at (UTC)' }, { title: 'why', cut: 'end' as const }];
  return table(columns, rows, { dim, fit: width }) + `  ${dim('what to do: docs/runbook.md')}\n`;
}

function next({ queries, datasets }: DemoReport, isUp: boolean): readonly (readonly [string, string])[] {
  if (!isUp)
    return [
      ['again', 'npm start'],
      ['a lake that stays up', 'npx sluice local up'],
    ];
  const query = queries.find((each) => each.passed)?.sql ?? 'SHOW TABLES';
  const refused = datasets.flatMap((each) => each.refused).find(({ state }) => state === 'QUARANTINED');
  return [
    ['status', 'npx sluice status --watch'],
    ['your own file', 'npx sluice put <file> <dataset>, then npx sluice explain <file>'],
    ...(refused === undefined ? [] : [['why', `npx sluice explain ${refused.key}`] as const]),
    ['refused files', `npx sluice quarantine ls${refused === undefined ? '' : ', show, release or discard'}`],
    ['new headers', 'npx sluice drift'],
    ['query', `npx sluice query ${doubleQuoted(query)}`],
    ['verify', 'npx sluice verify'],
    ['stop the lake', 'npx sluice local down (it ends by itself after two idle hours)'],
  ];
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
}
