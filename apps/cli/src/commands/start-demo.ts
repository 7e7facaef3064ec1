import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { EXIT, type Session } from '@sluice/terminal';

/** The demo, as `npm start` runs it. */
const DEMO = join(CHECKOUT, 'apps', 'demo', 'src', 'main.ts');

/** Runs the demo on this terminal. It shows its own errors and ends in order by itself; its exit code is this one's. */
export async function startDemo(session: Session, words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [DEMO, ...words], {
    cwd: session.directory,
    env: session.environment,
    stdio: 'inherit',
  });
  session.endsByInterrupt = true;
  // A terminal sends Ctrl-C to both, `kill` to this one alone; the demo takes two that are close together for one.
  const stop = () => void child.kill('SIGINT');
  session.signal.addEventListener('abort', stop);
  process.once('exit', stop);
  try {
    session.exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? EXIT.interrupted));
    });
  } finally {
    session.signal.removeEventListener('abort', stop);
    process.removeListener('exit', stop);
  }
}
