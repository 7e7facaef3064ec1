import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, LOCAL_REGION } from '@sluice/lake/local';
import { ensurePrimaryWorkGroup } from '../athena/workgroups.ts';
import { publishState } from '../glue/job-events.ts';
import { pinnedCode } from '../glue/pinned-code.ts';
import { ObjectCache } from '../objects/object-cache.ts';
import { gatewayS3, s3Objects } from '../objects/objects-s3.ts';
import { type Closing, closeOnce, openCore, openFolder, writeError } from './core.ts';
import { listen } from './http.ts';

/** Where the service keeps its state, and with what it runs jobs. */
export interface GatewayServiceOptions {
  /** Everything is below it: `service/` (state and runs), `cache/`, `code/`, `tmp/`. */
  readonly folder: string;
  /**
   * The one endpoint of the lake, which has S3 and EventBridge and forwards Glue and Athena to this service. It need
   * not answer yet.
   */
  readonly gateway: string;
  /** The Python that runs jobs. */
  readonly python: string;
  /** 0 or left out: a free one. */
  readonly port?: number;
  /** Limit of the downloaded objects. */
  readonly cacheBytes?: number;
  /** How long a stopped run may take itself back before it is killed; 5,000. */
  readonly graceMilliseconds?: number;
  /** Called for every request. */
  readonly onRequest?: () => void;
}

/** A running service. */
export interface GatewayService {
  /** For the gateway alone; clients talk to the gateway. */
  readonly serviceUrl: string;
  /** Stops queries and runs, waits for the end of their processes, and closes. */
  stop(): Promise<void>;
}

const GRACE_MILLISECONDS = 5_000;

/**
 * Starts Glue (catalog and jobs) and Athena for a lake whose objects are in S3 behind a gateway on this machine.
 * Databases, tables, jobs and workgroups are made by whoever deploys the lake; runs take the code that their arguments
 * pin; their ends are told to EventBridge.
 */
export async function startGatewayService(options: GatewayServiceOptions): Promise<GatewayService> {
  const { folder, gateway, python } = options;
  const temporary = join(folder, 'tmp');
  const closing: Closing = [];
  const stop = closeOnce(closing);
  try {
    openFolder(join(folder, 'service'), () => mkdirSync(temporary, { recursive: true }));
    const client = gatewayS3(gateway, LOCAL_REGION);
    closing.push(() => client.destroy());
    const objects = s3Objects(client, new ObjectCache(join(folder, 'cache'), options.cacheBytes));
    const runner = {
      python,
      code: pinnedCode(objects, join(folder, 'code')),
      lake: folder,
      environment: {
        TMPDIR: temporary,
        // Spark asks for its own folder by another name, and its JVM unpacks libraries where a third one says.
        SPARK_LOCAL_DIRS: temporary,
        SPARK_SUBMIT_OPTS: `"-Djava.io.tmpdir=${temporary}"`,
        // With the class archive that lies there, a JVM starts in a third of the time.
        SLUICE_CACHE: process.env['SLUICE_CACHE'] ?? join(CHECKOUT, '.cache', 'spark'),
      },
      endsWithParent: true,
      graceMilliseconds: options.graceMilliseconds ?? GRACE_MILLISECONDS,
      onSettled: (run: Parameters<typeof publishState>[1]) => publishState(gateway, run),
    };
    const core = await openCore({ folder: join(folder, 'service'), objects, runner }, closing);
    ensurePrimaryWorkGroup(core.athena);
    const server = await listen(options.port ?? 0, core.operations, options.onRequest);
    closing.push(() => server.close());
    core.runner.open(gateway);
    closing.push(() => core.runner.close());
    return { serviceUrl: server.endpoint, stop };
  } catch (error) {
    await stop();
    throw writeError(error, folder);
  }
}
