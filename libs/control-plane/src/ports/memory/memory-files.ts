import type { FileId } from '@sluice/protocol';
import { fileAtFirstSight } from '../../ledger/first-sight.ts';
import type { Changed, Ledger } from '../../ledger/ledger.ts';
import { byWaiting, pendingOf, quarantinedOf } from '../../ledger/listings.ts';
import { bySequencer, paddedSequencer } from '../../ledger/sequencer.ts';
import type { FileRecord } from '../../model.ts';
import { type FileTransition, fileAfter, holds } from '../../transitions.ts';
import type { Marked, MemoryCalls } from './memory-calls.ts';

type Files = Pick<
  Ledger,
  'receive' | 'file' | 'versionsOf' | 'moveFile' | 'moveFiles' | 'pending' | 'quarantined' | 'filesOf'
>;

/** The files of a ledger in memory. */
export function memoryFiles({ read, write }: MemoryCalls): Files {
  const files = new Map<string, Map<string, Marked<FileRecord>>>();
  const latest = new Map<string, string>();

  const versions = (id: Omit<FileId, 'versionId'>) => files.get(pathOf(id)) ?? new Map<string, Marked<FileRecord>>();
  const allFiles = (datasetId: string) =>
    [...files.values()]
      .flatMap((of) => [...of.values()].map(({ item }) => item))
      .filter((file) => file.datasetId === datasetId);

  function move(transition: FileTransition): Changed<FileRecord> {
    const { id, mark } = transition;
    const of = versions(id);
    const before = of.get(id.versionId);
    if (before?.mark === mark) return { kind: 'done', item: before.item };
    if (before === undefined || !holds(before.item, transition)) return { kind: 'lost', now: before?.item };
    const item = fileAfter(before.item, transition);
    of.set(id.versionId, { item, mark });
    return { kind: 'done', item };
  }

  return {
    receive: (object, at) =>
      write('receive', () => {
        const path = pathOf(object);
        const of = versions(object);
        files.set(path, of);
        const known = of.get(object.versionId);
        if (known !== undefined) return { kind: 'known', file: known.item };
        const pointer = latest.get(path);
        const own = paddedSequencer(object.sequencer);
        const standing = pointer === undefined ? 'first' : own > pointer ? 'later' : 'stale';
        if (standing !== 'stale') latest.set(path, own);
        const file = fileAtFirstSight(object, standing, at);
        of.set(object.versionId, { item: file, mark: null });
        return { kind: 'new', standing, file };
      }),
    file: async (id) => {
      await read('file');
      return versions(id).get(id.versionId)?.item;
    },
    versionsOf: async (key) => {
      await read('versionsOf');
      return [...versions(key).values()].map(({ item }) => item).sort(bySequencer);
    },
    moveFile: (transition) => write('moveFile', () => move(transition)),
    moveFiles: async (transitions) => {
      const answers: Changed<FileRecord>[] = [];
      for (const transition of transitions) answers.push(await write('moveFiles', () => move(transition)));
      return answers;
    },
    pending: async (datasetId, limit) => {
      await read('pending');
      const waiting = allFiles(datasetId).filter((file) => file.state === 'QUEUED');
      return waiting.sort(byWaiting).slice(0, limit).map(pendingOf);
    },
    quarantined: async function* (datasetId) {
      await read('quarantined');
      const refused = allFiles(datasetId).filter((file) => file.state === 'QUARANTINED');
      yield* refused.sort(byWaiting).map(quarantinedOf);
    },
    filesOf: async function* (datasetId) {
      await read('filesOf');
      yield* allFiles(datasetId);
    },
  };
}

const pathOf = ({ datasetId, bucket, key }: Omit<FileId, 'versionId'>) => `${datasetId}#${bucket}/${key}`;
