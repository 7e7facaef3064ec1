import { datasetNames } from '@sluice/protocol';
import { decisionOf } from '../decision.ts';
import type { Nudge } from '../ports/nudge.ts';
import type { Postpone } from '../ports/postpone.ts';
import type { Telemetry } from '../telemetry.ts';
import { handleMessage, type IntakeDependencies, type Outcome } from './handle-message.ts';
import { type IntakeMessage, parseMessage, RefusedMessage } from './message.ts';

/** One message as SQS hands it over. */
export interface DeliveredMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
}

/** What the way in of a dataset needs beside what it decides on. */
export interface IntakeServices extends IntakeDependencies {
  readonly telemetry: Telemetry;
  /** Sets when a message is to be seen again. */
  readonly postpone: Postpone;
  /** Tells dispatch to look now; asynchronous. */
  readonly nudge: Nudge;
  /** Whether that time has come, after so many files and bytes were queued. */
  readonly shouldNudge: (files: number, bytes: number) => boolean;
}

/** Messages that are decided about at the same time. */
const AT_ONCE = 8;
/** What is left of the time is kept for the answer; a message that is not begun is delivered again. */
const RESERVED_MS = 3_000;
/**
 * Five deliveries, 2, 4, 6 and 8 seconds apart: a message that nobody can decide about is out of the way within 40
 * seconds.
 */
const SECONDS_PER_RECEIPT = 2;

/**
 * Decides about the messages of one delivery, each by itself.
 *
 * @returns the ids of those that SQS shall deliver again
 */
export async function handleDelivery(
  delivery: readonly DeliveredMessage[],
  services: IntakeServices,
  remainingMs: () => number = () => Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const failed = new Set<string>();
  const outcomes: Outcome[] = [];
  const lanes = lanesOf(delivery, services, failed);
  const left = lanes.values();
  const worker = async () => {
    for (const lane of left) {
      // Versions of one key in the order of their delivery.
      for (const { delivered, message } of lane) {
        const outcome = remainingMs() > RESERVED_MS ? await decideAlone(delivered, message, services) : undefined;
        if (outcome === undefined) failed.add(delivered.messageId);
        else outcomes.push(outcome);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, lanes.length) }, worker));
  await Promise.all([
    ...delivery.filter(({ messageId }) => failed.has(messageId)).map((delivered) => postpone(delivered, services)),
    nudgeIfFull(outcomes, services),
  ]);
  count(outcomes, services);
  return [...failed];
}

interface Readable {
  readonly delivered: DeliveredMessage;
  readonly message: IntakeMessage;
}

/** Messages that can be read, by the key that they are about; the others are failed here. */
function lanesOf(
  delivery: readonly DeliveredMessage[],
  services: IntakeServices,
  failed: Set<string>,
): readonly (readonly Readable[])[] {
  const { config, telemetry } = services;
  const { datasetId, rawBucket } = config;
  const readable = delivery.flatMap((delivered): Readable[] => {
    try {
      return [
        {
          delivered,
          message: parseMessage(delivered.body, { datasetId, rawBucket, incoming: datasetNames(datasetId).incoming }),
        },
      ];
    } catch (error) {
      if (!(error instanceof RefusedMessage)) throw error;
      failed.add(delivered.messageId);
      telemetry.event('message-refused', {
        ...about(delivered, services),
        reason_code: error.reason,
        detail: error.message,
      });
      return [];
    }
  });
  const keyOf = ({ message }: Readable) => (message.kind === 'created' ? message.object.key : message.id.key);
  return [...Map.groupBy(readable, keyOf).values()];
}

/** Whatever goes wrong with one message is that message's alone. */
async function decideAlone(
  delivered: DeliveredMessage,
  message: IntakeMessage,
  services: IntakeServices,
): Promise<Outcome | undefined> {
  try {
    const outcome = await handleMessage(message, services);
    if (outcome === undefined) {
      const detail = 'a release of an object version that was never received';
      services.telemetry.event('message-refused', {
        ...about(delivered, services),
        reason_code: 'not-an-event',
        detail,
      });
      return undefined;
    }
    // The run of a file that was decided before is not this decision's.
    services.telemetry.decision({ ...decisionOf(outcome.file, outcome.decision), job_run_id: null });
    return outcome;
  } catch (error) {
    services.telemetry.event('message-failed', { ...about(delivered, services), ...describe(error) });
    return undefined;
  }
}

async function postpone(delivered: DeliveredMessage, services: IntakeServices): Promise<void> {
  try {
    await services.postpone(delivered.receiptHandle, SECONDS_PER_RECEIPT * delivered.receiveCount);
  } catch (error) {
    // It comes again all the same, after the queue's own time.
    services.telemetry.event('postpone-failed', { ...about(delivered, services), ...describe(error) });
  }
}

async function nudgeIfFull(outcomes: readonly Outcome[], services: IntakeServices): Promise<void> {
  const { dispatchFunction } = services.config;
  const queued = outcomes.filter(({ decision }) => decision === 'queued');
  const bytes = queued.reduce((sum, { file }) => sum + file.sizeBytes, 0);
  if (dispatchFunction === null || !services.shouldNudge(queued.length, bytes)) return;
  try {
    await services.nudge.nudge(dispatchFunction, 'a batch may be full');
  } catch (error) {
    // Dispatch looks every minute anyway.
    services.telemetry.event('nudge-failed', { dataset_id: services.config.datasetId, ...describe(error) });
  }
}

function count(outcomes: readonly Outcome[], { config, telemetry }: IntakeServices): void {
  if (outcomes.length === 0) return;
  const of = (decision: Outcome['decision']) => outcomes.filter((outcome) => outcome.decision === decision).length;
  const duplicates = of('duplicate');
  telemetry.metrics(config.datasetId, [
    { name: 'FilesReceived', value: outcomes.length - duplicates, unit: 'Count' },
    { name: 'FilesQueued', value: of('queued'), unit: 'Count' },
    { name: 'FilesIgnored', value: of('ignored'), unit: 'Count' },
    { name: 'FilesQuarantined', value: of('quarantined'), unit: 'Count' },
    { name: 'FilesDuplicate', value: duplicates, unit: 'Count' },
  ]);
}

const about = (delivered: DeliveredMessage, { config }: IntakeServices) => ({
  dataset_id: config.datasetId,
  message_id: delivered.messageId,
  receive_count: delivered.receiveCount,
});

/** What can be said of an error without repeating what was in the message: messages of foreign code may quote it. */
function describe(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, $metadata } = error as {
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return {
    error: error.name,
    ...(typeof code === 'string' && { code }),
    ...($metadata?.httpStatusCode !== undefined && { http_status: $metadata.httpStatusCode }),
  };
}
