import type { Json } from '../service/input.ts';

/** DPUs of one worker: https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const WORKER_DPUS: Readonly<Record<string, number>> = {
  Standard: 1,
  'G.025X': 0.25,
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.12X': 12,
  'G.16X': 16,
  'R.1X': 1,
  'R.2X': 2,
  'R.4X': 4,
  'R.8X': 8,
  'Z.2X': 2,
};

/** What a job without workers and without a capacity gets. */
const DEFAULT_CAPACITY = 10;

/** The members of a run that say how large it is. */
export interface Capacity extends Json {
  readonly WorkerType?: string;
  readonly NumberOfWorkers?: number;
  /** DPUs. */
  readonly MaxCapacity: number;
  readonly AllocatedCapacity: number;
  readonly GlueVersion?: string;
  readonly ExecutionClass?: string;
}

/** How large a run is: as StartJobRun says, else as its job does. */
export function capacityOf(job: Json, asked: Json): Capacity {
  const own = asked['WorkerType'] === undefined && asked['MaxCapacity'] === undefined ? { ...job, ...asked } : asked;
  const workers = number(own['NumberOfWorkers']);
  const type = text(own['WorkerType']);
  const dpus = type === undefined ? undefined : WORKER_DPUS[type];
  const capacity = dpus === undefined ? (number(own['MaxCapacity']) ?? DEFAULT_CAPACITY) : dpus * (workers ?? 2);
  return {
    ...(type === undefined ? {} : { WorkerType: type, NumberOfWorkers: workers ?? 2 }),
    MaxCapacity: capacity,
    AllocatedCapacity: Math.ceil(capacity),
    ...optionalText('GlueVersion', job['GlueVersion']),
    ...optionalText('ExecutionClass', asked['ExecutionClass'] ?? job['ExecutionClass']),
  };
}

function optionalText(name: string, value: unknown): Record<string, string> {
  return typeof value === 'string' ? { [name]: value } : {};
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
