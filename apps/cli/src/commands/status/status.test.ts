import type { DatasetStatus, LakeStatus } from '@sluice/lake';
import { keptSession, keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { frame, watch } from '../../terminal/watch.ts';
import { statusLines, statusText } from './present.ts';

const IDLE: DatasetStatus = {
  dataset: 'sales',
  contractVersion: '1.0.0',
  status: 'active',
  waiting: { files: 0, bytes: 0, more: false, oldestSeconds: null },
  events: { waiting: 0, inFlight: 0, deadLetters: 0 },
  slots: { taken: 0, of: 2 },
  running: [],
  lastCommits: [],
  quarantine: { files: 0, byReason: {} },
  freshnessSeconds: null,
};

function lake(
  datasets: readonly Partial<DatasetStatus>[],
  alarms: LakeStatus['alarms'] = [],
  orphans: LakeStatus['orphans'] = [],
): LakeStatus {
  return {
    at: '2026-01-15T10:00:00.000Z',
    target: { kind: 'local', lake: 'sluice', account: '000000000000', region: 'us-east-1' },
    datasets: datasets.map((changes) => ({ ...IDLE, ...changes })),
    alarms,
    orphans,
  };
}

const BUSY = lake(
  [
    {
      dataset: 'flights',
      waiting: { files: 10_000, bytes: 5_000_000, more: true, oldestSeconds: 190 },
      slots: { taken: 2, of: 2 },
      running: [
        {
          batchId: 'b'.repeat(24),
          state: 'STARTED',
          attempt: 2,
          files: 75,
          bytes: 900_000,
          slot: 1,
          jobRunId: 'jr_1',
          seconds: 65,
          reason: 'job-failed',
        },
      ],
      lastCommits: [
        {
          batchId: 'a'.repeat(24),
          files: 75,
          bytes: 900_000,
          attempt: 1,
          committedAt: '2026-01-15T09:58:00.000Z',
          settledAt: '2026-01-15T09:58:05.000Z',
          reason: null,
        },
      ],
      quarantine: { files: 3, byReason: { 'missing-column': 2, 'evil\u001b[2J': 1 } },
      events: { waiting: 3, inFlight: 1, deadLetters: 1 },
      freshnessSeconds: 7300,
    },
    { dataset: 'baggage', status: 'retired' },
  ],
  [{ name: 'sluice-flights-dead-letters', since: '2026-01-15T09:00:00.000Z', reason: 'Threshold Crossed' }],
);

describe('status', () => {
  it('shows everything that a dataset may be in', async () => {
    await expect(statusText(BUSY, keptTerminal().terminal)).toMatchFileSnapshot('golden/busy.txt');
  });

  it('of a lake at rest is one line per dataset and nothing else', () => {
    const text = statusText(lake([{}]), keptTerminal().terminal);

    expect(text.trimEnd().split('\n')).toHaveLength(5);
    expect(text).toMatch(/\n {2}sales {4}1\.0\.0 .* 0 of 2\n$/);
  });

  it('as lines says what changes, and no ages', () => {
    expect(statusLines(BUSY)).toEqual([
      'flights  waiting 10,000+  events 4  running 1  slots 2/2  refused 3  dead letters 1  last ' +
        `batch ${'a'.repeat(24)}`,
      'baggage  waiting 0  events 0  running 0  slots 0/2  refused 0  dead letters 0  last batch -',
      'alarm sluice-flights-dead-letters',
    ]);
  });
});

describe('a dataset that no contract registers', () => {
  const FORGOTTEN = lake([{}], [], [{ dataset: 'old_orders', stack: 'sluice-dataset-old-orders' }]);

  it('is shown with its stack and where to read on', () => {
    expect(statusText(FORGOTTEN, keptTerminal().terminal)).toMatch(
      /\n {2}Deployed, and in no contract\n(?:.*\n)* *! {2}old_orders {2}sluice-dataset-old-orders\n {2}npx sluice explain SLC9510\n$/,
    );
  });

  it('is a line of its own in a log', () => {
    expect(statusLines(FORGOTTEN).at(-1)).toBe('orphan old_orders (sluice-dataset-old-orders)');
  });
});

describe('watch', () => {
  /** Reads the values one by one, and is interrupted at the last. */
  function reading(values: readonly string[], interruption: AbortController) {
    let at = 0;
    return async () => {
      const value = values[at] ?? '';
      at += 1;
      if (at === values.length) interruption.abort();
      return value;
    };
  }
  const options = (read: () => Promise<string>) => ({
    read,
    screen: (value: string) => `${value}\n`,
    lines: (value: string) => [value],
    time: () => '10:00  ',
    redraw: true,
    everyMilliseconds: 1,
  });

  it('says a line when it changes, where there is no terminal, and Ctrl-C is its end', async () => {
    const interruption = new AbortController();
    const kept = keptTerminal();
    const session = keptSession(kept.terminal, interruption.signal);

    await watch(session, options(reading(['a', 'a', 'b', 'b'], interruption)));

    expect(kept.out()).toBe('10:00  a\n10:00  b\n');
    expect(session).toMatchObject({ endsByInterrupt: true, exitCode: 0 });
  });

  it('redraws a terminal on its second screen and leaves the last picture on the first', async () => {
    const interruption = new AbortController();
    const kept = keptTerminal({ height: () => 10 });

    await watch(keptSession(kept.terminal, interruption.signal), options(reading(['a', 'b'], interruption)));

    expect(kept.out()).toBe(
      '\u001b[?1049h\u001b[?25l\u001b[Ha\u001b[K\n\u001b[J\u001b[Hb\u001b[K\n\u001b[J\u001b[?25h\u001b[?1049lb\n',
    );
  });

  it('gives the terminal back when it fails', async () => {
    const kept = keptTerminal({ height: () => 10 });
    const failing = async () => Promise.reject(new Error('no answer'));

    await expect(watch(keptSession(kept.terminal), options(failing))).rejects.toThrow('no answer');
    expect(kept.out().endsWith('\u001b[?1049l')).toBe(true);
  });

  it('never draws more lines than the terminal has', () => {
    expect(frame('1\n2\n3\n4\n', 3)).toBe('\u001b[H1\u001b[K\n2\u001b[K\n\u001b[J');
  });
});
