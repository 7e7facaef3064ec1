import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '@sluice/lake/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editHead, head, rewrite } from './damage.ts';
import {
  type Ended,
  editContract,
  flightsDay,
  inboxOf,
  inProcess,
  processesOf,
  projectOf,
  scratch,
  sluice,
} from './sluice.ts';

const ROOT = scratch();
const LAKE = join(ROOT, 'lake');
const DAYS = 10;
const ROWS = 40;
let inbox: string;
let built: Ended;

/** One ten-day lake, built once; everything below looks at it or at a copy. */
beforeAll(async () => {
  const files: Record<string, string> = {};
  for (let day = 1; day <= DAYS; day += 1)
    files[`d-${String(day).padStart(2, '0')}.csv`] = flightsDay(day <= 5 ? 1 : 7, day, ROWS);
  const [first = '', ...rest] = Object.keys(files);
  files[first] =
    `${files[first]}2013,13,1,517,515,2,830,819,11,UA,1,N1,EWR,IAH,1,1,5,15,2013-01-01T10:00:00Z\n2013,1,1\n`;
  files['empty.csv'] = '';
  files['headless.csv'] = (files[rest[0] ?? ''] ?? '').replaceAll(/^([^,]*),([^,]*),[^,]*,/gm, '$1,$2,');
  files['notes.txt'] = 'not a file of the dataset';
  inbox = inboxOf(ROOT, 'inbox', files);
  built = await sluice(['run', inbox, 'flights', '--lake', LAKE, '--json']);
});
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

interface Equations {
  readonly ok: boolean;
  readonly equations: readonly {
    readonly id: string;
    readonly holds: boolean;
    readonly differences: readonly { readonly object: string; readonly message: string }[];
  }[];
}

async function verified(lake: string): Promise<{ status: number | null; broken: Record<string, string> }> {
  const { status, out, err } = await inProcess(['verify', lake, '--json']);
  expect(err).toBe('');
  const { equations } = JSON.parse(out) as Equations;
  const broken: Record<string, string> = {};
  for (const { id, differences } of equations.filter(({ holds }) => !holds)) {
    const lines = differences.map(({ object, message }) => `${object}: ${message}`).join('\n');
    broken[id] = broken[id] === undefined ? lines : `${broken[id]}\n${lines}`;
  }
  return { status, broken };
}

describe('sluice run', () => {
  it('decides about every file and counts every row', () => {
    expect(built.err).toBe('');
    expect(built.status).toBe(0);
    expect(JSON.parse(built.out)).toMatchObject({
      ok: true,
      dataset: 'flights',
      files: { decided: 13, known: 0, queued: 10, quarantined: 1, ignored: 2 },
      batches: { settled: 1, committed: 1, failed: 0, recovered: 0 },
      runs: 1,
      rows: { in: DAYS * ROWS + 2, accepted: DAYS * ROWS, rejected: 2 },
      reasons: { 'range:month': 1, shape: 1 },
      refused: [{ key: 'incoming/flights/headless.csv', reason: 'missing-column', by: 'intake' }],
      ignored: [
        { key: 'incoming/flights/empty.csv', reason: 'empty', by: 'intake' },
        { key: 'incoming/flights/notes.txt', reason: 'suffix', by: 'intake' },
      ],
    });
  });

  it('leaves no process, no lock and nothing half written', () => {
    expect(processesOf(LAKE)).toEqual([]);
    const left = readdirSync(join(LAKE, 'control'), { recursive: true }).map(String);
    expect(left.filter((path) => /(?:^|\/)(?:staging|in)\//.test(path))).toEqual([]);
    expect(existsSync(join(LAKE, 'control/locks/run.lock'))).toBe(false);
    expect(left.filter((path) => path.startsWith('.tmp/') && path !== '.tmp/command')).toEqual([]);
  });

  it('registers partitions again whose table was dropped', async () => {
    const copy = copyOf('dropped');
    expect((await inProcess(['query', 'DROP TABLE flights', '--lake', copy])).status).toBe(0);
    expect((await verified(copy)).status).toBe(1);

    const { status, err } = await inProcess(['run', inbox, 'flights', '--lake', copy]);

    expect(err).toContain('2 partitions with committed files registered again');
    expect(status).toBe(0);
    expect(await verified(copy)).toEqual({ status: 0, broken: {} });
  });

  it('decides once: again changes nothing, new content under an old name is refused', async () => {
    const copy = copyOf('again');
    const again = inboxOf(ROOT, 'again-inbox', {
      'd-02.csv': readFileSync(join(inbox, 'd-02.csv')),
      'd-03.csv': flightsDay(1, 3, 3),
    });

    const { status, out } = await sluice(['run', again, 'flights', '--lake', copy, '--json']);

    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      files: { decided: 1, known: 1, quarantined: 1 },
      batches: { settled: 0 },
      refused: [{ reason: 'key-overwritten' }],
    });
    expect((await verified(copy)).status).toBe(0);
  });
});

