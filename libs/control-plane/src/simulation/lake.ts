import { type DatasetConfig, type FileId, sha256 } from '@sluice/protocol';
import type { Ledger } from '../ledger/ledger.ts';
import type { JobRun } from '../ports/job-runs.ts';
import type { LakePorts } from '../ports/lake-ports.ts';
import { createMemoryLedger } from '../ports/memory/memory-ledger.ts';
import { createMemoryStore } from '../ports/memory/memory-store.ts';
import { Conflict, type ObjectStore, type StoredObject, Unclear } from '../ports/object-store.ts';
import type { DecisionEntry, Metric } from '../telemetry.ts';
import { moveFile } from '../transitions.ts';
import { type Behaviour, runJob } from './job.ts';
import type { Chance } from './random.ts';
import { type Actor, type Death, Schedule } from './schedule.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const PLAN = utf8('{"plan":1}');
const PACKAGE = utf8('zip');
const SCRIPT = utf8('main');

/** A dataset with small batches and two slots. */
export const CONFIG: DatasetConfig = {
  datasetId: 'orders',
  contractVersion: '1.0.0',
  status: 'active',
  ledgerTable: 'ledger',
  rawBucket: 'raw',
  processedBucket: 'processed',
  quarantineBucket: 'quarantine',
  controlBucket: 'control',
  database: 'lake',
  table: 'orders',
  job: 'sluice-orders',
  queueUrl: 'queue',
  dispatchFunction: 'dispatch',
  metrics: 'Sluice',
  batch: { maxFiles: 4, maxBytes: 1_000_000, maxWaitSeconds: 60 },
  slots: 2,
  maxAttempts: 3,
  graceSeconds: 60,
  plan: { bucket: 'assets', key: 'plan.json', sha256: sha256(PLAN) },
  code: {
    digest: sha256(PACKAGE),
    script: { bucket: 'assets', key: 'main.py', sha256: sha256(SCRIPT) },
    package: { bucket: 'assets', key: 'package.zip', sha256: sha256(PACKAGE) },
  },
};

/** How unkind the world is. */
export interface World {
  readonly chance: Chance;
  /** A request to S3 or Glue is applied and its answer lost, so often. */
  readonly lostAnswers?: number;
  /** A run dies at some moment, so often. */
  readonly runDeaths?: number;
  /** Glue calls a run terminal that still acts, so often at each object that it writes. */
  readonly zombies?: number;
  /** A run fails with an environment's code, so often. */
  readonly trouble?: number;
  /** That code; `SLC5112` unless another is asked for. */
  readonly troubleCode?: string;
  /** Glue says that there is no room, so often. */
  readonly throttled?: number;
  /** The n-th run dies at this moment. */
  readonly deathOfRun?: (runNumber: number) => Death;
  readonly behaviour?: Pick<Behaviour, 'isRefused' | 'isPoison'>;
  readonly config?: DatasetConfig;
}

const LOST_WORDS: ReadonlySet<string> = new Set(['create', 'swap', 'delete']);
const NEVER = () => false;

