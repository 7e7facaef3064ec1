import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Spread, spreadOf } from '../statistics.ts';
import { table } from '../table.ts';

export interface NxResult {
  readonly contracts: number;
  /** Seconds of `nx show projects --affected -t check` after an edit of one contract. */
  readonly affected: Spread;
}

export interface NxOptions {
  readonly root: string;
  readonly scratch: string;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/**
 * How long it takes to learn that one edited contract of `counts` concerns one project; every round starts a new
 * process.
 */
export function benchNx(options: NxOptions, counts: readonly number[]): NxResult[] {
  const clones = counts.map((count) => ({ count, folder: cloneWith(options, count), seconds: [] as number[] }));
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const clone of clones) {
      const edited = `d${clone.count}`;
      editDescription(join(clone.folder, 'contracts', edited, 'contract.json'), `round ${round}`);
      const began = performance.now();
      const shown = affectedProjects(options.root, clone.folder);
      const seconds = (performance.now() - began) / 1000;
      if (shown.join() !== edited) throw new Error(`an edit of ${edited} selected ${JSON.stringify(shown)}`);
      if (round > 0) clone.seconds.push(seconds);
      options.say(
        `${round === 0 ? 'warm-up' : `round ${round}/${options.rounds}`}  ${clone.count} contracts ` +
          ` ${seconds.toFixed(2)} s`,
      );
    }
  }
  for (const clone of clones) rmSync(clone.folder, { recursive: true, force: true });
  return clones.map((clone) => ({ contracts: clone.count, affected: spreadOf(clone.seconds) }));
}

/** A clone of the last commit whose only datasets are d1 … d<count>, each a copy of flights, committed. */
function cloneWith(options: NxOptions, count: number): string {
  const folder = join(options.scratch, `nx-${count}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(options.scratch, { recursive: true });
  const git = (...args: string[]): void => {
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], {
      cwd: folder,
      stdio: 'pipe',
    });
  };
  execFileSync('git', ['clone', '--quiet', options.root, folder], { stdio: 'pipe' });
  symlinkSync(join(options.root, 'node_modules'), join(folder, 'node_modules'));
  const registryFile = join(folder, 'contracts/registry.json');
  const registry = JSON.parse(readFileSync(registryFile, 'utf8')) as { datasets: string[] };
  for (let i = 1; i <= count; i += 1) {
    const dataset = join(folder, 'contracts', `d${i}`);
    cpSync(join(folder, 'contracts/flights'), dataset, { recursive: true });
    const file = join(dataset, 'contract.json');
    const contract = JSON.parse(readFileSync(file, 'utf8')) as { 'x-dataset': { id: string } };
    contract['x-dataset'].id = `d${i}`;
    writeFileSync(file, `${JSON.stringify(contract, null, 2)}\n`);
  }
  for (const old of registry.datasets) rmSync(join(folder, 'contracts', old), { recursive: true });
  registry.datasets = Array.from({ length: count }, (_, i) => `d${i + 1}`);
  writeFileSync(registryFile, `${JSON.stringify(registry, null, 2)}\n`);
  git('add', '--all');
  git('commit', '--quiet', '--message', `${count} contracts`);
  return folder;
}

function editDescription(file: string, text: string): void {
  const contract = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, `${JSON.stringify({ ...contract, description: text }, null, 2)}\n`);
}

function affectedProjects(root: string, folder: string): string[] {
  const printed = execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/nx/dist/bin/nx.js'),
      'show',
      'projects',
      '--affected',
      '-t',
      'check',
      '--uncommitted',
      '--json',
    ],
    {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false', NX_NO_CLOUD: 'true', CI: 'true' },
    },
  );
  return JSON.parse(printed) as string[];
}

/** The result as people read it. */
export function nxTable(results: readonly NxResult[]): string {
  return table(
    ['nx affected, one contract edited', 'median s', 'min', 'max'],
    results.map((r) => [
      `${r.contracts.toLocaleString('en')} contracts`,
      ...[r.affected.median, r.affected.min, r.affected.max].map((s) => s.toFixed(2)),
    ]),
  );
}
