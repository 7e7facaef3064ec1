// npm run complete-lock: after a bump, makes package-lock.json acceptable to `npm ci` again and writes the names of
// what has no integrity.
import { readFileSync, writeFileSync } from 'node:fs';
import { renderError, SetupError } from './src/errors.mjs';
import { completeLock, withoutIntegrity } from './src/lock.mjs';

const lockPath = new URL('../../package-lock.json', import.meta.url);
const listPath = new URL('./without-integrity.json', import.meta.url);

try {
  const { lock, added } = completeLock(JSON.parse(readFileSync(lockPath, 'utf8')));
  writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
  const names = withoutIntegrity(lock).map(({ id }) => id);
  writeFileSync(listPath, `${JSON.stringify(names, null, 2)}\n`);
  for (const name of added) console.log(`added ${name}`);
  console.log(`${added.length} entries added; ${names.length} have no integrity (tools/setup/without-integrity.json)`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(renderError(error));
  process.exitCode = error.exitCode;
}
