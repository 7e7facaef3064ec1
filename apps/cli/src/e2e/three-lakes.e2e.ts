import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectWith } from './event-lake/contracts.ts';
import { inProcess, scratch } from './sluice.ts';
import { GIVEN } from './three-lakes/files.ts';
import { throughFolders } from './three-lakes/folders.ts';
import { throughMemory } from './three-lakes/memory.ts';
import { expectedStates } from './three-lakes/outcome.ts';

const ROOT = scratch();
let project: string;

beforeAll(async () => {
  project = await projectWith(
    ROOT,
    GIVEN.map(({ dataset }) => dataset),
  );
});
afterAll(() => rmSync(ROOT, { recursive: true, force: true }));

describe.each(GIVEN)('the files of $dataset.id', (given) => {
  it('become the same on folders and in memory: every state, reason and count', async () => {
    const memory = await throughMemory(project, given);
    const folders = await throughFolders(ROOT, project, given);

    expect(memory.outcome.files).toEqual(expectedStates(given));
    expect(memory.marker).toBe('IGNORED folder-marker');
    expect(folders).toEqual(memory.outcome);
    expect(folders.rows.rejected > 0).toBe(Object.keys(folders.reasons).length > 0);
  });
});

it('the accounts of that lake come out', async () => {
  const { status, out } = await inProcess(['verify', join(ROOT, 'folders')]);

  expect(status, out).toBe(0);
});
