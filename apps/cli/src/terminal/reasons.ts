import type { ErrorCode } from '@sluice/protocol';

const entry = (number: number, reason: string, title: string, why: string, fix: string): ErrorCode => ({
  code: `SLC81${String(number).padStart(2, '0')}`,
  title: `${reason}: ${title}`,
  fault: 'user',
  why,
  fix,
});

/** Why the way in turns a file away before its content is looked at. The reader's reasons are in its own registry. */
export const INTAKE_REASONS: readonly ErrorCode[] = [
  entry(
    1,
    'key-overwritten',
    'the name was used before',
    'A file of this name was decided before, with another content. With onNewVersion = "reject" the first one is kept.',
    'Send the new content under a new name.',
  ),
  entry(
    2,
    'suffix',
    'not a file of the dataset',
    'The name does not end as source.suffix of the contract says. Such files are ignored.',
    'Rename the file if it belongs to the dataset.',
  ),
  entry(
    3,
    'not-a-file',
    'no regular file',
    'A link to a folder, a broken link, a device or a pipe. Such entries are ignored.',
    'Put the file itself there.',
  ),
  entry(
    4,
    'name-not-utf8',
    'a name that can be no key',
    'The name of the file is no UTF-8, and keys are. It is ignored.',
    'Rename the file.',
  ),
  entry(
    5,
    'key-too-long',
    'the name is too long',
    'With its prefix the name is longer than the 1,024 bytes that a key may have. It is ignored.',
    'Shorten the name.',
  ),
  entry(
    6,
    'name-control',
    'a control character in the name',
    'The name of the file holds a line end or another control character, which no key may hold. It is ignored.',
    'Rename the file.',
  ),
  entry(
    7,
    'still-written',
    'it is being written',
    'The file changed while it was read. Nothing is decided about half a file.',
    'Run again when its producer is done; let producers write elsewhere and move whole files in.',
  ),
  entry(
    8,
    'unreadable',
    'it cannot be read',
    'The file or folder may not be read, is damaged on its disk, or was moved away meanwhile. The others were ' +
      'loaded; the exit code is 3.',
    'Change its rights, or take it out of the folder, and run again.',
  ),
];

/**
 * Codes of the reasons that the control plane gives. They are given out here, once and for good: a reason without one
 * is a defect that a test finds.
 */
const CONTROL_PLANE_CODES: Readonly<Record<string, string>> = {
  'folder-marker': 'SLC9060',
  'contract-retired': 'SLC9061',
  stale: 'SLC9062',
  'no-version-id': 'SLC9063',
  'not-an-event': 'SLC9064',
  'batch-halved': 'SLC9070',
  'job-failed': 'SLC9071',
  'start-throttled': 'SLC9072',
  'start-unclear': 'SLC9073',
};

/** The reasons of the control plane as entries of `explain`. */
export function controlPlaneReasons(
  reasons: readonly (Pick<ErrorCode, 'title' | 'why' | 'fix'> & { readonly name: string })[],
): readonly ErrorCode[] {
  return reasons.map(({ name, title, why, fix }) => {
    const code = CONTROL_PLANE_CODES[name];
    if (code === undefined) throw new TypeError(`the reason ${name} has no code`);
    return { code, title: `${name}: ${title}`, fault: 'user', why, fix };
  });
}

/** The entry behind `missing-column`, `range` or `range:month`: reasons stand in front of their titles. */
export function entryOfReason(codes: readonly ErrorCode[], text: string): ErrorCode | undefined {
  const [reason = ''] = text.split(':', 1);
  return reason === '' ? undefined : codes.find(({ title }) => title.startsWith(`${reason}: `));
}

/** The reason that an entry stands for; undefined for codes of errors. */
export function reasonOfEntry({ code, title }: ErrorCode): string | undefined {
  return /^SLC(?:41|42|81|906|907)\d+$/.test(code) && code !== 'SLC8130'
    ? /^([a-z][a-z0-9-]*): /.exec(title)?.[1]
    : undefined;
}
