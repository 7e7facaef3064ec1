/** Sets when a message of the queue is to be seen again. Best effort: otherwise it is seen after the queue's own time. */
export type Postpone = (receiptHandle: string, seconds: number) => Promise<void>;
