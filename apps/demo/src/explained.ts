import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { FileRecord } from '@sluice/control-plane';
import { CHECKOUT } from '@sluice/lake/local';
import type { Session } from '@sluice/terminal';
import type { PutFile } from './accounts.ts';
import type { Explained } from './outcome.ts';
import type { Planted } from './planted.ts';

/** The command, as every entry starts it. */
const SLUICE = join(CHECKOUT, 'apps', 'cli', 'src', 'main.ts');
/** What it says is shown as a part of this screen, with so many columns before it. */
const INDENT = 2;

/** What `explain` says of a file whose event came again, of one that was refused, and of one broken row. */
export async function explainExamples(
  session: Session,
  {
    planted,
    put,
    repeated,
  }: { readonly planted: readonly Planted[]; readonly put: readonly PutFile[]; readonly repeated: FileRecord },
): Promise<readonly Explained[]> {
  const refused = put.find(({ file }) => file.expect.state === 'QUARANTINED' && file.isSecond !== true)?.file;
  const row = planted.find(({ brokenRow }) => brokenRow !== null)?.brokenRow ?? null;
  const examples = [
    {
      title: 'a file whose event came again, and whose name came again with other content',
      words: [repeated.key],
    },
    ...(refused === undefined ? [] : [{ title: 'a refused file', words: [refused.key] }]),
    ...(row === null ? [] : [{ title: 'a broken row', words: [row.key, '--row', String(row.record)] }]),
  ];
  return Promise.all(
    examples.map(async ({ title, words }) => ({
      title,
      command: `npx sluice explain ${words.join(' ')}`,
      text: await said(session, ['explain', ...words]),
    })),
  );
}

/** What the command itself writes, in the colours and the width of this screen; its error when it has nothing else. */
function said({ terminal, environment, directory, signal }: Session, words: readonly string[]): Promise<string> {
  const env = {
    ...environment,
    ...(terminal.paint.bold('x') === 'x' ? { NO_COLOR: '1' } : { FORCE_COLOR: '1' }),
    ...(Number.isFinite(terminal.width) ? { SLUICE_COLUMNS: String(terminal.width - INDENT) } : {}),
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [SLUICE, ...words], { env, cwd: directory, signal }, (_error, out, err) =>
      resolve(`${(out || err).replace(/^\n+|\n+$/g, '')}\n`),
    );
  });
}