describe('sluice verify', () => {
  it('finds that every equation holds, also after the lake was moved', async () => {
    expect(await verified(LAKE)).toEqual({ status: 0, broken: {} });
    expect(await verified(copyOf('moved'))).toEqual({ status: 0, broken: {} });
  });

  it('says so in one last line for people', async () => {
    const { status, out } = await sluice(['verify', LAKE]);

    expect(status).toBe(0);
    expect(out).toMatch(/\n✓ All 14 equations hold {2}\d+\.\d s\n$/);
  });

  const file = (lake: string) => head(lake).files[0] ?? fail();
  it.each<[string, (lake: string) => Promise<void> | void, (lake: string) => Record<string, string>]>([
    [
      'a lost row',
      (lake) => rewrite(lake, 'SELECT * FROM source LIMIT (SELECT count(*) - 1 FROM source)'),
      (lake) => ({
        'data-objects': `processed/${file(lake).key}: `,
        'data-rows':
          `processed/${file(lake).key}: holds ${file(lake).rows - 1} rows, the batch head ` +
          `says ${file(lake).rows}: 1 lost`,
      }),
    ],
    [
      'a doubled row',
      (lake) => rewrite(lake, 'SELECT * FROM source UNION ALL (SELECT * FROM source LIMIT 1)'),
      (lake) => ({
        'data-objects': `processed/${file(lake).key}: `,
        'data-rows':
          `processed/${file(lake).key}: holds ${file(lake).rows + 1} rows, the batch head ` +
          `says ${file(lake).rows}: 1 too many`,
      }),
    ],
    [
      'a changed value, rows being as many',
      (lake) => rewrite(lake, 'SELECT * REPLACE (0 AS flight) FROM source'),
      (lake) => ({ 'data-objects': `processed/${file(lake).key}: ` }),
    ],
    [
      'a missing file',
      (lake) => rmSync(join(lake, 'processed', file(lake).key)),
      (lake) => ({
        'data-objects': `processed/${file(lake).key}: is missing: a committed batch head lists it`,
        'data-rows': `processed/${file(lake).key}: is missing, and with it ${file(lake).rows} rows`,
      }),
    ],
    [
      'a stray file',
      (lake) =>
        cpSync(
          join(lake, 'processed', file(lake).key),
          join(lake, 'processed/flights/year=2013/month=01/stray.parquet'),
        ),
      () => ({
        'data-objects':
          'processed/flights/year=2013/month=01/stray.parquet: is a stray: no committed batch head lists it',
      }),
    ],
    [
      'a file that is no Parquet any more',
      (lake) => writeFileSync(join(lake, 'processed', file(lake).key), 'x'),
      (lake) => ({
        'data-objects': `processed/${file(lake).key}: has 1 bytes`,
        'data-rows': `processed/${file(lake).key}: is no readable Parquet file`,
      }),
    ],
    [
      'a raw file with one record less',
      (lake) => writeFileSync(join(lake, 'raw/incoming/flights/d-04.csv'), flightsDay(1, 4, ROWS - 1)),
      () => ({
        'versions-decided': 'raw/incoming/flights/d-04.csv@',
        'raw-records': 'raw/incoming/flights/d-04.csv: is missing in raw',
      }),
    ],
    [
      'a raw file that nobody decided about',
      (lake) => writeFileSync(join(lake, 'raw/incoming/flights/new.csv'), 'x'),
      () => ({ 'versions-decided': `raw/incoming/flights/new.csv@${digestOf('x')}: lies in raw, but the ledger has` }),
    ],
    [
      'a batch head that says failed',
      (lake) => editHead(lake, (it) => ({ ...it, state: 'failed' })),
      (lake) => ({
        'items-heads': `batch ${head(lake).batch_id}: was settled as committed, its batch head says failed`,
        'data-objects': `processed/${file(lake).key}: is a stray`,
      }),
    ],
    [
      'a batch head whose counts were changed',
      (lake) =>
        editHead(lake, (it) => ({
          ...it,
          counts: it.counts === null ? null : { ...it.counts, rows_in: it.counts.rows_in + 1 },
        })),
      (lake) => ({
        'rows-in': `batch ${head(lake).batch_id}: rows in 403, accepted 400 + rejected 2`,
        'raw-records': `batch ${head(lake).batch_id}: its raw files hold 402 records`,
      }),
    ],
    [
      'a manifest that lost a member',
      (lake) => {
        const path = join(lake, 'control/flights/batches', head(lake).batch_id, 'manifest.json');
        const manifest = JSON.parse(readFileSync(path, 'utf8')) as { members: unknown[] };
        writeFileSync(path, JSON.stringify({ ...manifest, members: manifest.members.slice(1) }));
      },
      (lake) => ({
        'items-heads':
          `control/flights/batches/${head(lake).batch_id}/manifest.json: its members, plan and code give ` +
          'another batch id',
        'members-settled': 'raw/incoming/flights/d-01.csv@',
      }),
    ],
    [
      'quarantine rows that were lost',
      (lake) => rmSync(join(lake, 'quarantine', head(lake).quarantine_files[0]?.key ?? '')),
      (lake) => ({
        'quarantine-rows': `quarantine/${head(lake).quarantine_files[0]?.key}: is missing, and with it 2 rows`,
        reasons: `batch ${head(lake).batch_id}: `,
      }),
    ],
  ])('finds %s and names it', async (name, damage, expected) => {
    const copy = copyOf(name.replaceAll(/\W+/g, '-'));
    const wanted = expected(copy);
    await damage(copy);

    const { status, broken } = await verified(copy);

    expect(status).toBe(1);
    for (const [id, start] of Object.entries(wanted))
      expect(
        broken[id]?.split('\n').some((line) => line.startsWith(start)),
        `${id}: ${broken[id]}`,
      ).toBe(true);
  });
});

