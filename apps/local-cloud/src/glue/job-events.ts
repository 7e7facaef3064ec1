import type { JobRun, RunState } from './job-model.ts';

/** An entry of PutEvents. */
export interface StateEvent {
  readonly Source: 'aws.glue';
  readonly DetailType: 'Glue Job State Change';
  readonly Detail: string;
  readonly Resources: readonly string[];
}

/** https://docs.aws.amazon.com/glue/latest/dg/automating-awsglue-with-cloudwatch-events.html */
const SEVERITIES: Partial<Record<RunState, string>> = { FAILED: 'ERROR', TIMEOUT: 'WARN' };
const MESSAGES: Partial<Record<RunState, string>> = {
  SUCCEEDED: 'Job run succeeded',
  STOPPED: 'Job run stopped',
  TIMEOUT: 'Job run timed out',
};

/** What Glue tells EventBridge when a run is over. */
function stateEvent({ JobName, JobRunState, Id, ErrorMessage }: JobRun): StateEvent {
  const detail = {
    jobName: JobName,
    severity: SEVERITIES[JobRunState] ?? 'INFO',
    state: JobRunState,
    jobRunId: Id,
    message: MESSAGES[JobRunState] ?? ErrorMessage ?? 'Command failed',
  };
  return { Source: 'aws.glue', DetailType: 'Glue Job State Change', Detail: JSON.stringify(detail), Resources: [] };
}

/** Longer than a gateway on this machine ever takes. */
const PATIENCE_MILLISECONDS = 5_000;

/**
 * Publishes the end of a run on the default bus. Best effort, as on AWS: whether it arrives changes nothing but how
 * soon it is noticed.
 */
export async function publishState(gateway: string, run: JobRun): Promise<void> {
  await fetch(gateway, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
      // The name of the service is read from here; nobody checks the signature.
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0',
      // Without it the gateway refuses events of `aws.…`, as AWS does.
      'x-sluice-event': '1',
    },
    body: JSON.stringify({ Entries: [stateEvent(run)] }),
    signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
  });
}
