import { type BatchRecord, createMemoryLedger, type FileRecord, fileAfter, moveFile } from '@sluice/control-plane';
import type { BatchStory, FileStory } from '@sluice/lake';
import { objectVersion, refused } from '@sluice/lake/testing';
import type { BatchHead, CommittedFile, Manifest, RunReport } from '@sluice/protocol';
import { keptTerminal } from '@sluice/terminal/testing';
import { describe, expect, it } from 'vitest';
import { loadMeanings } from '../../terminal/meanings.ts';
import { batchText } from './present-batch.ts';
import { storiesText } from './present-file.ts';
import { rowText } from './present-row.ts';

const BATCH = '8486cb75ca1ba3aa469d04a1';
const terminal = () => keptTerminal().terminal;

function committedFile(key: string, rows: number): CommittedFile {
  return {
    bucket: 'sluice-processed-1-eu',
    key,
    rows,
    bytes: 3_700,
    digest: 'd',
    partition: {},
    columns: {},
    footer_bytes: 1,
  };
}

/** The way of a file from its arrival into the table. */
async function loaded(): Promise<FileRecord> {
  const object = objectVersion();
  const sight = await createMemoryLedger().receive(object, '2026-01-15T10:00:01.000Z');
  const step = (file: FileRecord, to: 'QUEUED' | 'RUNNING' | 'SUCCEEDED', second: number, change: object) =>
    fileAfter(
      file,
      moveFile(
        object,
        [file.state, to],
        { at: `2026-01-15T10:00:0${second}.000Z`, actor: second < 3 ? 'intake' : 'dispatch' },
        change,
      ),
    );
  const queued = step(sight.file, 'QUEUED', 2, { contractVersion: '1.0.0', planDigest: 'p' });
  const running = step(queued, 'RUNNING', 3, { batchId: BATCH, attempt: 1 });
  return step(running, 'SUCCEEDED', 9, { jobRunId: 'jr_1', committedAt: '2026-01-15T10:00:08.000Z' });
}

describe('the story of a file', () => {
  it('that was refused: every step, why, where, and the way out', async () => {
    const file = await refused(createMemoryLedger(), objectVersion(), 'missing-column');
    const story: FileStory = { file, at: { line: 1, column: 9 }, badRows: [], outcome: null, duplicates: undefined };

    await expect(storiesText(file.key, [story], await loadMeanings(), terminal())).toMatchFileSnapshot(
      'golden/refused.txt',
    );
  });

  it(
    'that was loaded: where its rows went, which were rejected and where they are, and that its ' + 'event came again',
    async () => {
      const file = await loaded();
      const reasons = [
        { reason: 'type:sold_at', header: 'sold_at', at: { line: 30, column: 7 } },
        { reason: 'duplicate', header: null, at: null },
      ];
      const story: FileStory = {
        file,
        at: null,
        badRows: [],
        outcome: {
          records: 31,
          rejected: {
            count: 12,
            byReason: { 'type:sold_at': 12 },
            rows: [{ record: 29, at: { line: 30, column: 1 }, reasons }],
          },
          files: [
            committedFile('sales/year=2026/a.parquet', 19),
            ...Array.from({ length: 9 }, (_, index) => committedFile(`sales/year=2026/${index}.parquet`, 1)),
          ],
          quarantineFiles: [committedFile('sales/run_date=2026-01-15/b.parquet', 12)],
          members: 2,
        },
        duplicates: {
          count: 20,
          first: '2026-01-15T10:00:02.000Z',
          last: '2026-01-15T10:00:05.000Z',
          incomplete: false,
        },
      };
      const later = {
        ...(await refused(createMemoryLedger(), objectVersion({ versionId: 'v-2' }), 'key-overwritten')),
        standing: 'later' as const,
      };
      const stories = [story, { file: later, at: null, badRows: [], outcome: null, duplicates: undefined }];

      await expect(storiesText(file.key, stories, await loadMeanings(), terminal())).toMatchFileSnapshot(
        'golden/loaded.txt',
      );
    },
  );

  it('cannot be forged by a key or a detail', async () => {
    const file = await refused(
      createMemoryLedger(),
      objectVersion({ key: 'incoming/sales/\u001b[2J.csv' }),
      'made\u001b[31mup',
    );
    const text = storiesText(
      file.key,
      [{ file, at: null, badRows: [], outcome: null, duplicates: undefined }],
      await loadMeanings(),
      terminal(),
    );

    expect(text).not.toContain('\u001b');
    expect(text).toContain('found made\\x1b[31mup');
    expect(text).toContain("release $'incoming/sales/\\x1b[2J.csv@v-0000000000000001'");
  });
});

