import { type Dataset, handleDelivery } from '@sluice/control-plane';
import { configFromEnvironment, type LambdaContext } from './lambda.ts';
import { wireIntake } from './wire.ts';

/** What SQS hands to a Lambda, as far as it is looked at. */
export interface SqsEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string };
  }[];
}

/** Which messages SQS shall deliver again; all others are done. */
export interface SqsAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * The Lambda that decides about the objects of one dataset. Called once per container, outside the handler.
 *
 * @example
 * import { validate } from '../../../contracts/flights/generated/validate.js';
 * import plan from '../../../contracts/flights/generated/plan.json';
 * export const handler = createIntakeHandler({ plan, validate });
 */
export function createIntakeHandler(dataset: Dataset): (event: SqsEvent, context: LambdaContext) => Promise<SqsAnswer> {
  const services = wireIntake(dataset, configFromEnvironment());
  return async (event, context) => {
    const delivery = event.Records.map(({ messageId, receiptHandle, body, attributes }) => ({
      messageId,
      receiptHandle,
      body,
      receiveCount: Number(attributes.ApproximateReceiveCount),
    }));
    const failed = await handleDelivery(delivery, services, () => context.getRemainingTimeInMillis());
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}
