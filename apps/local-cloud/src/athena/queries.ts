import { randomUUID } from 'node:crypto';
import type { ObjectStore } from '../objects/objects.ts';
import { invalidRequest } from '../service/aws-error.ts';
import { delay, epochSeconds } from '../service/clock.ts';
import { Engine } from './engine.ts';
import type { AthenaStore, Execution } from './execution-store.ts';
import { QueryFailure } from './failure.ts';
import { translateError } from './messages.ts';
import type { Prepared, StatementContext } from './prepared.ts';
import { writeResult } from './result-writer.ts';
import { bringFiles } from './scan.ts';
import { planScans, planSelect, type SelectContext, startSelect } from './select.ts';
import { prepare } from './statement.ts';
import { rulesOf, workGroupNamed } from './workgroups.ts';

/** What a client asks for. */
export interface QueryRequest {
  readonly query: string;
  readonly database: string;
  readonly workGroup: string;
  readonly outputLocation: string | undefined;
  readonly token: string | undefined;
  readonly parameters: readonly string[];
}

/** Queries that may run at once; the rest wait, QUEUED, as on AWS. */
const MAX_RUNNING = 4;

/** A query that is not over. */
interface Running {
  cancelled: boolean;
  reason: string | undefined;
  /** Ends what it does at the moment. */
  interrupt: () => void;
  /** What is known of it before its end, and stays true whatever the end is. */
  figures: Partial<Execution>;
}

/** How often a running query is looked at: whether it was cancelled or has read too much. */
const WATCH_MILLISECONDS = 100;

/** Starts, runs, and stops queries. */
export class Queries {
  readonly #store: AthenaStore;
  readonly #objects: ObjectStore;
  readonly #context: Omit<StatementContext, 'database'>;
  readonly #running = new Map<string, Running>();
  readonly #work = new Set<Promise<void>>();
  readonly #waiting: ((hasTurn: boolean) => void)[] = [];
  #active = 0;
  #closing = false;

