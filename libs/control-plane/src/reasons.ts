/** A reason of a file's or a batch's state, for people: `sluice explain <name>`. */
export interface FileReasonEntry {
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

/**
 * Reasons that only the event-driven way gives: at intake, and of batches. Those that a file's content gives
 * (`missing-column`, `empty`, `too-large`, `key-missing`, ...) are the reader's, and `suffix` and `key-overwritten` are
 * those of every way in.
 */
export const FILE_REASONS = [
  {
    name: 'folder-marker',
    title: 'no file, but the mark of a folder',
    why: 'The key ends in "/": consoles write such objects when somebody makes a folder. They are ignored.',
    fix: 'Nothing.',
  },
  {
    name: 'contract-retired',
    title: 'the dataset takes no files any more',
    why:
      'The contract says status "retired". Its way in stays, so that late files are explained and not lost; they ' +
      'are ignored.',
    fix:
      'Send the file to the dataset that took its place. If it is needed after all, set status to "active" by ' +
      'pull request, then release it.',
  },
  {
    name: 'stale',
    title: 'a newer version of the name came first',
    why:
      'Events may arrive in any order. S3 says that this version was written before one that was already ' +
      'decided; the first seen is kept.',
    fix: 'Nothing, when the newer one is right; else send this content under a new name.',
  },
  {
    name: 'no-version-id',
    title: 'the bucket keeps no versions',
    why:
      'The event names no version of the object, so its content could change between any two looks at it. ' +
      'Nothing is decided about it.',
    fix: 'Turn versioning on again (the stack does), and send the file again.',
  },
  {
    name: 'not-an-event',
    title: 'a message that is no event of this dataset',
    why:
      'The message in the queue of the way in is no "Object Created" of the raw bucket under the dataset’s ' +
      'prefix, and no release. It ends in the dead-letter queue.',
    fix: 'Find out who writes into the queue; nobody but EventBridge and "sluice quarantine release" should.',
  },
  {
    name: 'job-failed',
    title: 'the run of this file fails',
    why:
      'The batch of this file failed, was cut into halves, and at last the file failed alone; or every attempt ' +
      'met the same trouble.',
    fix:
      'The detail and the run report (<dataset>/batches/<batch>/<attempt>.report.json) say in which stage and with ' +
      'which code. Release the file when the cause is gone, or discard it.',
  },
  {
    name: 'batch-halved',
    title: 'a failed batch goes on in two halves',
    why:
      'A batch failed twice without a reason that the control plane knows. Its files are run in smaller batches, ' +
      'so that one bad file does not hold up the others.',
    fix:
      'Nothing: the file that causes it is found by itself. Many halvings in a row point at the machine or the ' +
      'plan: look at the run reports.',
  },
  {
    name: 'start-throttled',
    title: 'Glue has no room for the run yet',
    why:
      'Too many runs at the same time, or the account is at a limit. The batch keeps its place and is started ' +
      'within minutes.',
    fix: 'Nothing; if it lasts, look which runs are going on, or ask for a higher limit.',
  },
  {
    name: 'start-unclear',
    title: 'the answer to the start of a run was lost',
    why: 'StartJobRun was sent and no answer came. The run is looked up by its arguments before it is started again.',
    fix: 'Nothing.',
  },
] as const satisfies readonly FileReasonEntry[];
