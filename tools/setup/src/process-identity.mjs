import { readFileSync } from 'node:fs';

/**
 * When a process began, in clock ticks since boot; tells a process from a later one with the same id. Empty where /proc
 * is missing.
 * @param {number} pid
 */
function startedAt(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything; field 22 counts from behind it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** A process as text, for a file that outlives it. @param {number} pid */
export function describeProcess(pid) {
  return `${pid} ${startedAt(pid)}`;
}

/**
 * The id of the process described, if it still lives.
 * @param {string} text made by describeProcess
 * @returns {number | undefined}
 */
export function livingProcess(text) {
  const [pidText, started] = text.trim().split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPERM') return undefined;
  }
  const now = startedAt(pid);
  return started === undefined || started === '' || now === '' || now === started ? pid : undefined;
}
