import { createMemoryLedger } from '@sluice/control-plane';
import { isDuplicate, keyToPut, type Target } from '@sluice/lake';
import { memoryTarget } from '@sluice/lake/testing';
import { keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { differenceText, driftText, readDrift } from '../drift/present.ts';
import { deadLettersText, keyOfEvent, readDeadLetters } from './dead-letters.ts';

const NOW = '2026-01-15T10:00:00.000Z';

describe('a dead letter', () => {
  it.each([
    ['{"detail":{"object":{"key":"incoming/sales/a.csv"}}}', 'incoming/sales/a.csv'],
    ['{"source":"sluice.release","detail":{"key":"incoming/sales/a.csv"}}', 'incoming/sales/a.csv'],
    ['{"hello":"world"}', null],
    ['{"detail":{"object":{"key":7}}}', null],
    [JSON.stringify({ detail: { key: 'x'.repeat(1025) } }), null],
    ['"text"', null],
    ['null', null],
    ['not JSON', null],
  ])('%s is about %s', (body, key) => {
    expect(keyOfEvent(body)).toBe(key);
  });

  it('is found however many there are, and is given back', async () => {
    const bodies = Array.from({ length: 26 }, (_, index) => ({
      MessageId: `m${index}`,
      ReceiptHandle: `r${index}`,
      Body: 'x',
    }));
    const hidden = new Set<string>();
    const send = async ({
      constructor: { name },
      input,
    }: {
      constructor: { name: string };
      input: Record<string, unknown>;
    }) => {
      if (name === 'GetQueueAttributesCommand') return { Attributes: { ApproximateNumberOfMessages: '26' } };
      if (name === 'ChangeMessageVisibilityBatchCommand')
        for (const entry of input['Entries'] as { ReceiptHandle: string }[]) hidden.delete(entry.ReceiptHandle);
      if (name !== 'ReceiveMessageCommand')
        return {
          QueueUrls: ['http://q/sluice-sales-intake', 'http://q/sluice-sales-intake-dlq'],
          QueueUrl: 'http://q/x',
        };
      const Messages = bodies.filter(({ ReceiptHandle }) => !hidden.has(ReceiptHandle)).slice(0, 10);
      if (input['VisibilityTimeout'] !== 0) for (const { ReceiptHandle } of Messages) hidden.add(ReceiptHandle);
      return { Messages };
    };
    const target = { ...memoryTarget(), sqs: { send } } as unknown as Target;

    const [queue] = await readDeadLetters(target, 'sales');

    expect(queue?.letters).toHaveLength(26);
    expect(hidden.size).toBe(0);
  });

  it('is listed by what it is about, never by its body; what could not be looked at is counted', () => {
    const letter = {
      dataset: 'sales',
      messageId: 'm1',
      key: 'incoming/sales/\u001b[2Ja.csv',
      sentAt: '2026-01-15T09:55:00.000Z',
    };
    const text = deadLettersText(
      [{ dataset: 'sales', depth: 3, letters: [letter, { ...letter, messageId: 'm2', key: null }] }],
      NOW,
      keptTerminal().terminal,
    );

    expect(text).toContain('  sales    5 min ago  incoming/sales/\\x1b[2Ja.csv  m1\n');
    expect(text).toContain('no event of S3');
    expect(text).toContain('sales: 3 in all, 2 could be looked at');
  });
});

describe('drift', () => {
  it('lists the most frequent header first, of all datasets', async () => {
    const ledger = createMemoryLedger();
    const seen = {
      datasetId: 'sales',
      fingerprint: 'f1',
      unknown: ['tip'],
      missing: [],
      aliased: [],
      contractVersion: '1.0.0',
      exampleKey: 'k1',
    };
    await ledger.observeDrift(seen, '2026-01-15T09:00:00.000Z');
    for (const minute of [1, 2]) {
      await ledger.observeDrift(
        { ...seen, datasetId: 'flights', fingerprint: 'f2', exampleKey: `k${minute}` },
        `2026-01-15T09:0${minute}:00.000Z`,
      );
    }

    const observations = await readDrift(memoryTarget(ledger), undefined);

    expect(observations.map(({ datasetId, count }) => [datasetId, count])).toEqual([
      ['flights', 2],
      ['sales', 1],
    ]);
    expect(driftText(observations, NOW, keptTerminal().terminal)).toMatch(
      /\n {2}flights {2}\+ tip .* 2 +59 min ago +58 min ago {2}1\.0\.0 /,
    );
    expect(driftText([], NOW, keptTerminal().terminal)).toContain('No header was seen');
  });

  it('is said in one line, whatever the header holds', () => {
    expect(
      differenceText({
        unknown: ['tip', 'a\nb'],
        missing: ['note'],
        aliased: [{ column: 'amount', header: 'Betrag' }],
      }),
    ).toBe('+ tip, + a\\nb, - note, Betrag read as amount');
  });
});

describe('a file that is put', () => {
  it('gets its name below its dataset, or the one that it is given', () => {
    expect(keyToPut('sales', '/tmp/x/2026.csv', undefined)).toBe('incoming/sales/2026.csv');
    expect(keyToPut('sales', '/tmp/x.csv', '2026/01.csv')).toBe('incoming/sales/2026/01.csv');
  });

  it.each(['', 'folder/', '/root.csv', 'a\nb.csv', 'x'.repeat(1020)])(
    'never gets a name that is no key: %j',
    (name) => {
      expect(() => keyToPut('sales', '/tmp/x.csv', name)).toThrow(expect.objectContaining({ code: 'SLC8037' }));
    },
  );
});

describe('a duplicate', () => {
  const file = { key: 'incoming/sales/a.csv', versionId: 'v-1' };
  const line = (changes: object) =>
    JSON.stringify({ key: file.key, version_id: file.versionId, decision: 'duplicate', ...changes });

  it('is a line of the log that says so about this very version, behind whatever the runtime prints', () => {
    expect(isDuplicate(line({}), file)).toBe(true);
    expect(isDuplicate(`2026-01-15T10:00:00Z\tid\tINFO\t${line({})}`, file)).toBe(true);
  });

  it.each([
    line({ decision: 'queued' }),
    line({ version_id: 'v-2' }),
    line({ key: 'other' }),
    'START RequestId',
    '{broken',
  ])('is not %s', (text) => {
    expect(isDuplicate(text, file)).toBe(false);
  });
});
