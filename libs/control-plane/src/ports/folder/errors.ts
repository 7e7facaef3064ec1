import { type ErrorCode, registeredError } from '@sluice/protocol';

/** Codes of a lake on folders; apart from the control plane's own, whose texts every bundle of a Lambda holds. */
export const FOLDER_ERRORS = [
  {
    code: 'SLC9030',
    title: 'The ledger of a lake on folders is damaged',
    fault: 'environment',
    why: 'ledger/ledger.db is no ledger of this version of Sluice, or its pages contradict each other.',
    fix: 'Restore the folder ledger/ from a copy of the lake, or load the same files into a new lake.',
  },
  {
    code: 'SLC9031',
    title: 'The ledger of a lake on folders cannot be used',
    fault: 'environment',
    why: 'The file system refused to open, read or write ledger/ledger.db, or another process keeps it busy.',
    fix: 'Look at the permissions of the folder ledger/ and at the disk; end what else works on this lake; try again.',
  },
  {
    code: 'SLC9032',
    title: 'A key leads out of its bucket',
    fault: 'user',
    why: 'A file name, or a document of the lake, gives a key that no object may have, or that a link leads elsewhere.',
    fix: 'Give the file another name; if a document of the lake names the key, restore that document.',
  },
  {
    code: 'SLC9033',
    title: 'The lake is of a layout that this release does not read',
    fault: 'user',
    why:
      'Its control documents lie at keys without the dataset before them, as releases until November 2026 ' +
      'wrote them. ' +
      'Nothing of it is read or changed: what was loaded would be loaded again.',
    fix:
      'Load the input files into a new folder: `npx sluice run <folder> <dataset> --lake <new lake>`. To ' +
      'finish what is ' +
      'open in the old lake, use the release that made it: `npx sluice run` with the same files until ' +
      'nothing is open, ' +
      'then `npx sluice verify`.',
  },
] as const satisfies readonly ErrorCode[];

/** An error of the folder that a lake lies in. */
export class FolderError extends registeredError(FOLDER_ERRORS) {
  override readonly name = 'FolderError';
}
