import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** A clone of the checkout as it is now, uncommitted files included, for tests that edit it. */
export interface TemporaryWorkspace {
  readonly root: string;
  /** Commits a change, gives what `ask` says about it against the commit before, and takes the change back. */
  change<T>(edit: (root: string) => void, ask: () => T): T;
  /** The projects whose target a change selects, sorted; without a target all that it selects. */
  affected(target?: string): readonly string[];
  /** Runs Nx there, and gives what it prints on stdout. */
  nx(...args: string[]): string;
  remove(): void;
}

/** Makes a clone in the system's folder for temporary files. `prepare` runs before the first commit. */
export function createTemporaryWorkspace(prepare: (root: string) => void): TemporaryWorkspace {
  const root = mkdtempSync(join(tmpdir(), 'sluice-clone-'));
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: root, encoding: 'utf8', env: GIT_ENVIRONMENT, stdio: 'pipe' }).trim();
  copyCheckout(root);
  linkModules(root);
  prepare(root);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message=base');
  const base = git('rev-parse', 'HEAD');
  const nx = (...args: string[]) =>
    execFileSync(process.execPath, [join(ROOT, 'node_modules', 'nx', 'dist', 'bin', 'nx.js'), ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NX_DAEMON: 'false',
        NX_ISOLATE_PLUGINS: 'false',
        NX_NO_CLOUD: 'true',
        NX_WORKSPACE_ROOT_PATH: root,
      },
    });
  return {
    root,
    nx,
    change: (edit, ask) => {
      try {
        edit(root);
        git('add', '--all');
        git('commit', '--quiet', '--message=change');
        return ask();
      } finally {
        git('reset', '--quiet', '--hard', base);
      }
    },
    affected: (target) =>
      (
        JSON.parse(
          nx(
            ...['show', 'projects', '--affected', `--base=${base}`, '--head=HEAD', '--json'],
            ...(target === undefined ? [] : ['-t', target]),
          ),
        ) as string[]
      ).sort(),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** No configuration of the user's, who may sign commits or run hooks. */
const GIT_ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.invalid',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.invalid',
};

function copyCheckout(root: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of new Set(listed.split('\0').filter((name) => name !== ''))) {
    // Deleted but not yet committed: listed, and not there.
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(join(root, dirname(file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(root, file));
  }
}

/**
 * Packages are linked, not installed; those of the workspace to the clone's own folders, so that its code is what runs.
 */
function linkModules(root: string): void {
  const modules = join(root, 'node_modules');
  mkdirSync(join(modules, '@sluice'), { recursive: true });
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '@sluice') symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  for (const room of ['apps', 'libs', 'tools']) {
    for (const folder of readdirSync(join(root, room)))
      symlinkSync(join(root, room, folder), join(modules, '@sluice', folder));
  }
}
