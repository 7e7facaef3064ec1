import type { Contract } from '@sluice/contract';

/** A file that a stack uploads, and the SHA-256 (hex) of its content. */
export interface PinnedFile {
  readonly path: string;
  readonly sha256: string;
}

/** What a dataset's stack uploads. Bundled and written by the app; the constructs only name it. */
export interface DatasetSources {
  readonly contract: Contract;
  /** Folder with `index.mjs`: intake with this contract's validator and no other. */
  readonly intake: string;
  /** `generated/plan.json`. */
  readonly plan: PinnedFile;
  /** `TableInput` of `generated/table.json`, as it is written there. */
  readonly tableInput: Readonly<Record<string, unknown>>;
}

/** What every dataset runs alike. */
export interface SharedSources {
  /** Folder with `dispatch.mjs` and `reconcile.mjs`. */
  readonly control: string;
  /** The job's entry. */
  readonly jobScript: PinnedFile;
  /** The job's package; its SHA-256 is the code digest. */
  readonly jobPackage: PinnedFile;
}
