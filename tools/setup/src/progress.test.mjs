import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startProgress } from './progress.mjs';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** @param {boolean} isTTY */
function recorder(isTTY) {
  /** @type {string[]} */
  const written = [];
  return { written, isTTY, columns: 30, write: (/** @type {string} */ text) => written.push(text) };
}

test('plain lines where there is no terminal: a start, a sign of life, an end', () => {
  const out = recorder(false);

  const progress = startProgress('Installing', out);
  progress.update('  12   packages ');
  vi.advanceTimersByTime(25_000);
  progress.done();

  expect(out.written).toEqual(['Installing ...\n', 'Installing: 20 s, 12 packages\n', 'Installing: done in 25 s\n']);
});

test('one line on a terminal, never wider than it', () => {
  const out = recorder(true);
  vi.stubEnv('TERM', 'xterm');

  const progress = startProgress('Installing', out);
  progress.update('a'.repeat(100));
  vi.advanceTimersByTime(1_000);
  progress.stop();
  vi.unstubAllEnvs();

  const lines = out.written.map((text) => text.replace('\r\x1b[2K', ''));
  expect(lines.some((line) => line.includes('aaa'))).toBe(true);
  for (const line of lines) {
    expect(line.length).toBeLessThan(30);
    expect(line).not.toContain('\n');
  }
});