describe('one row of a file', () => {
  const cells = [
    { header: 'sale_id', text: '41' },
    { header: 'note', text: null },
    { header: 'channel', text: 'kio\u001b[2Jsk' },
  ];

  it('is its place, its verdict, its reasons and its cells', async () => {
    const reasons = [{ reason: 'enum:channel', header: 'channel', at: { line: 30, column: 33 } }];
    const story = {
      file: await loaded(),
      record: 29,
      line: 30,
      column: 1,
      reasons,
      cells,
      went: 'quarantine' as const,
    };

    await expect(rowText(story, true, await loadMeanings(), terminal())).toMatchFileSnapshot('golden/row.txt');
  });

  it('keeps its cells to itself where a column is personal', async () => {
    const story = { file: await loaded(), record: 1, line: 2, column: 1, reasons: [], cells, went: 'table' as const };
    const text = rowText(story, false, await loadMeanings(), terminal());

    expect(text).not.toContain('41');
    expect(text).toContain('accepted: it is in the table');
  });
});

describe('the story of a batch', () => {
  const entry = {
    actor: 'dispatch',
    reason: null,
    detail: null,
    contractVersion: '1.0.0',
    batchId: BATCH,
    jobRunId: null,
  } as const;
  const batch = {
    batchId: BATCH,
    datasetId: 'sales',
    state: 'STARTED',
    attempt: 2,
    slot: 1,
    files: 2,
    bytes: 1_624,
    reason: 'SLC5111',
    detail: 'attempt 1 (jr_1, FAILED)',
    history: [
      { ...entry, at: '2026-01-15T10:00:00.000Z', to: 'PREPARING', attempt: 1 },
      { ...entry, at: '2026-01-15T10:00:01.000Z', to: 'STARTED', attempt: 1, jobRunId: 'jr_1' },
      { ...entry, at: '2026-01-15T10:01:00.000Z', to: 'STARTED', attempt: 2, actor: 'reconcile', reason: 'SLC5111' },
    ],
    historyDropped: 3,
  } as unknown as BatchRecord;
  const member = (name: string) => ({
    bucket: 'raw',
    key: `incoming/sales/${name}`,
    version_id: 'v',
    size: 812,
    queued: 1,
  });
  const manifest = {
    contract_version: '1.0.0',
    run_date: '2026-01-15',
    plan_digest: 'p'.repeat(64),
    code_digest: 'c'.repeat(64),
    members: [member('a.csv'), member('b.csv')],
  } as unknown as Manifest;
  const report = {
    outcome: 'failed',
    stage: 'write',
    code: 'SLC5111',
    message: 'no answer',
    run_id: 'jr_1',
    members: [{ member: 0, records: 31 }],
    seconds: { write: 7.2, claim: 0.1, odd: 1 },
  } as unknown as RunReport;
  const batchHead = {
    state: 'open',
    attempt: 2,
    run_id: null,
    counts: null,
    files: [],
    quarantine_files: [],
    refused: [{ member: 1, bucket: 'raw', key: 'incoming/sales/b.csv', version_id: 'v', reason: 'empty', detail: '' }],
  } as unknown as BatchHead;

  it('is its way, its attempts with the seconds of their stages, and its members, refused ones first', async () => {
    const story: BatchStory = {
      batchId: BATCH,
      batch,
      manifest,
      head: batchHead,
      slot: null,
      attempts: [
        { attempt: 1, report },
        { attempt: 2, report: null },
      ],
      problems: [],
    };

    await expect(batchText(story, await loadMeanings(), terminal())).toMatchFileSnapshot('golden/batch.txt');
  });

  it('is told of what there is, when the ledger or documents are missing', async () => {
    const problems = [{ file: 'control/batches/x/head.json', message: 'it is not JSON' }];
    const text = batchText(
      { batchId: BATCH, batch: null, manifest: null, head: null, slot: null, attempts: [], problems },
      await loadMeanings(),
      terminal(),
    );

    expect(text).toContain('the ledger does not know this batch');
    expect(text).toContain('control/batches/x/head.json: it is not JSON');
  });
});
