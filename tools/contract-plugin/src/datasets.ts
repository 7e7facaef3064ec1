import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A folder under contracts/ that holds a contract, whether or not the contract can be read. */
export interface Dataset {
  readonly id: string;
  /** Relative to the workspace, with `/`. */
  readonly root: string;
  readonly owner: string | undefined;
  /** A retired dataset has no table to ask. */
  readonly isRetired: boolean;
}

/**
 * DESIGN's one id: also a table name, an S3 prefix and a metric dimension. A folder named otherwise is for lint to
 * refuse.
 */
const ID = /^[a-z][a-z0-9_]{1,39}$/;

/**
 * The datasets in the order of their ids. A damaged contract is still a dataset: `check` is the one to say what is
 * wrong with it.
 */
export function datasetsOf(workspaceRoot: string): readonly Dataset[] {
  const folder = join(workspaceRoot, 'contracts');
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => entry.isDirectory() && ID.test(entry.name) && existsSync(join(folder, entry.name, 'contract.json')),
    )
    .map((entry) => ({
      id: entry.name,
      root: `contracts/${entry.name}`,
      ...saidIn(join(folder, entry.name, 'contract.json')),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Read leniently: the graph must stand while somebody types. */
function saidIn(path: string): Pick<Dataset, 'owner' | 'isRetired'> {
  try {
    const document = JSON.parse(readFileSync(path, 'utf8')) as { 'x-dataset'?: { owner?: unknown; status?: unknown } };
    const { owner, status } = document['x-dataset'] ?? {};
    return { owner: typeof owner === 'string' ? owner : undefined, isRetired: status === 'retired' };
  } catch {
    return { owner: undefined, isRetired: false };
  }
}
