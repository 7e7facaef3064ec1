import {
  type FileId,
  fileKey,
  filePartition,
  filePartitionsOf,
  LATEST,
  quarantinePartition,
  SHARDS,
  VERSION_PREFIX,
  waitingPartition,
} from '@sluice/protocol';
import { fileAtFirstSight } from '../../../ledger/first-sight.ts';
import type { Changed, Ledger, Sight } from '../../../ledger/ledger.ts';
import { leanPending, leanQuarantined } from '../../../ledger/listings.ts';
import { bySequencer, paddedSequencer } from '../../../ledger/sequencer.ts';
import type { FileRecord, ObjectVersion, PendingFile } from '../../../model.ts';
import { type FileTransition, holds } from '../../../transitions.ts';
import { fileOfItem, itemAfterStep, itemOfFile, updateOfStep } from './file-item.ts';
import { merged } from './merged.ts';
import type { Item, Table } from './table.ts';

/** Steps of members at the same time. */
const STEPS_AT_ONCE = 24;
/** Entries that one request asks an index partition for. */
const PAGE = 500;

const ABSENT = 'attribute_not_exists(PK)';

/** The ledger's files in DynamoDB. */
export function dynamoFiles(table: Table) {
  async function receive(object: ObjectVersion, at: string): Promise<Sight> {
    const own = paddedSequencer(object.sequencer);
    const pointer: Item = { PK: filePartition(object), SK: LATEST, sequencer: own, versionId: object.versionId };
    // Most often the key is new: one request. Its answer says what else there is.
    let pointerCondition: object = { ConditionExpression: ABSENT };
    for (let standing: 'first' | 'later' = 'first'; ; standing = 'later') {
      const file = fileAtFirstSight(object, standing, at);
      const answer = await table.transact([
        { Item: itemOfFile(file, null), ConditionExpression: ABSENT },
        { Item: pointer, ...pointerCondition },
      ]);
      if (answer.kind === 'done') return { kind: 'new', standing, file };
      const [known, ahead] = answer.old;
      if (known !== undefined && known !== 'held') return { kind: 'known', file: fileOfItem(known) };
      if (ahead !== undefined && ahead !== 'held' && own <= (ahead['sequencer'] as string))
        return receiveStale(object, at);
      pointerCondition = {
        ConditionExpression: '#sequencer < :own',
        ExpressionAttributeNames: { '#sequencer': 'sequencer' },
        ExpressionAttributeValues: { ':own': own },
      };
    }
  }

  async function receiveStale(object: ObjectVersion, at: string): Promise<Sight> {
    const file = fileAtFirstSight(object, 'stale', at);
    const answer = await table.put({ Item: itemOfFile(file, null), ConditionExpression: ABSENT });
    if (answer.kind === 'failed' && answer.old !== undefined) return { kind: 'known', file: fileOfItem(answer.old) };
    return { kind: 'new', standing: 'stale', file };
  }

  async function moveFile(transition: FileTransition): Promise<Changed<FileRecord>> {
    for (;;) {
      const answer = await table.update(updateOfStep(transition));
      if (answer.kind === 'done' && answer.item !== undefined) return { kind: 'done', item: fileOfItem(answer.item) };
      const item = answer.kind === 'failed' ? answer.old : undefined;
      const now = item && fileOfItem(item);
      if (item?.['mark'] === transition.mark && now !== undefined) return { kind: 'done', item: now };
      if (now === undefined || !holds(now, transition)) return { kind: 'lost', now };
      // Everything holds but the room in the history: the whole item is written, if it is still the one that was just
      // read.
      const after = itemAfterStep(now, transition);
      const written = await table.put({
        Item: after,
        ConditionExpression: '#revision = :revision',
        ExpressionAttributeNames: { '#revision': 'revision' },
        ExpressionAttributeValues: { ':revision': now.revision },
      });
      if (written.kind === 'done') return { kind: 'done', item: fileOfItem(after) };
    }
  }

  const listing = <Entry>(
    datasetId: string,
    partition: typeof waitingPartition,
    limit: number,
    read: (item: Item) => Entry,
  ) => {
    const shards = Array.from({ length: SHARDS }, (_, shard) => shardOf(partition(datasetId, shard), limit));
    return merged(shards, (item) => item['GSK'] as string, read);
  };
  const shardOf = (partition: string, limit: number) =>
    table.query({
      IndexName: 'work',
      KeyConditionExpression: 'GPK = :partition',
      ExpressionAttributeValues: { ':partition': partition },
      Limit: Math.min(limit, PAGE),
    });

  return {
    receive,
    moveFile,
    async moveFiles(transitions) {
      const answers = new Array<Changed<FileRecord>>(transitions.length);
      const left = transitions.entries();
      const worker = async () => {
        for (const [index, transition] of left) answers[index] = await moveFile(transition);
      };
      await Promise.all(Array.from({ length: Math.min(STEPS_AT_ONCE, transitions.length) }, worker));
      return answers;
    },
    async file(id) {
      const item = await table.get(fileKey(id));
      return item && fileOfItem(item);
    },
    async versionsOf(key: Omit<FileId, 'versionId'>) {
      const found: FileRecord[] = [];
      const ofKey = table.query({
        KeyConditionExpression: 'PK = :partition AND begins_with(SK, :versions)',
        ExpressionAttributeValues: { ':partition': filePartition(key), ':versions': VERSION_PREFIX },
        ConsistentRead: true,
      });
      for await (const item of ofKey) found.push(fileOfItem(item));
      return found.sort(bySequencer);
    },
    async pending(datasetId, limit) {
      const waiting: PendingFile[] = [];
      if (limit <= 0) return waiting;
      for await (const file of listing(datasetId, waitingPartition, limit, leanPending)) {
        waiting.push(file);
        if (waiting.length === limit) break;
      }
      return waiting;
    },
    quarantined: (datasetId) => listing(datasetId, quarantinePartition, PAGE, leanQuarantined),
    async *filesOf(datasetId) {
      const items = table.scan({
        FilterExpression: 'begins_with(PK, :files) AND begins_with(SK, :versions)',
        ExpressionAttributeValues: { ':files': filePartitionsOf(datasetId), ':versions': VERSION_PREFIX },
        ConsistentRead: true,
      });
      for await (const item of items) yield fileOfItem(item);
    },
  } satisfies Partial<Ledger>;
}
