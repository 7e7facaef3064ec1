import { fileDigest, indexOrder } from '@sluice/protocol';
import { fileAtFirstSight } from '../../ledger/first-sight.ts';
import type { Changed, Ledger, Sight } from '../../ledger/ledger.ts';
import { pendingOf, quarantinedOf } from '../../ledger/listings.ts';
import { bySequencer, paddedSequencer } from '../../ledger/sequencer.ts';
import type { FileId, FileRecord, ObjectVersion, PendingFile } from '../../model.ts';
import { type FileTransition, fileAfter, holds } from '../../transitions.ts';
import type { LedgerFile } from './ledger-file.ts';

interface Stored {
  readonly record: string;
  readonly mark: string | null;
}

const THIS_KEY = 'dataset = ? AND bucket = ? AND key = ?';
const SELECT = `SELECT record, mark FROM file WHERE ${THIS_KEY} AND version = ?`;
const INSERT = `INSERT INTO file (dataset, bucket, key, version, state, waiting, mark, record)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const UPDATE = `UPDATE file SET state = ?, waiting = ?, mark = ?, record = ? WHERE ${THIS_KEY} AND version = ?`;
const PAGE = 500;

const nameOf = ({ datasetId, bucket, key }: Omit<FileId, 'versionId'>) => [datasetId, bucket, key] as const;
const waitingSince = (file: FileRecord) => indexOrder(file.stateSince, fileDigest(file));
const fileOf = ({ record }: Pick<Stored, 'record'>) => JSON.parse(record) as FileRecord;

/** The ledger's files in a ledger's file. */
export function folderFiles(ledger: LedgerFile) {
  const stored = (id: FileId) => ledger.one<Stored>(SELECT, ...nameOf(id), id.versionId);

  function receive(object: ObjectVersion, at: string): Sight {
    const known = stored(object);
    if (known !== undefined) return { kind: 'known', file: fileOf(known) };
    const own = paddedSequencer(object.sequencer);
    const pointer = ledger.one<{ readonly sequencer: string }>(
      `SELECT sequencer FROM latest WHERE ${THIS_KEY}`,
      ...nameOf(object),
    );
    const standing = pointer === undefined ? 'first' : own > pointer.sequencer ? 'later' : 'stale';
    if (standing !== 'stale') ledger.run('INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?)', ...nameOf(object), own);
    const file = fileAtFirstSight(object, standing, at);
    const { versionId, state } = file;
    ledger.run(INSERT, ...nameOf(file), versionId, state, waitingSince(file), null, JSON.stringify(file));
    return { kind: 'new', standing, file };
  }

  function move(transition: FileTransition): Changed<FileRecord> {
    const { id, mark } = transition;
    const there = stored(id);
    const before = there && fileOf(there);
    if (before !== undefined && there?.mark === mark) return { kind: 'done', item: before };
    if (before === undefined || !holds(before, transition)) return { kind: 'lost', now: before };
    const file = fileAfter(before, transition);
    ledger.run(UPDATE, file.state, waitingSince(file), mark, JSON.stringify(file), ...nameOf(id), id.versionId);
    return { kind: 'done', item: file };
  }

  /** Page by page: whoever reads the list may change what is in it meanwhile. */
  function* inOrder(datasetId: string, state: FileRecord['state'], page: number): Generator<FileRecord> {
    for (let after = ''; ; ) {
      const rows = ledger.all<Stored & { readonly waiting: string }>(
        `SELECT record, waiting FROM file WHERE dataset = ? AND state = '${state}' AND waiting > ?
          ORDER BY waiting LIMIT ?`,
        datasetId,
        after,
        page,
      );
      yield* rows.map(fileOf);
      const last = rows.at(-1);
      if (last === undefined || rows.length < page) return;
      after = last.waiting;
    }
  }

  return {
    receive: async (object, at) => ledger.change(() => receive(object, at)),
    moveFile: async (transition) => ledger.change(() => move(transition)),
    // Each is conditional by itself; written together they cost one sync.
    moveFiles: async (transitions) => ledger.change(() => transitions.map(move)),
    file: async (id) => {
      const found = stored(id);
      return found && fileOf(found);
    },
    versionsOf: async (key: Omit<FileId, 'versionId'>) =>
      ledger
        .all<Stored>(`SELECT record FROM file WHERE ${THIS_KEY}`, ...nameOf(key))
        .map(fileOf)
        .sort(bySequencer),
    pending: async (datasetId, limit) => {
      const waiting: PendingFile[] = [];
      for (const file of limit <= 0 ? [] : inOrder(datasetId, 'QUEUED', Math.min(limit, PAGE))) {
        waiting.push(pendingOf(file));
        if (waiting.length === limit) break;
      }
      return waiting;
    },
    quarantined: async function* (datasetId) {
      for (const file of inOrder(datasetId, 'QUARANTINED', PAGE)) yield quarantinedOf(file);
    },
    filesOf: async function* (datasetId) {
      let after: readonly [string, string, string] = ['', '', ''];
      for (;;) {
        const files = ledger
          .all<Stored>(
            `SELECT record FROM file WHERE dataset = ? AND (bucket, key, version) > (?, ?, ?)
              ORDER BY bucket, key, version LIMIT ?`,
            datasetId,
            ...after,
            PAGE,
          )
          .map(fileOf);
        yield* files;
        const last = files.at(-1);
        if (last === undefined || files.length < PAGE) return;
        after = [last.bucket, last.key, last.versionId];
      }
    },
  } satisfies Partial<Ledger>;
}
