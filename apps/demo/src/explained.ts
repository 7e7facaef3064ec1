import { explainFile, explainRow } from '@sluice/cli';
import type { FileRecord } from '@sluice/control-plane';
import type { LocatedKey, Target } from '@sluice/lake';
import type { Session } from '@sluice/terminal';
import type { PutFile } from './accounts.ts';
import type { Explained } from './outcome.ts';
import type { Planted } from './planted.ts';

/** What `explain` says of a file whose event came again, of one that was refused, and of one broken row. */
export async function explainExamples(
  session: Session,
  target: Target,
  {
    planted,
    put,
    repeated,
  }: { readonly planted: readonly Planted[]; readonly put: readonly PutFile[]; readonly repeated: FileRecord },
): Promise<readonly Explained[]> {
  const located = async ({ datasetId, key }: Pick<FileRecord, 'datasetId' | 'key'>): Promise<LocatedKey> => {
    const bucket = target.names.rawBucket;
    return { datasetId, bucket, key, versions: await target.ledger.versionsOf({ datasetId, bucket, key }) };
  };
  const explained: Explained[] = [
    {
      title: 'a file whose event came again, and whose name came again with other content',
      command: `npx sluice explain ${repeated.key}`,
      text: await said(session, async (quiet) => explainFile(quiet, target, await located(repeated), {})),
    },
  ];
  const datasetId = repeated.datasetId;
  const refused = put.find(({ file }) => file.expect.state === 'QUARANTINED' && file.isSecond !== true)?.file;
  if (refused !== undefined) {
    explained.push({
      title: 'a refused file',
      command: `npx sluice explain ${refused.key}`,
      text: await said(session, async (quiet) =>
        explainFile(quiet, target, await located({ datasetId, key: refused.key }), {}),
      ),
    });
  }
  const row = planted.find(({ brokenRow }) => brokenRow !== null)?.brokenRow;
  if (row !== undefined && row !== null) {
    explained.push({
      title: 'a broken row',
      command: `npx sluice explain ${row.key} --row ${row.record}`,
      text: await said(session, async (quiet) =>
        explainRow(quiet, target, await located({ datasetId, key: row.key }), row.record, {}),
      ),
    });
  }
  return explained;
}

/** What a command would have written. */
async function said(session: Session, command: (session: Session) => Promise<void>): Promise<string> {
  let text = '';
  const terminal = {
    ...session.terminal,
    out: (part: string) => {
      text += part;
    },
  };
  await command({ ...session, terminal });
  return `${text.replace(/^\n+|\n+$/g, '')}\n`;
}
