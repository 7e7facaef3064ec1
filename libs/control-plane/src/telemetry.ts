/** One decision about one file: the line that answers what happened to it (the ledger answers why). */
export interface DecisionEntry {
  readonly dataset_id: string;
  readonly key: string;
  readonly size: number;
  readonly decision: string;
  readonly job_run_id: string | null;
  readonly bucket: string;
  readonly version_id: string;
  readonly etag: string;
  readonly batch_id: string | null;
  readonly attempt: number | null;
  readonly contract_version: string | null;
  readonly reason_code: string | null;
}

/** What is measured. Names are shared by the Lambdas, the alarms and the dashboard. */
export type MetricName =
  | 'FilesReceived'
  | 'FilesQueued'
  | 'FilesIgnored'
  | 'FilesQuarantined'
  | 'FilesDuplicate'
  | 'PendingFiles'
  | 'OldestPendingAge'
  | 'SlotsFree'
  | 'BatchFiles'
  | 'BatchBytes'
  | 'StartThrottled'
  | 'RunFailed'
  | 'RunDuration'
  | 'DpuSeconds'
  | 'ArrivalToCommitted'
  | 'RowsAccepted'
  | 'RowsRejected'
  | 'FilesSucceeded'
  | `FailedIn${string}`;

/** One figure, or one per file or run: CloudWatch makes percentiles of them. */
export interface Metric {
  readonly name: MetricName;
  readonly value: number | readonly number[];
  readonly unit: 'Count' | 'Seconds' | 'Bytes' | 'Milliseconds';
}

/** What a Lambda says. Never row data, never a message's body. */
export interface Telemetry {
  decision(entry: DecisionEntry): void;
  event(name: string, fields: Readonly<Record<string, unknown>>): void;
  metrics(datasetId: string, metrics: readonly Metric[]): void;
}

/** Where lines go, and under which namespace CloudWatch finds the figures. */
export interface TelemetryOptions {
  readonly namespace: string;
  readonly write?: (line: string) => void;
  readonly now?: () => Date;
}

// Of one metric an embedded-metric line has at most this many values:
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
const MAX_VALUES = 100;

/**
 * Writes one JSON line per call; figures go out in CloudWatch's embedded metric format, with the dataset as the only
 * dimension.
 *
 * @example
 * const telemetry = createTelemetry({ namespace: config.metrics });
 * telemetry.metrics('flights', [{ name: 'FilesQueued', value: 3, unit: 'Count' }]);
 */
export function createTelemetry({
  namespace,
  write = toStandardOutput,
  now = () => new Date(),
}: TelemetryOptions): Telemetry {
  const line = (content: object) => write(JSON.stringify(content));
  return {
    decision: (entry) => line({ event: 'decision', ...entry }),
    event: (name, fields) => line({ ...fields, event: name }),
    metrics: (datasetId, metrics) => {
      for (const part of partsOf(metrics)) line(embedded(namespace, datasetId, part, now().getTime()));
    },
  };
}

/** Lambda's own console would put its prefix before the line, and the line would be no JSON. */
function toStandardOutput(line: string): void {
  process.stdout.write(`${line}\n`);
}

type Values = Map<string, { readonly unit: Metric['unit']; readonly values: readonly number[] }>;

/** Metrics of one name become one list of values; a list that is too long goes on in the next line. */
function partsOf(metrics: readonly Metric[]): readonly Values[] {
  const parts: Values[] = [];
  for (const [name, same] of Map.groupBy(metrics, (metric) => metric.name)) {
    const values = same.flatMap(({ value }) => value);
    const unit = same[0]?.unit ?? 'Count';
    for (let part = 0; part * MAX_VALUES < values.length; part += 1) {
      parts[part] ??= new Map();
      parts[part]?.set(name, { unit, values: values.slice(part * MAX_VALUES, (part + 1) * MAX_VALUES) });
    }
  }
  return parts;
}

function embedded(namespace: string, datasetId: string, part: Values, timestamp: number): object {
  const definitions = [...part].map(([name, { unit }]) => ({ Name: name, Unit: unit }));
  const figures = [...part].map(([name, { values }]) => [name, values.length === 1 ? values[0] : values]);
  return {
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [['dataset']], Metrics: definitions }],
    },
    dataset: datasetId,
    ...Object.fromEntries(figures),
  };
}
