import type { ErrorCode } from '@sluice/protocol';

/** Codes of `libs/contract` outside the lint rules, whose codes stand in their own files. */
export const LOAD_ERRORS = {
  unreadable: {
    code: 'SLC2001',
    title: 'A file cannot be read',
    fault: 'user',
    why:
      'The file is missing, is no regular file, is larger than a contract may be, or leaves its folder by a ' +
      'symbolic link.',
    fix: 'check the path; a contract is a regular file of at most 1 MiB inside contracts/<dataset>/',
  },
  notText: {
    code: 'SLC2002',
    title: 'A file is not UTF-8 text',
    fault: 'user',
    why: 'Contracts are UTF-8 JSON. A byte that is no UTF-8 would silently become another character.',
    fix: 'save the file as UTF-8 without a byte order mark',
  },
  notJson: {
    code: 'SLC2003',
    title: 'A file is not strict JSON',
    fault: 'user',
    why:
      'Comments, trailing commas, duplicate keys and the key __proto__ are read differently by different tools, ' +
      'so that two of them would see two contracts.',
    fix: 'correct the JSON at this place',
  },
  schema: {
    code: 'SLC2004',
    title: 'A contract does not follow the meta-schema',
    fault: 'user',
    why:
      'contracts/contract.schema.json says what a contract may hold; it is closed, so that a typo is an error ' +
      'and not a silent default.',
    fix: 'see docs/contract-reference.md; an editor that reads $schema completes and checks the file',
  },
  unknownKeyword: {
    code: 'SLC2005',
    title: 'An unknown vendor keyword',
    fault: 'user',
    why: 'Keywords that begin with x- are kept for other tools, but Sluice does not act on this one.',
    fix: 'remove it, or leave it when another tool reads it',
  },
  registry: {
    code: 'SLC2006',
    title: 'The registry and the folders disagree',
    fault: 'user',
    why: 'contracts/registry.json lists every dataset; each has a folder contracts/<dataset>/ with a contract.json.',
    fix: 'list the dataset in contracts/registry.json, or remove its entry or its folder',
  },
  unknownDataset: {
    code: 'SLC2007',
    title: 'Unknown dataset',
    fault: 'user',
    why: 'The name is not in contracts/registry.json.',
    fix: 'use one of the registered datasets, or add one with `sluice contract new <csv>`',
  },
} as const satisfies Record<string, ErrorCode>;
