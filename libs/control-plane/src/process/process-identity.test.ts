import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import {
  findMarkedLeader,
  groupLives,
  identify,
  isAlive,
  leftOf,
  readIdentity,
  SHELL_IDENTITY,
  signalGroup,
} from './process-identity.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const { pid } of started.splice(0)) if (pid !== undefined) signalGroup(pid, 'SIGKILL');
});

/** A shell that leads a group of its own, says who it is, and waits. */
async function leader(mark: string): Promise<{ readonly child: ChildProcess; readonly pid: number; said: string }> {
  const [name = '', value] = mark.split('=');
  const child = spawn('/bin/sh', ['-c', `{ ${SHELL_IDENTITY}; echo; }; sleep 60; :`], {
    detached: true,
    env: { ...process.env, [name]: value },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  let said = '';
  for await (const part of child.stdout.iterator({ destroyOnReturn: false })) {
    said += String(part);
    if (said.includes('\n\n')) break;
  }
  return { child, pid: child.pid ?? 0, said };
}

test('a process is known again by what its shell said and by what the system says', async () => {
  const { child, pid, said } = await leader('SLUICE_TEST_MARK=known');

  const identity = identify(pid);
  expect(readIdentity(said)).toEqual(identity);
  expect(identity !== undefined && isAlive(identity)).toBe(true);
  expect(isAlive({ pid, started: 'before the restart' })).toBe(false);

  signalGroup(pid, 'SIGKILL');
  await once(child, 'exit');
  expect(identity !== undefined && isAlive(identity)).toBe(false);
  expect(identify(pid)).toBeUndefined();
});

test('a group and what carries a mark are found until the last of them is gone', async () => {
  const mark = `SLUICE_TEST_MARK=${process.pid}.${Date.now()}`;
  const { child, pid } = await leader(mark);

  expect(groupLives(pid)).toBe(true);
  expect(leftOf(pid, mark).length).toBeGreaterThan(0);
  if (process.platform === 'linux') {
    expect(findMarkedLeader(mark)).toEqual(identify(pid));
    expect(leftOf(pid, `${mark}.other`)).toEqual([]);
  }

  expect(signalGroup(pid, 'SIGKILL')).toBe(true);
  await once(child, 'exit');
  await expect.poll(() => groupLives(pid)).toBe(false);
  expect(leftOf(pid, mark)).toEqual([]);
  expect(findMarkedLeader(mark)).toBeUndefined();
});

test.each(['', '12', '0\n-\n', 'x\ny', '12\n \n'])('%j is no identity', (text) => {
  expect(readIdentity(text)).toBeUndefined();
});
