import type { ErrorCode } from '@sluice/protocol';

/**
 * Reasons that no content of a file gives: of every way in (SLC81xx), of events and their intake (SLC906x), of batches
 * (SLC907x). Those that a file's content gives (`missing-column`, `empty`, `too-large`, `key-missing`, ...) are the
 * reader's. A code is given once and for good.
 */
export const FILE_REASONS = [
  {
    code: 'SLC8101',
    reason: 'key-overwritten',
    title: 'key-overwritten: the name was used before',
    fault: 'user',
    why:
      'A file of this name was decided before, with another content. With onNewVersion = "reject" the first ' +
      'one is kept.',
    fix: 'Send the new content under a new name.',
  },
  {
    code: 'SLC8102',
    reason: 'suffix',
    title: 'suffix: not a file of the dataset',
    fault: 'user',
    why: 'The name does not end as source.suffix of the contract says. Such files are ignored.',
    fix: 'Rename the file if it belongs to the dataset.',
  },
  {
    code: 'SLC8103',
    reason: 'not-a-file',
    title: 'not-a-file: no regular file',
    fault: 'user',
    why: 'A link to a folder, a broken link, a device or a pipe. Such entries are ignored.',
    fix: 'Put the file itself there.',
  },
  {
    code: 'SLC8104',
    reason: 'name-not-utf8',
    title: 'name-not-utf8: a name that can be no key',
    fault: 'user',
    why: 'The name of the file is no UTF-8, and keys are. It is ignored.',
    fix: 'Rename the file.',
  },
  {
    code: 'SLC8105',
    reason: 'key-too-long',
    title: 'key-too-long: the name is too long',
    fault: 'user',
    why: 'With its prefix the name is longer than the 1,024 bytes that a key may have. It is ignored.',
    fix: 'Shorten the name.',
  },
  {
    code: 'SLC8106',
    reason: 'name-control',
    title: 'name-control: a control character in the name',
    fault: 'user',
    why: 'The name of the file holds a line end or another control character, which no key may hold. It is ignored.',
    fix: 'Rename the file.',
  },
  {
    code: 'SLC8107',
    reason: 'still-written',
    title: 'still-written: it is being written',
    fault: 'user',
    why: 'The file changed while it was read. Nothing is decided about half a file.',
    fix: 'Run again when its producer is done; let producers write elsewhere and move whole files in.',
  },
  {
    code: 'SLC8108',
    reason: 'unreadable',
    title: 'unreadable: it cannot be read',
    fault: 'user',
    why:
      'The file or folder may not be read, is damaged on its disk, or was moved away meanwhile. The others were ' +
      'loaded; the exit code is 3.',
    fix: 'Change its rights, or take it out of the folder, and run again.',
  },
  {
    code: 'SLC9060',
    reason: 'folder-marker',
    title: 'folder-marker: no file, but the mark of a folder',
    fault: 'user',
    why: 'The key ends in "/": consoles write such objects when somebody makes a folder. They are ignored.',
    fix: 'Nothing.',
  },
  {
    code: 'SLC9061',
    reason: 'contract-retired',
    title: 'contract-retired: the dataset takes no files any more',
    fault: 'user',
    why:
      'The contract says status "retired". Its way in stays, so that late files are explained and not lost; they ' +
      'are ignored.',
    fix:
      'Send the file to the dataset that took its place. If it is needed after all, set status to "active" by ' +
      'pull request, then release it.',
  },
  {
    code: 'SLC9062',
    reason: 'stale',
    title: 'stale: a newer version of the name came first',
    fault: 'user',
    why:
      'Events may arrive in any order. S3 says that this version was written before one that was already ' +
      'decided; the first seen is kept.',
    fix: 'Nothing, when the newer one is right; else send this content under a new name.',
  },
  {
    code: 'SLC9063',
    reason: 'no-version-id',
    title: 'no-version-id: the bucket keeps no versions',
    fault: 'user',
    why:
      'The event names no version of the object, so its content could change between any two looks at it. ' +
      'Nothing is decided about it.',
    fix: 'Turn versioning on again (the stack does), and send the file again.',
  },
  {
    code: 'SLC9064',
    reason: 'not-an-event',
    title: 'not-an-event: a message that is no event of this dataset',
    fault: 'user',
    why:
      'The message in the queue of the way in is no "Object Created" of the raw bucket under the dataset’s ' +
      'prefix, and no release. It ends in the dead-letter queue.',
    fix: 'Find out who writes into the queue; nobody but EventBridge and "sluice quarantine release" should.',
  },
  {
    code: 'SLC9071',
    reason: 'job-failed',
    title: 'job-failed: the run of this file fails',
    fault: 'user',
    why:
      'The batch of this file failed, was cut into halves, and at last the file failed alone; or every attempt ' +
      'met the same trouble.',
    fix:
      'The detail and the run report (<dataset>/batches/<batch>/<attempt>.report.json) say in which stage and with ' +
      'which code. Release the file when the cause is gone, or discard it.',
  },
  {
    code: 'SLC9070',
    reason: 'batch-halved',
    title: 'batch-halved: a failed batch goes on in two halves',
    fault: 'user',
    why:
      'A batch failed twice without a reason that the control plane knows. Its files are run in smaller batches, ' +
      'so that one bad file does not hold up the others.',
    fix:
      'Nothing: the file that causes it is found by itself. Many halvings in a row point at the machine or the ' +
      'plan: look at the run reports.',
  },
  {
    code: 'SLC9072',
    reason: 'start-throttled',
    title: 'start-throttled: Glue has no room for the run yet',
    fault: 'user',
    why:
      'Too many runs at the same time, or the account is at a limit. The batch keeps its place and is started ' +
      'within minutes.',
    fix: 'Nothing; if it lasts, look which runs are going on, or ask for a higher limit.',
  },
  {
    code: 'SLC9073',
    reason: 'start-unclear',
    title: 'start-unclear: the answer to the start of a run was lost',
    fault: 'user',
    why: 'StartJobRun was sent and no answer came. The run is looked up by its arguments before it is started again.',
    fix: 'Nothing.',
  },
] as const satisfies readonly ErrorCode[];
