import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FolderLake } from '../folder-paths.ts';

const REPOSITORY = join(import.meta.dirname, '../../../../../..');

/** The interpreter of the job, and the folder that holds its package. */
export const PYTHON = process.env['SLUICE_PYTHON'] ?? join(REPOSITORY, '.venv/bin/python');
export const GLUE_SOURCE = join(REPOSITORY, 'glue');

/** An empty lake of its own for a test, gone afterwards. */
export function scratchLake(): FolderLake & Disposable {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sluice folder #')));
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}

/** Whatever a port's calls do, `onCall` is told just before and just after; what it throws is a crash there. */
export function watched<Port extends object>(port: Port, onCall: (moment: string) => void): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        const moment = String(name);
        onCall(`before ${moment}`);
        const answer: unknown = member.apply(target, args);
        if (!(answer instanceof Promise)) return answer;
        return answer.then((value: unknown) => {
          onCall(`after ${moment}`);
          return value;
        });
      };
    },
  });
}