  constructor(store: AthenaStore, context: Omit<StatementContext, 'database'>) {
    this.#store = store;
    this.#objects = context.objects;
    this.#context = context;
    // A query does not outlive the service that ran it.
    for (const left of store.executions()) {
      if (left.state === 'QUEUED' || left.state === 'RUNNING') {
        this.#put({
          ...left,
          state: 'FAILED',
          completed: epochSeconds(),
          reason: 'GENERIC_INTERNAL_ERROR: The service was stopped while the query ran',
        });
      }
    }
  }

  /** Accepts a query and begins it; a text that is no statement is refused at once. */
  async start(request: QueryRequest): Promise<string> {
    const known = request.token === undefined ? undefined : this.#store.executionOfToken(request.token);
    if (known !== undefined) {
      checkSame(known, request);
      return known.id;
    }
    const group = workGroupNamed(this.#store, request.workGroup);
    if (group.State === 'DISABLED') throw invalidRequest(`WorkGroup ${group.Name} is disabled.`);
    const { outputLocation, cutoffBytes } = rulesOf(group, request.outputLocation);
    const context = { ...this.#context, database: request.database };
    const prepared = await prepare(request.query, request.parameters, context);
    // Asked again: the same token may have come twice while the text was parsed.
    const twin = request.token === undefined ? undefined : this.#store.executionOfToken(request.token);
    if (twin !== undefined) {
      checkSame(twin, request);
      return twin.id;
    }
    const id = randomUUID();
    this.#put({
      id,
      query: request.query,
      statementType: prepared.statementType,
      substatementType: prepared.substatementType,
      database: request.database,
      workGroup: group.Name,
      outputLocation: `${outputLocation}${id}.${prepared.statementType === 'DDL' ? 'txt' : 'csv'}`,
      clientRequestToken: request.token,
      parameters: request.parameters,
      submitted: epochSeconds(),
      completed: undefined,
      state: 'QUEUED',
      reason: undefined,
      error: undefined,
      scannedBytes: 0,
      engineMilliseconds: 0,
      planningMilliseconds: 0,
      totalMilliseconds: 0,
      columns: [],
      outputRows: 0,
      outputBytes: 0,
      partitions: [],
    });
    const running: Running = { cancelled: false, reason: undefined, interrupt: () => undefined, figures: {} };
    this.#running.set(id, running);
    const work = this.#run(id, prepared, context, cutoffBytes, running).finally(() => {
      this.#running.delete(id);
      this.#work.delete(work);
    });
    this.#work.add(work);
    return id;
  }

  /** Cancels a query that is not over; one that is stays as it is, without an error. */
  stop(id: string): void {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.cancelled = true;
    running.reason ??= 'Query cancelled by user';
    running.interrupt();
  }

  /** Cancels everything and waits for its end. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const id of this.#running.keys()) this.stop(id);
    await Promise.all(this.#work);
  }

  async #run(
    id: string,
    prepared: Prepared,
    context: StatementContext,
    cutoffBytes: number | undefined,
    running: Running,
  ): Promise<void> {
    const submitted = performance.now();
    const hasTurn = await this.#takeTurn(running);
    let outcome: Partial<Execution> = {};
    try {
      if (hasTurn && !running.cancelled) {
        this.#change(id, { state: 'RUNNING' });
        outcome =
          prepared.kind === 'select'
            ? await this.#select(id, prepared, context, cutoffBytes, running)
            : await this.#command(id, prepared);
      }
      // What came to its end before the cancellation reached it has succeeded.
      outcome = { ...outcome, state: outcome.columns === undefined ? 'CANCELLED' : 'SUCCEEDED' };
    } catch (error) {
      const { reason, category } = translateError(error, prepared.sql, undefined, () => undefined);
      const failed = {
        state: 'FAILED' as const,
        reason,
        error: { category, type: category === 1 ? 1 : 1301, message: reason },
      };
      outcome = running.cancelled ? { state: 'CANCELLED' } : failed;
    }
    if (hasTurn) this.#passTurn();
    const reason = outcome.state === 'CANCELLED' ? { reason: running.reason } : {};
    const totalMilliseconds = Math.round(performance.now() - submitted);
    await this.#settle(id, { ...running.figures, ...outcome, ...reason, completed: epochSeconds(), totalMilliseconds });
  }

  /**
   * The end of a query must come to be known: while the disk is full it is tried again, and a restart finds the query
   * unfinished.
   */
  async #settle(id: string, end: Partial<Execution>): Promise<void> {
    for (;;) {
      try {
        this.#change(id, end);
        return;
      } catch {
        if (this.#closing) return;
        await delay(500);
      }
    }
  }

  async #command(id: string, prepared: Exclude<Prepared, { kind: 'select' }>): Promise<Partial<Execution>> {
    const begun = performance.now();
    const { columns, rows } = await prepared.run();
    const text = rows.map((row) => `${row.join('\t')}\n`).join('');
    const execution = this.#execution(id);
    await this.#objects.put(execution.outputLocation, text);
    await this.#objects.put(`${execution.outputLocation}.metadata`, `${JSON.stringify({ columns })}\n`);
    return {
      columns,
      outputRows: rows.length,
      outputBytes: Buffer.byteLength(text),
      engineMilliseconds: Math.round(performance.now() - begun),
    };
  }

  async #select(
    id: string,
    prepared: Prepared & { kind: 'select' },
    context: SelectContext,
    cutoffBytes: number | undefined,
    running: Running,
  ): Promise<Partial<Execution>> {
    const { outputLocation } = this.#execution(id);
    const begun = performance.now();
    const { plan, scans } = await this.#plan(prepared, context, running);
    const planned = performance.now();
    const partitions = scans.map(({ use, registered, kept, files }) => ({
      database: use.table.DatabaseName,
      table: use.table.Name,
      registered,
      touched: use.keys.length === 0 ? 1 : kept.length,
      files: files.length,
    }));
    running.figures = { partitions, planningMilliseconds: Math.round(planned - begun) };
    const files = await bringFiles(scans, this.#objects, () => running.cancelled);
    const uris = new Map(scans.flatMap((scan) => scan.files.map(({ uri }) => [files.pathOf(uri), uri])));
    const engine = await Engine.create().catch((error: unknown) => {
      files.release();
      throw error;
    });
    const countBytes = async (): Promise<number> =>
      [...(await engine.bytesRead())].reduce((sum, [path, bytes]) => sum + (uris.has(path) ? Number(bytes) : 0), 0);
    const look = async (): Promise<void> => {
      if (cutoffBytes !== undefined && !running.cancelled && (await countBytes()) > cutoffBytes) {
        running.cancelled = true;
        running.reason = 'Bytes scanned limit was exceeded';
      }
      // Again and again: an interruption that comes between two statements of the engine says nothing to the second.
      if (running.cancelled) engine.interrupt();
    };
    running.interrupt = () => engine.interrupt();
    let looking = Promise.resolve();
    const watch = setInterval(() => {
      looking = looking.then(look).catch(() => undefined);
    }, WATCH_MILLISECONDS);
    try {
      const result = await startSelect(plan, scans, files, engine, context.parser);
      const written = await writeResult(result, outputLocation, this.#objects, () => running.cancelled);
      await look();
      if (running.cancelled) throw new Error('cancelled');
      const metadata = { columns: written.columns, SluicePartitions: partitions };
      await this.#objects.put(`${outputLocation}.metadata`, `${JSON.stringify(metadata)}\n`);
      return {
        columns: written.columns,
        outputRows: written.rows,
        outputBytes: written.bytes,
        engineMilliseconds: Math.round(performance.now() - planned),
      };
    } catch (error) {
      throw translateError(error, prepared.sql, prepared.statement, (path) => uris.get(path));
    } finally {
      clearInterval(watch);
      await looking;
      // What was read was read, whether the query came to its end or not.
      const scannedBytes = await countBytes().catch(() => 0);
      running.figures = { ...running.figures, scannedBytes };
      running.interrupt = () => undefined;
      engine.close();
      files.release();
    }
  }

  /** What a SELECT would read; what is refused needs no engine. */
  async #plan(prepared: Prepared & { kind: 'select' }, context: SelectContext, running: Running) {
    const connection = await context.parser.connect();
    running.interrupt = () => connection.interrupt();
    try {
      const plan = await planSelect(prepared.sql, prepared.statement, context);
      const scans = await planScans(plan, connection, context);
      if (running.cancelled) throw new Error('cancelled');
      return { plan, scans };
    } catch (error) {
      throw translateError(error, prepared.sql, prepared.statement, () => undefined);
    } finally {
      running.interrupt = () => undefined;
      connection.closeSync();
    }
  }

  /** Whether the query may run now; false when it was cancelled while it waited. */
  async #takeTurn(running: Running): Promise<boolean> {
    if (this.#active < MAX_RUNNING) {
      this.#active += 1;
      return true;
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      running.interrupt = () => {
        const place = this.#waiting.indexOf(resolve);
        if (place === -1) return;
        this.#waiting.splice(place, 1);
        resolve(false);
      };
    });
  }

  #passTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#active -= 1;
    else next(true);
  }

  #change(id: string, members: Partial<Execution>): void {
    this.#put({ ...this.#execution(id), ...members });
  }

  #put(value: Execution): void {
    this.#store.commit([{ kind: 'execution', value }]);
  }

  #execution(id: string): Execution {
    const found = this.#store.execution(id);
    if (found === undefined) throw new QueryFailure('GENERIC_INTERNAL_ERROR', `query ${id} is not in the store`, 1);
    return found;
  }
}

function checkSame(known: Execution, request: QueryRequest): void {
  const same =
    known.query === request.query &&
    known.workGroup === request.workGroup &&
    known.database === request.database &&
    JSON.stringify(known.parameters) === JSON.stringify(request.parameters);
  if (!same) throw invalidRequest('Idempotent parameters do not match');
}
