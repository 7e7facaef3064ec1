import {
  type CancellationReason,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  type QueryCommandInput,
  ScanCommand,
  type ScanCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ItemKey } from '@sluice/protocol';

/** What lies in the table: attributes of DynamoDB as plain values. */
export type Item = Record<string, unknown> & ItemKey;

/** A conditional write either happened, or it did not: then this lay there. */
export type Conditional =
  | { readonly kind: 'done'; readonly item: Item | undefined }
  | { readonly kind: 'failed'; readonly old: Item | undefined };

/** What a cancelled transaction says of each of its writes: whether its condition failed, and what lay there. */
export type Transacted =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly old: readonly (Item | 'held')[] };

/** What of a write the table's name completes. */
type Own<Input> = Omit<Input, 'TableName'>;
type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** Which table, and who counts its requests. */
export interface TableOptions {
  readonly client: DynamoDBClient | DynamoDBDocumentClient;
  readonly table: string;
  /** Called before every request that leaves, repeated ones included. */
  readonly onRequest?: (operation: string) => void;
}

/** The requests that the ledger makes, with their conditions as answers instead of exceptions. */
export type Table = ReturnType<typeof openTable>;

// Writers of one item meet for milliseconds; after these tries the message is better delivered again.
const CONFLICT_TRIES = 12;
const LONGEST_PAUSE_MS = 400;
const KEYS_PER_REQUEST = 100;

/** Opens the ledger's table. */
export function openTable({ client, table, onRequest = () => {} }: TableOptions) {
  const document =
    client instanceof DynamoDBDocumentClient
      ? client
      : DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

  /** Somebody else's transaction on the same item is no failure: wait a moment and ask again. */
  async function patiently<Answer>(operation: string, request: () => Promise<Answer>): Promise<Answer> {
    for (let tried = 1; ; tried += 1) {
      onRequest(operation);
      try {
        return await request();
      } catch (error) {
        if (tried === CONFLICT_TRIES || !isConflict(error)) throw error;
        await pause(Math.random() * Math.min(10 * 2 ** tried, LONGEST_PAUSE_MS));
      }
    }
  }

  async function conditional(
    operation: string,
    request: () => Promise<{ Attributes?: Record<string, unknown> | undefined }>,
  ): Promise<Conditional> {
    try {
      const { Attributes: item } = await patiently(operation, request);
      return { kind: 'done', item: item as Item | undefined };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { kind: 'failed', old: error.Item && (unmarshall(error.Item) as Item) };
    }
  }

  async function* pages<
    Page extends {
      Items?: Record<string, unknown>[] | undefined;
      LastEvaluatedKey?: Record<string, unknown> | undefined;
    },
  >(
    operation: string,
    request: (start: Record<string, unknown> | undefined) => Promise<Page>,
  ): AsyncGenerator<Item, void, undefined> {
    let start: Record<string, unknown> | undefined;
    do {
      const page = await patiently(operation, () => request(start));
      yield* (page.Items ?? []) as Item[];
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  return {
    async get(key: ItemKey): Promise<Item | undefined> {
      const request = new GetCommand({ TableName: table, Key: { ...key }, ConsistentRead: true });
      return (await patiently('GetItem', () => document.send(request))).Item as Item | undefined;
    },
    put: (input: Own<PutCommandInput>): Promise<Conditional> =>
      conditional('PutItem', () =>
        document.send(new PutCommand({ ...input, TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })),
      ),
    update: (input: Own<UpdateCommandInput>): Promise<Conditional> =>
      conditional('UpdateItem', () =>
        document.send(
          new UpdateCommand({
            ReturnValues: 'ALL_NEW',
            ...input,
            TableName: table,
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        ),
      ),
    async transact(puts: readonly Own<PutCommandInput>[]): Promise<Transacted> {
      const writes = puts.map(
        (put): Write => ({ Put: { ...put, TableName: table, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } }),
      );
      try {
        await patiently('TransactWriteItems', () => document.send(new TransactWriteCommand({ TransactItems: writes })));
        return { kind: 'done' };
      } catch (error) {
        const reasons = reasonsOf(error);
        if (!reasons.some(hasFailed)) throw error;
        return {
          kind: 'failed',
          old: reasons.map((reason) => (hasFailed(reason) ? (unmarshall(reason.Item ?? {}) as Item) : 'held')),
        };
      }
    },
    query: (input: Own<QueryCommandInput>): AsyncGenerator<Item, void, undefined> =>
      pages('Query', (start) =>
        document.send(new QueryCommand({ ...input, TableName: table, ExclusiveStartKey: start })),
      ),
    scan: (input: Own<ScanCommandInput>): AsyncGenerator<Item, void, undefined> =>
      pages('Scan', (start) =>
        document.send(new ScanCommand({ ...input, TableName: table, ExclusiveStartKey: start })),
      ),
    /** In no order; what is not there is left out. */
    async getMany(keys: readonly ItemKey[]): Promise<readonly Item[]> {
      const found: Item[] = [];
      let left: Record<string, unknown>[] = keys.map((key) => ({ ...key }));
      while (left.length > 0) {
        const now = left.slice(0, KEYS_PER_REQUEST);
        const request = new BatchGetCommand({ RequestItems: { [table]: { Keys: now, ConsistentRead: true } } });
        const answer = await patiently('BatchGetItem', () => document.send(request));
        found.push(...((answer.Responses?.[table] ?? []) as Item[]));
        const unprocessed = answer.UnprocessedKeys?.[table]?.Keys ?? [];
        if (unprocessed.length === now.length) await pause(50);
        left = [...unprocessed, ...left.slice(KEYS_PER_REQUEST)];
      }
      return found;
    },
  };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const reasonsOf = (error: unknown): readonly CancellationReason[] =>
  error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
const hasFailed = ({ Code: code }: CancellationReason) => code === 'ConditionalCheckFailed';

/**
 * Whether the same request may be sent again at once. A failed condition is an answer, whatever else was in the way.
 */
function isConflict(error: unknown): boolean {
  if (error instanceof TransactionConflictException) return true;
  const reasons = reasonsOf(error);
  return (
    !reasons.some(hasFailed) &&
    reasons.some(({ Code: code }) => code === 'TransactionConflict' || code === 'ThrottlingError')
  );
}