it('sluice verify tells of all that is wrong at once, and never stumbles over it', async () => {
  const lake = copyOf('wrecked');
  const [batch = ''] = readdirSync(join(lake, 'control/flights/batches'));
  const [plan = ''] = readdirSync(join(lake, 'control/flights/plans'));
  appendFileSync(join(lake, 'control/flights/plans', plan), ' ');
  rmSync(join(lake, 'control/flights/batches', batch, '1.intent.json'));
  mkdirSync(join(lake, 'control/flights/batches/0a/manifest.json'), { recursive: true });
  writeFileSync(join(lake, 'control/flights/batches/0a/head.json'), 'null');
  writeFileSync(join(lake, 'processed/stray.parquet'), 'x');
  execFileSync('mkfifo', [join(lake, 'raw/incoming/flights/pipe.csv')]);
  symlinkSync('/etc', join(lake, 'quarantine/flights/link'));
  const catalog = join(lake, 'service/state/catalog.jsonl');
  writeFileSync(catalog, readFileSync(catalog, 'utf8').replaceAll(/("values":\["2013",)"07"/gi, '$1"08"'));

  const { status, broken } = await verified(lake);

  expect(status).toBe(1);
  expect(broken['raw-records']).toContain(
    `cannot be counted again: control/flights/plans/${plan} is missing or was changed`,
  );
  expect(broken['items-heads']).toContain(`control/flights/batches/${batch}/1.intent.json: is missing or damaged`);
  expect(broken['items-heads']).toContain('control/flights/batches/0a/manifest.json: it is a folder');
  expect(broken['items-heads']).toContain('control/flights/batches/0a/head.json: it is no batch head');
  expect(broken['strays']).toContain('processed/stray.parquet: is a stray: it belongs to no dataset');
  expect(broken['versions-decided']).toContain('raw/incoming/flights/pipe.csv@no regular file: lies in raw');
  expect(broken['quarantine-objects']).toContain('quarantine/flights/link: is a stray');
  expect(broken['partitions']).toContain(
    'flights/year=2013/month=07: is registered in the catalog as 2013/08, its values are 2013/07',
  );
});

it('sluice verify refuses a ledger that is damaged, and a lake of the layout before', async () => {
  const damaged = copyOf('ledger');
  writeFileSync(join(damaged, 'ledger/ledger.db'), 'no ledger, but long enough to be looked at');
  const before = join(ROOT, 'before');
  cpSync(join(CHECKOUT, 'libs/control-plane/src/ports/folder/testing/lake-before'), before, { recursive: true });

  expect(await inProcess(['verify', damaged])).toMatchObject({ status: 3, err: expect.stringMatching(/^✗ SLC9030/) });
  for (const args of [
    ['verify', before],
    ['query', 'SELECT 1', '--lake', before],
    ['smoke', '--lake', before],
    ['run', inbox, 'flights', '--lake', before],
  ])
    expect(await inProcess(args)).toMatchObject({ status: 2, err: expect.stringMatching(/^✗ SLC9033/) });
  expect(existsSync(join(before, 'ledger'))).toBe(false);
  expect(existsSync(join(before, 'service'))).toBe(false);
});

describe('sluice query', () => {
  it('answers and says what it cost', async () => {
    const { status, out } = await sluice([
      'query',
      'SELECT month, count(*) AS n FROM flights GROUP BY month ORDER BY month',
      '--lake',
      LAKE,
      '--json',
    ]);

    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      rows: [
        ['01', 200],
        ['07', 200],
      ],
      truncated: false,
    });
  });

  it('refuses SQL that cannot be run with its place, exit 2', async () => {
    const { status, err } = await sluice(['query', 'SELECT nothing FROM flights', '--lake', LAKE]);

    expect(status).toBe(2);
    expect(err).toMatch(/^✗ SLC7001 {2}COLUMN_NOT_FOUND: line 1:8/);
  });
});

