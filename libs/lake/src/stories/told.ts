import type { Contract } from '@sluice/contract';
import { LakeError } from '../errors.ts';
import type { Target } from '../find/target.ts';
import { type FileStory, mayShowRows, storyOf } from './file-story.ts';
import { type LocatedKey, locateKey } from './locate.ts';
import { type RowStory, rowStory } from './row-story.ts';
import { keySubject } from './subject.ts';

/** The stories of every version of a key, oldest first. */
export async function storiesOf(target: Target, { versions }: LocatedKey): Promise<readonly FileStory[]> {
  const stories: FileStory[] = [];
  for (const version of versions) stories.push(await storyOf(target, version));
  return stories;
}

/** One record of a key: of the version that was loaded, or of the last one. */
export async function recordOf(
  target: Target,
  { key, versions }: LocatedKey,
  record: number,
  contract: Contract | undefined,
): Promise<{ readonly story: RowStory; readonly showCells: boolean }> {
  const file = versions.findLast(({ state }) => state === 'SUCCEEDED') ?? versions.at(-1);
  if (file === undefined) throw new LakeError('SLC8035', `the ledger has no file ${key}`);
  return { story: await rowStory(target, file, record), showCells: mayShowRows(contract) };
}

/** The refused versions of a key. @throws LakeError SLC8035 when none of its versions is in quarantine */
export async function locateRefused(target: Target, typed: string): Promise<LocatedKey> {
  const located = await locateKey(target, keySubject(typed));
  const versions = located.versions.filter(({ state }) => state === 'QUARANTINED');
  if (versions.length > 0) return { ...located, versions };
  const states = [...new Set(located.versions.map(({ state }) => state))].join(' and ');
  throw new LakeError('SLC8035', `${located.key} is not in quarantine: it is ${states}`, {
    fix: `\`npx sluice explain ${located.key}\` tells its whole way.`,
  });
}
