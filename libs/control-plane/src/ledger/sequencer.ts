import type { FileRecord } from '../model.ts';

// Sequencers have no fixed length; those seen have 16 to 18 digits.
const SEQUENCER_LENGTH = 64;

/**
 * A sequencer that can be compared as text: S3 says that the shorter of two is to be padded with zeros on the right
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 */
export function paddedSequencer(sequencer: string): string {
  return sequencer.toUpperCase().padEnd(SEQUENCER_LENGTH, '0');
}

/** Versions of a key in the order in which S3 wrote them. */
export function bySequencer(a: FileRecord, b: FileRecord): number {
  const [first, second] = [a, b].map(({ sequencer, versionId }) => `${paddedSequencer(sequencer)}#${versionId}`) as [
    string,
    string,
  ];
  return first < second ? -1 : first > second ? 1 : 0;
}
