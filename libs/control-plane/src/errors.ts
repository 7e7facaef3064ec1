import { DRAIN_OLD_LAKE, type ErrorCode, registeredError } from '@sluice/protocol';

/** Codes of the control plane. */
export const CONTROL_PLANE_ERRORS: readonly ErrorCode[] = [
  {
    code: 'SLC9001',
    title: 'step that is not in the table',
    fault: 'tool',
    why: 'States of files and batches change only by the transitions of libs/control-plane/src/states.ts.',
    fix: 'Report it: this is a defect of Sluice.',
  },
  {
    code: 'SLC9020',
    title: 'S3 refused a request of the control plane',
    fault: 'environment',
    why: 'A Lambda may not read or write an object of its batches, or a bucket is missing.',
    fix:
      'Deploy the dataset again (its roles say what it may do; docs/iam.md), and look whether somebody ' +
      'changed the bucket.',
  },
  {
    code: 'SLC9021',
    title: 'A service does not answer',
    fault: 'environment',
    why:
      'A request failed again and again, or its answer was lost. Nothing is lost: the next call goes on where ' +
      'this one stopped.',
    fix: 'Wait a minute; if it stays, look at the health of S3 and Glue in this region.',
  },
  {
    code: 'SLC9022',
    title: 'Glue refused a request of the control plane',
    fault: 'environment',
    why: 'The job does not exist, or the Lambda may not start or read its runs.',
    fix: 'Deploy the dataset again: its stack holds the job and the roles.',
  },
  {
    code: 'SLC9023',
    title: 'A deployed plan or package is not what was deployed',
    fault: 'environment',
    why:
      'The asset that a Lambda was deployed with is gone, or its content has another SHA-256 than the ' +
      'configuration pins. No run is started with it.',
    fix: 'Deploy the dataset again, which uploads its assets.',
  },
  {
    code: 'SLC9024',
    title: 'A document of a batch is missing or belongs to another one',
    fault: 'tool',
    why:
      'Manifest, batch head and intent of a batch are written by Sluice only and name each other. One of them ' +
      'was removed or changed.',
    fix: 'Restore the version that was there before. Nothing is removed or started for this batch until it fits.',
  },
  {
    code: 'SLC9025',
    title: 'The queue of the way in does not take a message',
    fault: 'environment',
    why:
      'SQS refused part of what was sent. Files that were released and whose message is missing are RECEIVED and ' +
      'wait for it.',
    fix: 'Release the same files again: those that wait get their message, the others are left alone.',
  },
  {
    code: 'SLC9026',
    title: 'A batch of an older release',
    fault: 'user',
    why: 'Its key in the ledger names no dataset: this release would give its slot away while its run is at work.',
    fix: DRAIN_OLD_LAKE,
  },
];

/** An error of the control plane, with its code. */
export class ControlPlaneError extends registeredError(CONTROL_PLANE_ERRORS) {
  override readonly name = 'ControlPlaneError';
}
