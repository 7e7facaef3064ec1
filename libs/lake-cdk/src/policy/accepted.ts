/** Something that a rule finds and that is meant to be so. */
export interface Accepted {
  /**
   * What is accepted: the text of a wildcard in a statement, or the id of a cdk-nag rule. A group `dataset` must be the
   * stack's own.
   */
  readonly matches: RegExp;
  readonly reason: string;
}

const BUCKET = '[a-z0-9-]+';

/**
 * Every wildcard that a statement may hold, and every finding of cdk-nag that stands. Each with its reason: this is the
 * only place. What is not here fails `npm test -- policies`, and so does an entry that nothing needs any more.
 */
export const ACCEPTED: readonly Accepted[] = [
  {
    matches: new RegExp(`:s3:::${BUCKET}-raw-[^/]+/incoming/(?<dataset>[a-z0-9_]+)/\\*$`),
    reason: "Producers name the objects: a dataset's files are what lies under its own prefix.",
  },
  {
    matches: new RegExp(`:s3:::${BUCKET}-(processed|quarantine)-[^/]+/(?<dataset>[a-z0-9_]+)/\\*$`),
    reason: "Rows decide about partitions: a table's files are what lies under its own prefix.",
  },
  {
    matches: new RegExp(`:s3:::${BUCKET}-control-[^/]+/(?<dataset>[a-z0-9_]+)/(in|staging|batches)/\\*$`),
    reason: "A batch id is a hash of its members: its documents and working copies lie under the dataset's own prefix.",
  },
  {
    matches: new RegExp(`:s3:::${BUCKET}-control-[^/]+/(?<dataset>[a-z0-9_]+)/plans/\\*$`),
    reason: 'A batch runs the plan that it was cut for, which may be that of an earlier deployment: any digest.',
  },
  {
    matches: new RegExp(`:s3:::${BUCKET}-control-[^/]+/code/\\*$`),
    reason:
      'All datasets run one code, and a batch the one that it was cut for, which may be that of an earlier ' +
      'deployment: any digest.',
  },
  {
    matches: /:logs:[^*]*:log-group:\/(aws\/lambda|aws-glue\/jobs)\/[A-Za-z0-9_/-]+:\*$/,
    reason: "The service names the streams of the group; the group is the actor's own.",
  },
  {
    matches: /^AwsSolutions-GL1$/,
    reason:
      'CloudWatch encrypts every log group with keys of its own; the job logs no row, so a customer key would ' +
      'protect nothing more.',
  },
  {
    matches: /^AwsSolutions-GL3$/,
    reason: 'Job bookmarks are switched off: which files were read is decided by the ledger.',
  },
];

/** What guards of resources hold beside: the guard of a key can only speak of "this key". */
export const ACCEPTED_GUARDS: readonly Accepted[] = [
  { matches: /^kms:\*$/, reason: "AWS's default: the account administers its key, or nobody could." },
  { matches: /^\*$/, reason: "In a key's own policy it means this key." },
  {
    matches: /^<\w*AccessLogs\w*\.Arn>\/(raw|processed|quarantine|control)\/\*$/,
    reason: 'S3 names the objects of its access logs; each bucket writes under its own prefix.',
  },
];
