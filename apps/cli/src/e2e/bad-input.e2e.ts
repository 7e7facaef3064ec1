import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editContract, flightsDay, inboxOf, inProcess, MAIN, projectOf, scratch, sluice } from './sluice.ts';

const ROOT = scratch();
const LAKE = join(ROOT, 'lake');
let inbox: string;

beforeAll(() => {
  inbox = inboxOf(ROOT, 'inbox', { 'd.csv': flightsDay(1, 1, 3) });
});
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

/** A program that answers like the wrong one. */
function fake(name: string, script: string): string {
  const folder = join(ROOT, name);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name === 'java' ? 'bin/java' : name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return name === 'java' ? folder : path;
}

describe('what is refused before the lake is touched', () => {
  it.each<[string, readonly string[], number, string, RegExp]>([
    ['an unknown dataset', ['run', 'IN', 'fligths'], 2, 'SLC2007', /did you mean "flights"/],
    ['a folder that does not exist', ['run', '/no/such/folder', 'flights'], 2, 'SLC8003', /\/no\/such\/folder/],
    ['a file where a folder is needed', ['run', 'IN/d.csv', 'flights'], 2, 'SLC8003', /the input is no folder/],
    ['a lake inside its own input', ['run', 'ROOT', 'flights'], 2, 'SLC8003', /the lake lies inside the input folder/],
    ['a port that is none', ['run', 'IN', 'flights', '--port', '70000'], 2, 'SLC8001', /no port/],
    ['a number that is none', ['run', 'IN', 'flights', '--parallel', '0'], 2, 'SLC8001', /from 1 to 16/],
    ['an unknown command', ['rum'], 2, 'SLC8001', /Did you mean run\?/],
    ['a missing argument', ['run', 'IN'], 2, 'SLC8001', /missing required argument 'dataset'/],
    ['an unknown option', ['verify', '--jsno'], 2, 'SLC8001', /Did you mean --json\?/],
    ['a lake that is none', ['verify', 'ROOT/inbox'], 2, 'SLC8004', /npm start/],
    [
      'a query of a lake that is none',
      ['query', 'SELECT 1', '--lake', 'ROOT/nothing'],
      2,
      'SLC8004',
      /no lake is here/,
    ],
    ['a code that is none', ['explain', 'SLC9999'], 2, 'SLC8005', /nothing is registered/],
    ['a project that is none', ['contract', 'lint', '--project', 'ROOT'], 2, 'SLC8001', /contracts\/registry\.json/],
  ])('%s', async (_, args, status, code, text) => {
    const typed = args.map((word) => word.replace(/^IN/, inbox).replace(/^ROOT/, ROOT));
    const lake = typed[0] === 'run' ? ['--lake', LAKE] : [];

    const ended = await inProcess([...typed, ...lake]);

    expect(ended).toMatchObject({ status, out: '' });
    expect(ended.err).toMatch(new RegExp(`^✗ ${code} {2}`));
    expect(ended.err).toMatch(text);
    expect(ended.err).toMatch(/\n {2}fix {4}\S/);
    expect(ended.err).not.toMatch(/\n\s+at /);
    expect(existsSync(LAKE)).toBe(false);
  });

  it('says the same to programs, on standard output', async () => {
    const { status, out, err } = await sluice(['run', inbox, 'fligths', '--lake', LAKE, '--json']);

    expect({ status, err }).toEqual({ status: 2, err: '' });
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: 'SLC2007', fault: 'user' } });
  });

  it('an unknown command for a process too, and nothing at all', async () => {
    expect((await sluice(['rum'])).status).toBe(2);
    expect(await sluice([])).toMatchObject({ status: 2, out: expect.stringContaining('Usage: sluice') });
  });
});

it(
  'a machine without Python or Java is told of at once: the process does not wait for what ' + 'never started',
  async () => {
    const startedAt = Date.now();

    const { status, err } = await sluice(['run', inbox, 'flights', '--lake', LAKE], {
      SLUICE_PYTHON: join(ROOT, 'no-python'),
    });

    expect(status).toBe(3);
    expect(err).toMatch(/^✗ SLC8013/);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  },
);

it('an empty name is no lake, though a variable that is not set gives one', async () => {
  expect(await inProcess(['verify', ''])).toMatchObject({
    status: 2,
    err: expect.stringContaining('the lake has an empty name'),
  });
});

