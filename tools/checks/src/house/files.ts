import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rooms whose figures are told apart. */
export type Room = 'app' | 'lib' | 'tool' | 'glue';

export type Language = 'typescript' | 'python';

/** One file of code, read once. */
export interface CodeFile {
  /** From the root of the checkout, with slashes. */
  readonly path: string;
  readonly room: Room;
  /** `libs/reader`, `glue`. */
  readonly home: string;
  readonly language: Language;
  /** Tests, and what only tests use. */
  readonly isTest: boolean;
  readonly text: string;
}

const ROOMS: Readonly<Record<string, Room>> = { apps: 'app', libs: 'lib', tools: 'tool', glue: 'glue' };

/** What a program wrote, or what is data for tests. */
const NOT_WRITTEN_BY_HAND = /(^|\/)(generated|golden|conformance|results)\//;

const TEST_FILE = /\.(test|e2e|full|fixture)\.m?ts$|\.test\.mjs$|(^|\/)(test_[^/]+|conftest)\.py$|\/src\/testing\.ts$/;
const TEST_FOLDER = /\/(testing|e2e|tests)\/|\/emulator\/contract\//;

/** All files that git knows or would take, in order of their paths. */
export function filesOf(root: string): readonly string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(join(root, file))).sort();
}

/** The code written by hand in the rooms of a checkout. */
export function readCode(root: string): readonly CodeFile[] {
  return filesOf(root).flatMap((path) => {
    const place = placeOf(path);
    return place === undefined ? [] : [{ path, ...place, text: readFileSync(join(root, path), 'utf8') }];
  });
}

/** Where a file of code belongs; undefined for what is no code, is generated, or lies outside every room. */
export function placeOf(path: string): Omit<CodeFile, 'path' | 'text'> | undefined {
  const language = languageOf(path);
  const [first = '', second = ''] = path.split('/');
  const room = ROOMS[first];
  if (language === undefined || room === undefined || NOT_WRITTEN_BY_HAND.test(path)) return undefined;
  return {
    room,
    home: room === 'glue' ? first : `${first}/${second}`,
    language,
    isTest: TEST_FILE.test(path) || TEST_FOLDER.test(path),
  };
}

function languageOf(path: string): Language | undefined {
  if (/\.(m?ts|mjs)$/.test(path)) return 'typescript';
  return path.endsWith('.py') ? 'python' : undefined;
}