/** The whole lake in one process: ledger, objects and Glue in memory, and time that only moves when it is told to. */
export class SimulatedLake {
  readonly config: DatasetConfig;
  readonly schedule: Schedule;
  readonly ledger: Ledger = createMemoryLedger();
  readonly objects = new Map<string, StoredObject>();
  readonly runs: JobRun[] = [];
  readonly decisions: DecisionEntry[] = [];
  readonly metrics: Metric[] = [];
  readonly nudges: string[] = [];
  /** The most batches that had a run going on at the same time. */
  mostBatchesAtOnce = 0;
  readonly #world: World;
  readonly #chance: Chance;
  readonly #store: ObjectStore;
  #now = Date.parse('2026-01-15T10:00:00Z');
  #ids = 0;
  #late: (() => void)[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#chance = world.chance;
    this.config = world.config ?? CONFIG;
    this.schedule = new Schedule(world.chance);
    this.#store = createMemoryStore({ objects: this.objects });
    for (const [key, body] of [
      ['plan.json', PLAN],
      ['main.py', SCRIPT],
      ['package.zip', PACKAGE],
    ] as const)
      this.objects.set(`assets/${key}`, { body, etag: key });
  }

  /** Time goes on. What dead processes had sent arrives before it does: that is what the grace is for. */
  pass(seconds: number): void {
    for (const arrive of this.#late.splice(0)) arrive();
    this.#now += seconds * 1000;
  }

  /** What time it is. */
  now(): Date {
    return new Date(this.#now);
  }

  /** Files that intake has let through. */
  async queue(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const id: FileId = {
        datasetId: this.config.datasetId,
        bucket: 'raw',
        key: `incoming/orders/${key}`,
        versionId: 'v1',
      };
      const at = new Date(this.#now).toISOString();
      await this.ledger.receive({ ...id, etag: 'e', sizeBytes: 10, sequencer: '1', eventTime: at }, at);
      const change = { planDigest: this.config.plan.sha256, contractVersion: this.config.contractVersion };
      await this.ledger.moveFile(moveFile(id, ['RECEIVED', 'QUEUED'], { at, actor: 'intake' }, change));
    }
  }

  /** A Lambda's invocation: it has these ports, and may die at some moment. */
  invoke(name: string, death: Death, body: (ports: LakePorts) => Promise<unknown>): Promise<void> {
    return this.schedule.begin(name, death, async (actor) => {
      try {
        await body(this.portsOf(actor));
      } catch (error) {
        if (actor.isDead || (error as { readonly code?: string }).code !== 'SLC9021') throw error;
      }
    });
  }

  portsOf(actor: Actor): LakePorts {
    return {
      ledger: this.#ledgerOf(actor),
      store: this.#storeOf(actor),
      runs: {
        start: (_job, args) =>
          this.#mayLose(
            'StartJobRun',
            actor.step('StartJobRun', () => this.#start(args)),
          ),
        get: (_job, runId) => actor.step('GetJobRun', () => this.runs.find(({ id }) => id === runId)),
        since: () => actor.step('GetJobRuns', () => [...this.runs]),
      },
      nudge: { nudge: (name) => actor.step('nudge', () => void this.nudges.push(name)) },
      telemetry: {
        decision: (entry) => void this.decisions.push(entry),
        event: () => {},
        metrics: (_dataset, metrics) => void this.metrics.push(...metrics),
      },
      clock: { now: () => new Date(this.#now), sleep: () => actor.step('sleep', () => {}) },
      newId: () => {
        this.#ids += 1;
        return `${actor.name}-${this.#ids}`;
      },
      remainingMilliseconds: () => 60_000,
    };
  }

  /** Every call is a step; each of many files is one of its own, as they are in DynamoDB. */
  #ledgerOf(actor: Actor): Ledger {
    const { ledger } = this;
    return new Proxy(ledger, {
      get: (_target, name: keyof Ledger) => {
        if (name === 'moveFiles')
          return async (transitions: Parameters<Ledger['moveFiles']>[0]) => {
            const answers = [];
            for (const transition of transitions)
              answers.push(
                await actor.step(`moveFile ${transition.id.key} ${transition.to}`, () => ledger.moveFile(transition)),
              );
            return answers;
          };
        return (...args: unknown[]) =>
          actor.step(name, () => (ledger[name] as (...all: unknown[]) => Promise<unknown>)(...args));
      },
    });
  }

  #storeOf(actor: Actor): ObjectStore {
    const store = this.#store;
    return new Proxy(store, {
      get:
        (_target, name: keyof ObjectStore) =>
        (...args: unknown[]) => {
          const act = () => (store[name] as (...all: unknown[]) => Promise<unknown>)(...args);
          const answer = actor.step(`${name} ${String(args[1])}`, act);
          return LOST_WORDS.has(name) ? this.#mayLose(name, answer) : answer;
        },
    });
  }

  /** Applied, and nobody hears of it; or refused because the client's own repetition had been applied. */
  async #mayLose<Answer>(operation: string, answer: Promise<Answer>): Promise<Answer> {
    const given = await answer;
    if (!this.#chance.is(this.#world.lostAnswers ?? 0)) return given;
    if (operation === 'create' || operation === 'swap')
      throw this.#chance.is(0.5) ? new Conflict('own repetition') : new Unclear(operation);
    throw new Unclear(operation);
  }

  #start(args: Readonly<Record<string, string>>): { kind: 'started'; runId: string } | { kind: 'later'; why: string } {
    const going = this.runs.filter(({ isOver }) => !isOver).length;
    if (going >= this.config.slots + 2) return { kind: 'later', why: 'ConcurrentRunsExceededException' };
    if (this.#chance.is(this.#world.throttled ?? 0)) return { kind: 'later', why: 'ThrottlingException' };
    const id = `jr_${this.runs.length + 1}`;
    const [batchId = '', attempt] = [args['--batch_id'], Number(args['--attempt'])];
    const at = new Date(this.#now).toISOString();
    const started = {
      id,
      batchId,
      attempt,
      state: 'RUNNING',
      isOver: false,
      startedAt: at,
      endedAt: null,
      seconds: 0,
      dpuSeconds: 0,
      message: null,
    };
    this.runs.push(started);
    this.mostBatchesAtOnce = Math.max(
      this.mostBatchesAtOnce,
      new Set(this.runs.filter((run) => !run.isOver).map((run) => run.batchId)).size,
    );
    void this.#begin(started, batchId, attempt);
    return { kind: 'started', runId: id };
  }

  #begin(run: JobRun, batchId: string, attempt: number): Promise<void> {
    const number = this.runs.length;
    const death =
      this.#world.deathOfRun?.(number) ??
      (this.#chance.is(this.#world.runDeaths ?? 0) ? 1 + this.#chance.below(60) : undefined);
    const trouble = this.#chance.is(this.#world.trouble ?? 0) ? (this.#world.troubleCode ?? 'SLC5112') : undefined;
    const behaviour = { isRefused: NEVER, isPoison: NEVER, ...this.#world.behaviour, trouble };
    let status = 0;
    const end = (state: string) => {
      const index = this.runs.findIndex(({ id }) => id === run.id);
      if (this.runs[index]?.isOver === true) return;
      const endedAt = new Date(this.#now).toISOString();
      this.runs[index] = { ...run, state, isOver: true, endedAt, seconds: 60, dpuSeconds: 120 };
    };
    const mayBecomeZombie = () => {
      if (this.#chance.is(this.#world.zombies ?? 0)) end('FAILED');
    };
    return this.schedule.begin(
      run.id,
      death,
      async (actor) => {
        const ports = this.portsOf(actor);
        const place = { ports, config: this.config, batchId };
        const copy = (from: string, to: string) => {
          const source = this.objects.get(from);
          if (source !== undefined) this.objects.set(to, source);
          return source;
        };
        const objects = {
          put: (bucket: string, key: string, body: Uint8Array) => {
            mayBecomeZombie();
            return actor.step(
              `put ${key}`,
              () => void this.objects.set(`${bucket}/${key}`, { body, etag: sha256(body) }),
            );
          },
          copy: async (fromBucket: string, from: string, toBucket: string, to: string) => {
            mayBecomeZombie();
            // A process may die with a copy under way, which lands a little later, if its source was read before.
            const source = this.objects.get(`${fromBucket}/${from}`);
            try {
              return await actor.step(`copy ${to}`, () => copy(`${fromBucket}/${from}`, `${toBucket}/${to}`));
            } catch (error) {
              if (actor.isDead && source !== undefined)
                this.#late.push(() => this.objects.set(`${toBucket}/${to}`, source));
              throw error;
            }
          },
        };
        try {
          status = await runJob(actor, place, objects, run.id, attempt, behaviour);
        } catch (error) {
          // No answer, again and again: the process ends with an error, as a real one does.
          if (actor.isDead || (error as { readonly code?: string }).code !== 'SLC9021') throw error;
          status = 3;
        }
      },
      (crashed) => end(crashed || status !== 0 ? 'FAILED' : 'SUCCEEDED'),
    );
  }
}
