import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileRecord } from '@sluice/control-plane';
import { folderDocuments, readBatchesFrom } from '@sluice/lake';
import { lakeAt, openFolderLedger } from '@sluice/lake/folder';
import { inProcess } from '../sluice.ts';
import type { Given, LakeFile } from './files.ts';
import { type DatasetOutcome, outcomeOf } from './outcome.ts';

/** Brings what is given through a lake on folders: `sluice run`, with the real job. */
export async function throughFolders(root: string, project: string, given: Given): Promise<DatasetOutcome> {
  const { dataset, files, overwritten, repeated } = given;
  const lake = join(root, 'folders');
  const load = async (name: string, of: readonly LakeFile[]) => {
    const inbox = join(root, `${dataset.id}-${name}`);
    for (const file of of) {
      mkdirSync(dirname(join(inbox, file.name)), { recursive: true });
      writeFileSync(join(inbox, file.name), file.content);
    }
    // The mark of a folder is no object here: a folder is a folder.
    mkdirSync(join(inbox, 'folder'), { recursive: true });
    const ended = await inProcess(['run', inbox, dataset.id, '--lake', lake, '--project', project, '--json']);
    if (ended.status !== 0) throw new Error(`sluice run ended with ${ended.status}: ${ended.err}${ended.out}`);
  };
  await load('first', files);
  const again = files.filter(({ name }) => repeated.includes(name));
  if (overwritten.length + again.length > 0) await load('again', [...overwritten, ...again]);

  const at = lakeAt(lake);
  const ledger = openFolderLedger(at);
  try {
    const records: FileRecord[] = [];
    for await (const file of ledger.ledger.filesOf(dataset.id)) records.push(file);
    const heads = (await readBatchesFrom(folderDocuments(at))).flatMap(({ batchHead }) => batchHead ?? []);
    return outcomeOf(dataset.id, records, heads);
  } finally {
    ledger.close();
  }
}
