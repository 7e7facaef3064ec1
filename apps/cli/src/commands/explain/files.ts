import { type Contract, loadDataset } from '@sluice/contract';
import { type LocatedKey, mayShowRows, rowStory, storyOf, type Target } from '@sluice/lake';
import { CHECKOUT } from '@sluice/lake/local';
import { type CommonOptions, printJson, type Session } from '@sluice/terminal';
import { loadMeanings } from '../../terminal/meanings.ts';
import { storiesText } from './present-file.ts';
import { rowText } from './present-row.ts';

/** Shows every version of a key. */
export async function explainFile(
  session: Session,
  target: Target,
  { key, versions }: LocatedKey,
  options: CommonOptions,
): Promise<void> {
  const stories = [];
  for (const version of versions) stories.push(await storyOf(target, version));
  const meanings = await loadMeanings();
  if (options.json === true) {
    const described = stories.map((story) => ({
      ...story,
      meaning: meanings(story.file.reason) ?? null,
      duplicates: story.duplicates ?? null,
    }));
    return printJson(session, { ok: true, key, versions: described });
  }
  session.terminal.out(`\n${storiesText(key, stories, meanings, session.terminal)}`);
}

/** Shows one record: of the version that was loaded, or of the last one. */
export async function explainRow(
  session: Session,
  target: Target,
  { versions, datasetId }: LocatedKey,
  record: number,
  options: CommonOptions,
): Promise<void> {
  const file = versions.findLast(({ state }) => state === 'SUCCEEDED') ?? versions.at(-1);
  if (file === undefined) return;
  const story = await rowStory(target, file, record);
  const showCells = mayShowRows(contractOf(datasetId));
  if (options.json === true) {
    const { cells, ...rest } = story;
    return printJson(session, { ok: true, ...rest, cells: showCells ? cells : null });
  }
  session.terminal.out(`\n${rowText(story, showCells, await loadMeanings(), session.terminal)}`);
}

function contractOf(datasetId: string): Contract | undefined {
  try {
    return loadDataset(CHECKOUT, datasetId);
  } catch {
    return undefined;
  }
}