describe('contracts that cannot be used', () => {
  it.each<[string, (contracts: string) => void, string, RegExp]>([
    [
      'no JSON',
      (c) => writeFileSync(join(c, 'flights/contract.json'), '{ "x-dataset": }'),
      'SLC2003',
      /contract\.json:1:\d+\n/,
    ],
    [
      'binary',
      (c) => writeFileSync(join(c, 'flights/contract.json'), Buffer.from([0xff, 0xfe, 0, 1])),
      'SLC2002',
      /contract\.json:1:1/,
    ],
    [
      'a link out of the project',
      (c) => link(join(c, 'flights/contract.json'), '/etc/passwd'),
      'SLC2001',
      /symbolic link/,
    ],
    [
      'two properties of one name',
      (c) => writeFileSync(join(c, 'flights/contract.json'), '{"a":1,\n"a":2}'),
      'SLC2003',
      /contract\.json:2:1/,
    ],
    [
      'a pattern that would never end',
      (c) => editContract(c, 'flights', (d) => set(d, ['properties', 'carrier', 'pattern'], '^(a+)+$')),
      'SLC',
      /carrier|pattern/,
    ],
    [
      'what is not supported yet',
      (c) => editContract(c, 'flights', (d) => set(d, ['x-dataset', 'onNewVersion'], 'replace')),
      'SLC',
      /not supported yet/,
    ],
    [
      'generated files of another contract',
      (c) => editContract(c, 'flights', (d) => set(d, ['properties', 'day', 'maximum'], 30)),
      'SLC8006',
      /npx sluice contract generate flights/,
    ],
    [
      'a dataset that is retired',
      (c) => editContract(c, 'flights', (d) => set(d, ['x-dataset', 'status'], 'retired')),
      'SLC8021',
      /contract\.json:\d+:\d+/,
    ],
  ])('%s', async (name, change, code, text) => {
    const project = projectOf(ROOT, `project-${name.replaceAll(/\W/g, '-')}`, change);

    const ended = await inProcess(['run', inbox, 'flights', '--lake', LAKE, '--project', project]);

    expect(ended.status).toBe(2);
    expect(ended.err).toMatch(new RegExp(`^✗ ${code}`));
    expect(ended.err).toMatch(text);
    expect(existsSync(LAKE)).toBe(false);
  });

  it('are named by lint with line and column, exit 1', async () => {
    const project = projectOf(ROOT, 'project-lint', (c) =>
      editContract(c, 'sales', (d) => set(d, ['x-dataset', 'source', 'format'], 'parquet')),
    );

    const { status, out } = await inProcess(['contract', 'lint', '--project', project]);

    expect(status).toBe(1);
    expect(out).toMatch(/sales\/contract\.json:\d+:\d+/);
    expect(out).toMatch(/✗ 1 error/);
  });
});

describe('a machine that lacks something', () => {
  it.each<[string, () => NodeJS.ProcessEnv, string, RegExp]>([
    ['no Python', () => ({ SLUICE_PYTHON: '/no/python' }), 'SLC8013', /npm start/],
    [
      'a Python that is too old',
      () => ({ SLUICE_PYTHON: fake('python3.9', 'echo 3.9.18') }),
      'SLC8013',
      /this is Python 3\.9\.18/,
    ],
    [
      'a Python that is too new',
      () => ({ SLUICE_PYTHON: fake('python3.12', 'echo 3.12.1') }),
      'SLC8013',
      /this is Python 3\.12\.1; the job needs 3\.11/,
    ],
    [
      'a Python without Spark',
      () => ({ SLUICE_PYTHON: fake('python3.11', 'echo 3.11.7 pyspark') }),
      'SLC8013',
      /lacks pyspark/,
    ],
    ['no Java', () => ({ JAVA_HOME: join(ROOT, 'nowhere') }), 'SLC8014', /JAVA_HOME holds no bin\/java/],
    [
      'a Java that is too new',
      () => ({ JAVA_HOME: fake('java', 'echo \'openjdk version "25" 2025-09-16\'') }),
      'SLC8014',
      /this is Java 25/,
    ],
  ])('%s: exit 3, and no lake is begun', async (_, environment, code, text) => {
    const ended = await inProcess(['run', inbox, 'flights', '--lake', LAKE], { ...process.env, ...environment() });

    expect(ended.status).toBe(3);
    expect(ended.err).toMatch(new RegExp(`^✗ ${code}`));
    expect(ended.err).toMatch(text);
    expect(existsSync(LAKE)).toBe(false);
  });

  it('a port that is taken: exit 3, no lock left', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const lake = join(ROOT, 'lake-port');

    const ended = await inProcess(['run', inbox, 'flights', '--lake', lake, '--port', String(port)]);
    server.close();

    expect(ended.status).toBe(3);
    expect(ended.err).toMatch(/^✗ SLC6001/);
    expect(existsSync(join(lake, 'control/locks/run.lock'))).toBe(false);
  });

  // Root may write anywhere but into these, so the test holds for every user.
  it.each([['/proc/lake'], ['/sys/lake']])('a lake at %s cannot be written: exit 3', async (lake) => {
    const ended = await inProcess(['run', inbox, 'flights', '--lake', lake]);

    expect(ended.status).toBe(3);
    expect(ended.err).toMatch(/^✗ SLC8010/);
  });

  it('a disk that takes no more: exit 3, nothing half written', async () => {
    const lake = join(ROOT, 'lake-full');
    const limited = fake('limited', `ulimit -f 1; exec "$@"`);
    const folder = inboxOf(ROOT, 'large', { 'd.csv': flightsDay(1, 1, 200) });

    const { status, stderr } = spawnSync(limited, [process.execPath, MAIN, 'run', folder, 'flights', '--lake', lake], {
      encoding: 'utf8',
    });

    expect(stderr).toMatch(/^✗ SLC8011 {2}EFBIG/);
    expect(status).toBe(3);
    const half = join(lake, 'control/.tmp/command');
    expect(existsSync(half) ? readdirSync(half) : []).toEqual([]);
    expect(existsSync(join(lake, 'raw/incoming/flights/d.csv'))).toBe(false);
    expect(existsSync(join(lake, 'control/locks/run.lock'))).toBe(false);
  });
});

