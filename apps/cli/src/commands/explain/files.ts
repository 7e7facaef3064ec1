import { type Contract, loadDataset } from '@sluice/contract';
import { type LocatedKey, recordOf, storiesOf, type Target } from '@sluice/lake';
import { CHECKOUT } from '@sluice/lake/local';
import { type CommonOptions, printJson, type Session } from '@sluice/terminal';
import { loadMeanings } from '../../terminal/meanings.ts';
import { storiesText } from './present-file.ts';
import { rowText } from './present-row.ts';

/** Shows every version of a key. */
export async function explainFile(
  session: Session,
  target: Target,
  located: LocatedKey,
  options: CommonOptions,
): Promise<void> {
  const stories = await storiesOf(target, located);
  const meanings = await loadMeanings();
  if (options.json === true) {
    const described = stories.map((story) => ({
      ...story,
      meaning: meanings(story.file.reason) ?? null,
      duplicates: story.duplicates ?? null,
    }));
    return printJson(session, { ok: true, key: located.key, versions: described });
  }
  session.terminal.out(`\n${storiesText(located.key, stories, meanings, session.terminal)}`);
}

/** Shows one record: of the version that was loaded, or of the last one. */
export async function explainRow(
  session: Session,
  target: Target,
  located: LocatedKey,
  record: number,
  options: CommonOptions,
): Promise<void> {
  const { story, showCells } = await recordOf(target, located, record, contractOf(located.datasetId));
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
