/** Sets when a message of the queue is to be seen again. Best effort: else the queue's own time holds. */
export type Postpone = (receiptHandle: string, seconds: number) => Promise<void>;
