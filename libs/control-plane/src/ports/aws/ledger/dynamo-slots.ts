import { slotKey, slotPartition } from '@sluice/protocol';
import type { Ledger } from '../../../ledger/ledger.ts';
import { isFree } from '../../../ledger/slot-rules.ts';
import type { SlotRecord } from '../../../model.ts';
import type { Item, Table } from './table.ts';

const FREE = 'attribute_not_exists(PK) OR attribute_not_exists(#holder) OR #holder = :holder OR #lease < :now';

/** The ledger's slots in DynamoDB. A free slot has no holder; a batch's has no lease. */
export function dynamoSlots(table: Table) {
  async function slots(datasetId: string): Promise<readonly SlotRecord[]> {
    const found: SlotRecord[] = [];
    const items = table.query({
      KeyConditionExpression: 'PK = :partition',
      ExpressionAttributeValues: { ':partition': slotPartition(datasetId) },
      ConsistentRead: true,
    });
    for await (const item of items) found.push(slotOfItem(datasetId, item));
    return found;
  }

  return {
    slots,
    async takeSlot({ datasetId, slots: count, holder, now, leaseUntil }) {
      const known = new Map((await slots(datasetId)).map((slot) => [slot.slot, slot]));
      const places = Array.from(
        { length: count },
        (_, slot) => known.get(slot) ?? { datasetId, slot, holder: null, leaseUntil: null },
      );
      const own = places.filter((slot) => slot.holder === holder);
      const free = places.filter((slot) => slot.holder !== holder && isFree(slot, now));
      for (const { slot } of own.length > 0 ? own : free) {
        const answer = await table.put({
          Item: { ...slotKey(datasetId, slot), holder, leaseUntil },
          ConditionExpression: FREE,
          ExpressionAttributeNames: { '#holder': 'holder', '#lease': 'leaseUntil' },
          ExpressionAttributeValues: { ':holder': holder, ':now': now },
        });
        if (answer.kind === 'done') return { datasetId, slot, holder, leaseUntil };
      }
      return undefined;
    },
    async bindSlot(datasetId, slot, from, batchId) {
      const answer = await table.put({
        Item: { ...slotKey(datasetId, slot), holder: batchId },
        ConditionExpression: '#holder = :from OR #holder = :batch',
        ExpressionAttributeNames: { '#holder': 'holder' },
        ExpressionAttributeValues: { ':from': from, ':batch': batchId },
      });
      return answer.kind === 'done';
    },
    async freeSlot(datasetId, slot, holder) {
      await table.put({
        Item: { ...slotKey(datasetId, slot) },
        ConditionExpression: '#holder = :holder',
        ExpressionAttributeNames: { '#holder': 'holder' },
        ExpressionAttributeValues: { ':holder': holder },
      });
    },
  } satisfies Partial<Ledger>;
}

function slotOfItem(datasetId: string, { SK, holder, leaseUntil }: Item): SlotRecord {
  const slot = Number(SK.slice('SLOT#'.length));
  return {
    datasetId,
    slot,
    holder: (holder as string | undefined) ?? null,
    leaseUntil: (leaseUntil as string | undefined) ?? null,
  };
}
