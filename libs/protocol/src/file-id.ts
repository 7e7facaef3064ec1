/** One content of one key: what the ledger decides about, once. */
export interface FileId {
  readonly datasetId: string;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
}