describe('sluice smoke', () => {
  it('passes when every query of the contract is pruned', async () => {
    // Nobody names a dataset: sales has no table here, and is not asked.
    const { status, out } = await sluice(['smoke', '--lake', LAKE]);

    expect(status).toBe(0);
    expect(out).toContain('✓ All 2 queries touch only what they need');
  });

  it.each([
    ['a full scan', 'SELECT count(*) AS n FROM flights WHERE day = 1', { partitions: 1 }, 'full scan'],
    ['a query that finds no data', "SELECT count(*) AS n FROM flights WHERE year = '2014'", {}, 'no data'],
    [
      'a query that misses what its contract expects',
      "SELECT day FROM flights WHERE month = '07' AND day = 6",
      { minRows: 41 },
      'pruned',
    ],
  ])('fails for %s, exit 1', async (name, sql, expect_, verdict) => {
    const project = projectOf(ROOT, `project ${name}`, (contracts) =>
      editContract(contracts, 'flights', (document) => {
        const dataset = document['x-dataset'] as unknown as { queries: unknown[] };
        dataset.queries = [{ name: 'asked', description: 'Asked in a test.', sql, expect: expect_ }];
      }),
    );

    const { status, out } = await inProcess(['smoke', 'flights', '--lake', LAKE, '--project', project, '--json']);

    expect(status, out).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ ok: false, queries: [{ verdict, passed: false }] });
  });
});

function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function copyOf(name: string): string {
  const copy = join(ROOT, `copy-${name}`);
  cpSync(LAKE, copy, { recursive: true });
  return copy;
}

function fail(): never {
  throw new Error('the lake has no data file');
}
