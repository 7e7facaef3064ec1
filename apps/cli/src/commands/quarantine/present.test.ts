import type { QuarantinedFile } from '@sluice/control-plane';
import { keptTerminal } from '@sluice/terminal/testing';
import { expect, test } from 'vitest';
import { loadMeanings } from '../../terminal/meanings.ts';
import { quarantineText } from './present.ts';

const NOW = '2026-01-15T12:10:00.000Z';
const refused = (key: string, versionId: string): QuarantinedFile => ({
  datasetId: 'sales',
  bucket: 'raw',
  key,
  versionId,
  sizeBytes: 10,
  reason: 'key-overwritten',
  since: '2026-01-15T12:00:00.000Z',
});

test('two versions of one key are named as the other verbs take them, a key alone by itself', async () => {
  const files = [
    refused('incoming/sales/a.csv', 'v2'),
    refused('incoming/sales/a.csv', 'v3'),
    refused('incoming/sales/b.csv', 'v1'),
  ];

  const text = quarantineText(files, NOW, await loadMeanings(), keptTerminal().terminal);

  expect(text).toContain('incoming/sales/a.csv@v2');
  expect(text).toContain('incoming/sales/a.csv@v3');
  expect(text).not.toContain('b.csv@');
});
