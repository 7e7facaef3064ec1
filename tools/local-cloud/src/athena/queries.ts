import { randomUUID } from 'node:crypto';
import { invalidRequest } from '../aws-error.ts';
import { epochSeconds } from '../clock.ts';
import type { ObjectStore } from '../objects.ts';
import { Engine } from './engine.ts';
import type { AthenaStore, Execution } from './execution-store.ts';
import { QueryFailure } from './failure.ts';
import { translateError } from './messages.ts';
import { writeResult } from './result-writer.ts';
import { planScans, planSelect, type SelectContext, startSelect } from './select.ts';
import { type Prepared, prepare, type StatementContext } from './statement.ts';
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

interface Running {
  cancelled: boolean;
  reason: string | undefined;
  engine: Engine | undefined;
}

/** Starts, runs, and stops queries. */
export class Queries {
  readonly #store: AthenaStore;
  readonly #objects: ObjectStore;
  readonly #context: Omit<StatementContext, 'database'>;
  readonly #running = new Map<string, Running>();
  readonly #work = new Set<Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #active = 0;

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
      const same = known.query === request.query && known.workGroup === request.workGroup && known.database === request.database;
      if (!same) throw invalidRequest('Idempotent parameters do not match');
      return known.id;
    }
    const group = workGroupNamed(this.#store, request.workGroup);
    if (group.State === 'DISABLED') throw invalidRequest(`WorkGroup ${group.Name} is disabled.`);
    const { outputLocation, cutoffBytes } = rulesOf(group, request.outputLocation);
    const context = { ...this.#context, database: request.database };
    const prepared = await prepare(request.query, request.parameters, context);
    // Asked again: the same token may have come twice while the text was parsed.
    const twin = request.token === undefined ? undefined : this.#store.executionOfToken(request.token);
    if (twin !== undefined) return twin.id;
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
    const running: Running = { cancelled: false, reason: undefined, engine: undefined };
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
    running.engine?.interrupt();
  }

  /** Cancels everything and waits for its end. */
  async close(): Promise<void> {
    for (const id of this.#running.keys()) this.stop(id);
    await Promise.all(this.#work);
  }

  async #run(id: string, prepared: Prepared, context: StatementContext, cutoffBytes: number | undefined, running: Running): Promise<void> {
    const submitted = performance.now();
    await this.#takeTurn();
    try {
      if (!running.cancelled) {
        this.#change(id, { state: 'RUNNING' });
        const outcome =
          prepared.kind === 'select' ? await this.#select(id, prepared, context, cutoffBytes, running) : await this.#command(id, prepared);
        if (!running.cancelled) this.#change(id, { ...outcome, state: 'SUCCEEDED' });
      }
    } catch (error) {
      if (!running.cancelled) {
        const failure = translateError(error, prepared.sql, undefined, () => undefined);
        this.#change(id, {
          state: 'FAILED',
          reason: failure.reason,
          error: { category: failure.category, type: failure.category === 1 ? 1 : 1301, message: failure.reason },
        });
      }
    } finally {
      this.#passTurn();
      const end = running.cancelled ? { state: 'CANCELLED' as const, reason: running.reason } : {};
      this.#change(id, { ...end, completed: epochSeconds(), totalMilliseconds: Math.round(performance.now() - submitted) });
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
    // What is refused needs no engine.
    const plan = await planSelect(prepared.sql, prepared.statement, context).catch((error: unknown) => {
      throw translateError(error, prepared.sql, prepared.statement, () => undefined);
    });
    const engine = await Engine.create();
    running.engine = engine;
    const uris = new Map<string, string>();
    const countBytes = async (): Promise<number> =>
      [...(await engine.bytesRead())].reduce((sum, [path, bytes]) => sum + (uris.has(path) ? Number(bytes) : 0), 0);
    let watch: NodeJS.Timeout | undefined;
    try {
      const scans = await planScans(plan, engine, context);
      for (const file of scans.flatMap((scan) => scan.files)) uris.set(file.path, file.uri);
      const partitions = scans.map(({ use, registered, kept, files }) => ({
        database: use.table.DatabaseName,
        table: use.table.Name,
        registered,
        touched: use.keys.length === 0 ? 1 : kept.length,
        files: files.length,
      }));
      const planned = performance.now();
      this.#change(id, { partitions, planningMilliseconds: Math.round(planned - begun) });
      if (running.cancelled) throw new Error('cancelled');
      const cut = async (): Promise<void> => {
        if (cutoffBytes === undefined || running.cancelled || (await countBytes()) <= cutoffBytes) return;
        running.cancelled = true;
        running.reason = 'Bytes scanned limit was exceeded';
        engine.interrupt();
      };
      if (cutoffBytes !== undefined) watch = setInterval(() => void cut().catch(() => undefined), 100);
      const result = await startSelect(plan, scans, engine, context.parser);
      const written = await writeResult(result, outputLocation, this.#objects);
      await cut();
      const scannedBytes = await countBytes();
      const metadata = { columns: written.columns, SluicePartitions: partitions };
      await this.#objects.put(`${outputLocation}.metadata`, `${JSON.stringify(metadata)}\n`);
      return {
        columns: written.columns,
        outputRows: written.rows,
        outputBytes: written.bytes,
        engineMilliseconds: Math.round(performance.now() - planned),
        scannedBytes,
      };
    } catch (error) {
      throw translateError(error, prepared.sql, prepared.statement, (path) => uris.get(path));
    } finally {
      clearInterval(watch);
      // What was read was read, whether the query came to its end or not.
      await countBytes()
        .then((scannedBytes) => this.#change(id, { scannedBytes }))
        .catch(() => undefined);
      running.engine = undefined;
      engine.close();
    }
  }

  async #takeTurn(): Promise<void> {
    if (this.#active >= MAX_RUNNING) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#active += 1;
  }

  #passTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#active -= 1;
    else next();
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
