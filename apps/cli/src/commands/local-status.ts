import type { LakeState } from '@sluice/lake/local';
import { type CommonOptions, counted, EXIT, homeOf, printJson, type Session, shownPath } from '@sluice/terminal';
import type { Command } from 'commander';
import { commandWithHelp } from '../terminal/help.ts';

type LakeRecord = NonNullable<LakeState['record']>;

/** `sluice local status`: whether a lake runs, where, and for how long. */
export function localStatusCommand(session: Session): Command {
  return commandWithHelp(
    'status',
    'Tell whether the local lake runs, where it answers and when it ends by itself. Looking does not count as use.',
    [
      { line: 'npx sluice local status', does: '' },
      { line: 'npx sluice local status --json', does: '' },
    ],
    'no local lake is running',
  ).action((options: CommonOptions) => status(session, options));
}

/** The lake as a document. */
export function lakeDocument({
  endpoint,
  serviceUrl,
  account,
  region,
  pid,
  startedAt,
  state,
  idleMinutes,
}: LakeRecord) {
  return { state, endpoint, serviceUrl, account, region, pid, startedAt, idleMinutes };
}

/** What any AWS client needs to find the lake. */
export function clientSettings({ endpoint, region }: LakeRecord): string[] {
  return [
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`,
    '  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test',
  ];
}

async function status(session: Session, options: CommonOptions): Promise<void> {
  const { lakeState } = await import('@sluice/lake/local');
  const { record, endsAt, lastNote, leftovers, logs } = lakeState(homeOf(session));
  if (record === undefined) session.exitCode = EXIT.checkFailed;
  if (options.json === true) {
    const lake = record === undefined ? null : lakeDocument(record);
    return printJson(session, {
      ok: record !== undefined,
      lake,
      endsAt: endsAt ?? null,
      lastNote: lastNote ?? null,
      leftovers,
      logs,
    });
  }
  session.terminal.out(
    `${(record === undefined ? absent(leftovers, lastNote) : present(record, endsAt)).join('\n')}\n`,
  );
  if (lastNote !== undefined) session.terminal.out(`  logs       ${shownPath(session, logs)}\n`);
}

function absent(leftovers: number, lastNote: string | undefined): string[] {
  return [
    'No local lake is running. `npx sluice local up` brings one up.',
    ...(leftovers === 0
      ? []
      : [
          `  left over  ${counted(leftovers, 'process', 'processes')} of a killed lake; \`npx sluice local ` +
            `down\` ends them`,
        ]),
    ...(lastNote === undefined ? [] : [`  last       ${lastNote}`]),
  ];
}

function present(record: LakeRecord, endsAt: Date | undefined): string[] {
  const minutes = Math.max(1, Math.ceil(((endsAt?.getTime() ?? 0) - Date.now()) / 60_000));
  return [
    record.state === 'ready' ? 'The local lake is up.' : 'The local lake is starting.',
    `  endpoint   ${record.endpoint}  (account ${record.account}, ${record.region})`,
    `  service    ${record.serviceUrl}  (Glue and Athena, behind the endpoint)`,
    `  process    ${record.pid}, since ${record.startedAt}`,
    `  ends       ${
      endsAt === undefined ? 'with `npx sluice local down`' : `in ${counted(minutes, 'minute')} if ` + 'nobody uses it'
    }`,
    ...clientSettings(record),
  ];
}
