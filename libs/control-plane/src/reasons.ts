/** A reason of a file's state, for people: `sluice explain <name>`. */
export interface FileReasonEntry {
  readonly name: string;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
}

/**
 * Reasons that only the event-driven way in gives. Those that a file's content gives (`missing-column`, `empty`, `too-large`, `key-missing`, ...)
 * are the reader's, and `suffix` and `key-overwritten` are those of every way in.
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
    why: 'The contract says status "retired". Its way in stays, so that late files are explained and not lost; they are ignored.',
    fix: 'Send the file to the dataset that took its place. If it is needed after all, set status to "active" by pull request, then release it.',
  },
  {
    name: 'stale',
    title: 'a newer version of the name came first',
    why: 'Events may arrive in any order. S3 says that this version was written before one that was already decided; the first seen is kept.',
    fix: 'Nothing, when the newer one is right; else send this content under a new name.',
  },
  {
    name: 'no-version-id',
    title: 'the bucket keeps no versions',
    why: 'The event names no version of the object, so its content could change between any two looks at it. Nothing is decided about it.',
    fix: 'Turn versioning on again (the stack does), and send the file again.',
  },
  {
    name: 'not-an-event',
    title: 'a message that is no event of this dataset',
    why: 'The message in the queue of the way in is no "Object Created" of the raw bucket under the dataset’s prefix, and no release. It ends in the dead-letter queue.',
    fix: 'Find out who writes into the queue; nobody but EventBridge and "sluice quarantine release" should.',
  },
] as const satisfies readonly FileReasonEntry[];
