import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { FolderError } from './errors.ts';
import type { FolderLake } from './folder-paths.ts';

/** The format of the file; another one is refused, never read half. */
const FORMAT = 1;
/** Somebody else's change takes milliseconds; a process that hangs in one is an error and not a wait. */
const BUSY_MILLISECONDS = 30_000;

// Records lie as JSON beside the columns that conditions and listings ask for. Only waiting and quarantined files, and
// only batches that listings show, are in an index: no listing looks at anything else.
const SCHEMA = `
CREATE TABLE file (
  dataset TEXT, bucket TEXT, key TEXT, version TEXT, state TEXT NOT NULL, waiting TEXT NOT NULL, mark TEXT,
  record TEXT NOT NULL, PRIMARY KEY (dataset, bucket, key, version)) WITHOUT ROWID;
CREATE INDEX file_waiting ON file (dataset, state, waiting) WHERE state IN ('QUEUED', 'QUARANTINED');
CREATE TABLE latest (
  dataset TEXT, bucket TEXT, key TEXT, sequencer TEXT NOT NULL, PRIMARY KEY (dataset, bucket, key)) WITHOUT ROWID;
CREATE TABLE batch (
  dataset TEXT, id TEXT, listed TEXT, place TEXT NOT NULL, mark TEXT, record TEXT NOT NULL,
  PRIMARY KEY (dataset, id)) WITHOUT ROWID;
CREATE INDEX batch_listed ON batch (dataset, listed, place) WHERE listed IS NOT NULL;
CREATE TABLE slot (
  dataset TEXT, slot INTEGER, holder TEXT, lease TEXT, PRIMARY KEY (dataset, slot)) WITHOUT ROWID;
CREATE TABLE drift (
  dataset TEXT, fingerprint TEXT, record TEXT NOT NULL, PRIMARY KEY (dataset, fingerprint)) WITHOUT ROWID;
PRAGMA user_version = ${FORMAT};
`;

/** Where the ledger of a lake lies. */
export function ledgerPath({ root }: FolderLake): string {
  return join(root, 'ledger', 'ledger.db');
}

/** The tables of a ledger in one file, with every change whole or not at all. */
export interface LedgerFile {
  /** The first row. */
  one<Row>(sql: string, ...values: readonly SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: readonly SQLInputValue[]): readonly Row[];
  run(sql: string, ...values: readonly SQLInputValue[]): void;
  /** Nobody else changes anything from its first read on; what it throws undoes it. */
  change<Answer>(act: () => Answer): Answer;
  close(): void;
}

/**
 * Opens the ledger's file, and makes it if it is not there and may be written. SQLite is what Node has of a database
 * that several processes may change and a kill cannot damage: a change is one transaction, synced before it is
 * answered.
 *
 * @throws FolderError SLC9030, SLC9031; what the file system itself says (`ENOSPC`, `EACCES`, …) as it says it
 */
export function openLedgerFile(path: string, { readOnly = false }: { readonly readOnly?: boolean } = {}): LedgerFile {
  if (!readOnly) mkdirSync(dirname(path), { recursive: true });
  const database = told(path, readOnly, () => opened(path, readOnly));
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const asked = <Answer>(act: () => Answer) => told(path, readOnly, act);
  return {
    one: <Row>(sql: string, ...values: readonly SQLInputValue[]) =>
      asked(() => prepared(sql).get(...values) as Row | undefined),
    all: <Row>(sql: string, ...values: readonly SQLInputValue[]) =>
      asked(() => prepared(sql).all(...values) as unknown as readonly Row[]),
    run: (sql, ...values) => asked(() => void prepared(sql).run(...values)),
    change: (act) =>
      asked(() => {
        database.exec('BEGIN IMMEDIATE');
        try {
          const answer = act();
          database.exec('COMMIT');
          return answer;
        } catch (error) {
          if (database.isTransaction) database.exec('ROLLBACK');
          throw error;
        }
      }),
    close: () => database.close(),
  };
}

function opened(path: string, readOnly: boolean): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly, timeout: BUSY_MILLISECONDS });
  try {
    if (!readOnly) {
      // Readers never wait for the writer, and one sync is one change.
      database.exec('PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = FULL');
      database.exec('BEGIN IMMEDIATE');
      if (formatOf(database) === 0) database.exec(SCHEMA);
      database.exec('COMMIT');
    }
    const format = formatOf(database);
    if (format !== FORMAT) throw new FolderError('SLC9030', `${path} is of format ${format}, not ${FORMAT}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function formatOf(database: DatabaseSync): number {
  return (database.prepare('PRAGMA user_version').get() as { readonly user_version: number }).user_version;
}

// Primary result codes: https://www.sqlite.org/rescode.html
const DAMAGED: ReadonlySet<number> = new Set([1, 11, 26]);
const PROBE_BYTES = 256 * 1024;

function told<Answer>(path: string, readOnly: boolean, act: () => Answer): Answer {
  try {
    return act();
  } catch (error) {
    const { code, errcode, message } = error as { code?: string; errcode?: number; message: string };
    if (code !== 'ERR_SQLITE_ERROR') throw error;
    if (DAMAGED.has((errcode ?? 0) & 0xff)) throw new FolderError('SLC9030', `${path}: ${message}`, { cause: error });
    // SQLite does not tell what the system said; a write of the same size meets the same trouble.
    if (!readOnly) probe(dirname(path));
    throw new FolderError('SLC9031', `${path}: ${message}`, { cause: error });
  }
}

function probe(folder: string): void {
  const path = join(folder, `.probe-${process.pid}`);
  try {
    const file = openSync(path, 'w');
    try {
      writeSync(file, Buffer.alloc(PROBE_BYTES));
    } finally {
      closeSync(file);
    }
  } finally {
    rmSync(path, { force: true });
  }
}
