import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lake, lakeAt, readDecisions } from '@sluice/lake/folder';
import type { Plan } from '@sluice/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Intake, type JudgeHead, takeIn } from './intake.ts';

const PLAN = { dataset_id: 'd', source: { suffix: '.csv', max_bytes: 1000 } } as unknown as Plan;
let root: string;
let lake: Lake;
let inbox: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'sluice-intake-'));
  lake = lakeAt(join(root, 'lake'));
  inbox = join(root, 'inbox');
  await mkdir(inbox);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Refuses what begins with an exclamation mark. */
const judge: JudgeHead = async (bytes) =>
  bytes[0] === 33
    ? { decision: 'quarantined', reason: 'not-text', detail: 'begins with !', at: { line: 1, column: 1 } }
    : undefined;

function take(changes: Partial<Parameters<typeof takeIn>[2]> = {}): Promise<Intake> {
  const options = {
    plan: PLAN,
    contractVersion: '1.0.0',
    planDigest: 'p',
    judge,
    signal: new AbortController().signal,
  };
  return takeIn(lake, inbox, { ...options, now: () => new Date(0), onFiles: () => {}, onFile: () => {}, ...changes });
}

const put = (name: string, text: string) => writeFile(join(inbox, name), text);
const shown = ({ fresh }: Intake) =>
  fresh.map(({ key, decision, reason, stored }) => `${key} ${decision} ${reason} ${stored}`).sort();

describe('the way in', () => {
  it('copies files under the prefix of the dataset and decides about each', async () => {
    await put('a.csv', 'x');
    await put('b.csv', '!x');
    await put('notes.txt', 'x');
    await mkdir(join(inbox, 'sub'));
    await put('sub/a.csv', 'y');

    const intake = await take();

    expect(shown(intake)).toEqual([
      'incoming/d/a.csv queued null true',
      'incoming/d/b.csv quarantined not-text true',
      'incoming/d/notes.txt ignored suffix false',
      'incoming/d/sub/a.csv queued null true',
    ]);
    expect(await readFile(join(lake.root, 'raw/incoming/d/sub/a.csv'), 'utf8')).toBe('y');
    expect((await readDecisions(lake, 'd')).decisions).toHaveLength(4);
    expect(existsSync(join(lake.root, 'control/tmp'))).toBe(true);
  });

  it('decides once: the same files again change nothing', async () => {
    await put('a.csv', 'x');
    await put('notes.txt', 'x');
    await take();

    const again = await take();

    expect(again.fresh).toEqual([]);
    expect(again.known).toBe(2);
  });

  it('refuses new content under a key that was decided, and keeps the first', async () => {
    await put('a.csv', 'first');
    await take();
    await put('a.csv', 'second');

    const again = await take();

    expect(shown(again)).toEqual(['incoming/d/a.csv quarantined key-overwritten false']);
    expect(await readFile(join(lake.root, 'raw/incoming/d/a.csv'), 'utf8')).toBe('first');
    expect((await take()).fresh).toEqual([]);
  });

  it('decides about raw objects that a killed command left, before the folder', async () => {
    await mkdir(join(lake.root, 'raw/incoming/d'), { recursive: true });
    await writeFile(join(lake.root, 'raw/incoming/d/a.csv'), 'first');
    await put('a.csv', 'second');

    expect(shown(await take())).toEqual([
      'incoming/d/a.csv quarantined key-overwritten false',
      'incoming/d/a.csv queued null true',
    ]);
  });

  it('refuses a file that is too large without copying it', async () => {
    await put('a.csv', 'x'.repeat(1001));

    expect(shown(await take())).toEqual(['incoming/d/a.csv quarantined too-large false']);
    expect(existsSync(join(lake.root, 'raw/incoming/d/a.csv'))).toBe(false);
  });

  it('follows links to files, and neither links to folders nor broken ones', async () => {
    await put('a.csv', 'x');
    await symlink(join(inbox, 'a.csv'), join(inbox, 'link.csv'));
    await symlink(inbox, join(inbox, 'circle.csv'));
    await symlink(join(inbox, 'nothing'), join(inbox, 'broken.csv'));

    expect(shown(await take())).toEqual([
      'incoming/d/a.csv queued null true',
      'incoming/d/broken.csv ignored not-a-file false',
      'incoming/d/circle.csv ignored not-a-file false',
      'incoming/d/link.csv queued null true',
    ]);
  });

  it('leaves what cannot be read for the next run, and takes the others', async () => {
    await put('a.csv', 'x');
    // Opens for every user, fails with EIO at the first read.
    await symlink('/proc/self/mem', join(inbox, 'broken-disk.csv'));

    const intake = await take();

    expect(shown(intake)).toEqual(['incoming/d/a.csv queued null true']);
    expect(intake.postponed).toEqual([
      { key: 'incoming/d/broken-disk.csv', reason: 'unreadable', detail: 'it cannot be read (EIO)' },
    ]);
    expect((await readDecisions(lake, 'd')).decisions).toHaveLength(1);
    expect(await readdir(join(lake.root, 'control/tmp'))).toEqual([]);
  });

  it('ignores a name that can be no key', async () => {
    await put('a\nb.csv', 'x');

    expect(shown(await take())).toEqual(['incoming/d/a\nb.csv ignored name-control false']);
  });

  it('reads more of a head when it is asked to', async () => {
    await put('a.csv', 'x'.repeat(900));
    const asked: number[] = [];

    const curious: JudgeHead = async (bytes) => {
      asked.push(bytes.length);
      return asked.length < 2 ? { more: 1_000_000 } : undefined;
    };
    await take({ judge: curious });

    expect(asked).toEqual([900, 900]);
  });

  it('leaves no decision and no half-written file when it is interrupted', async () => {
    await put('a.csv', 'x');
    const interruption = new AbortController();
    interruption.abort();

    await expect(take({ signal: interruption.signal })).rejects.toMatchObject({ code: 'SLC8130' });
    expect((await readDecisions(lake, 'd')).decisions).toEqual([]);
  });
});