describe('files that cannot be read', () => {
  it('are refused with their reasons, and a run of nothing else is a success without a batch', async () => {
    const lake = join(ROOT, 'lake-files');
    const header = flightsDay(1, 1, 0);
    const folder = inboxOf(ROOT, 'bad-files', {
      'binary.csv': Buffer.from('PK\u0003\u0004xx', 'latin1'),
      'nul.csv': `${header}2013,1,\u00001\n`,
      'header-only.csv': header,
      'twice.csv': flightsDay(1, 1, 2).replace('year,month', 'year,year'),
      'gzip.csv': gzipSync('x'),
      'endless.csv': 'x'.repeat(1_200_000),
      'open.csv': `${header}"2013,1,1\n`,
      'words.csv': flightsDay(1, 1, 3).replaceAll(/^2013,/gm, 'year,'),
    });

    const { status, out } = await inProcess(['run', folder, 'flights', '--lake', lake, '--json']);

    expect(status).toBe(0);
    const { refused, batches } = JSON.parse(out) as { refused: { key: string; reason: string }[]; batches: object };
    expect(batches).toEqual({ settled: 0, committed: 0, failed: 0, recovered: 0 });
    expect(
      Object.fromEntries(refused.map(({ key, reason }) => [key.replace('incoming/flights/', ''), reason])),
    ).toEqual({
      'binary.csv': 'not-text',
      'nul.csv': 'not-text',
      'header-only.csv': 'header-only',
      'twice.csv': 'duplicate-header',
      'gzip.csv': 'not-text',
      'endless.csv': 'header-too-long',
      'open.csv': 'unclosed-quote',
      'words.csv': 'bad-ratio',
    });
    expect((await inProcess(['verify', lake])).status).toBe(0);
  });

  it('wait for the next run when their disk gives nothing: exit 3, and which', async () => {
    const lake = join(ROOT, 'lake-unreadable');
    const folder = inboxOf(ROOT, 'unreadable', {});
    // Opens for every user, fails with EIO at the first read.
    symlinkSync('/proc/self/mem', join(folder, 'a.csv'));

    const { status, out } = await inProcess(['run', folder, 'flights', '--lake', lake]);

    expect(status).toBe(3);
    expect(out).toContain('! flights/a.csv unreadable: it cannot be read (EIO); the next run looks again');
    expect((await inProcess(['verify', lake])).status).toBe(0);
  });

  it('a gzip bomb of 64 KiB is stopped in its file head', async () => {
    const lake = join(ROOT, 'lake-bomb');
    const folder = inboxOf(ROOT, 'bombs', { 'bomb.csv.gz': gzipSync(Buffer.alloc(60_000_000, 'a')) });
    const startedAt = Date.now();

    const { status, out } = await inProcess(['run', folder, 'sales', '--lake', lake, '--json']);

    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ refused: [{ reason: 'header-too-long', by: 'intake' }] });
    expect(Date.now() - startedAt).toBeLessThan(20_000);
    expect(readdirSync(join(lake, 'control/.tmp/command'))).toEqual([]);
  });
});

function link(path: string, target: string): void {
  rmSync(path);
  symlinkSync(target, path);
}

function set(document: Record<string, never>, path: readonly string[], value: unknown): void {
  let at: Record<string, unknown> = document;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[path[path.length - 1] ?? ''] = value;
}
