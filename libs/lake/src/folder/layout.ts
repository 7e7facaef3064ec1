import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type FolderLake as Lake, refuseLayoutBefore } from '@sluice/control-plane/folder';
import { LakeError } from '../errors.ts';

export {
  FOLDER_BUCKETS as BUCKETS,
  FOLDER_LAKE_NAME as LOCAL_NAME,
  type FolderLake as Lake,
} from '@sluice/control-plane/folder';

/** The lake at a path, which need not exist yet. */
export function lakeAt(path: string): Lake {
  return { root: resolve(path) };
}

/** The lake at a path that must hold one, of the layout that this release reads. */
export function existingLake(path: string): Lake {
  const lake = lakeAt(path);
  if (!existsSync(join(lake.root, 'control'))) throw new LakeError('SLC8004', 'no lake is here', { file: path });
  refuseLayoutBefore(lake);
  return lake;
}
