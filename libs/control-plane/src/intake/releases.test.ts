import { describe, expect, test } from 'vitest';
import { moveFile } from '../transitions.ts';
import { intakeLake, message, sample } from './testing/intake-lake.ts';

const VALID = sample('flights', 'valid.csv');
const release = (bucket: string, key: string, versionId = 'v1') =>
  message({
    source: 'sluice.release',
    'detail-type': 'Object Released',
    detail: { bucket, key, version_id: versionId },
  });

describe('a release', () => {
  test('has the file decided again under the contract that holds now', async () => {
    const lake = await intakeLake();
    await lake.handle([lake.put('a.csv', sample('flights', 'missing-column.csv'))]);
    const { bucket, key } = lake.idOf('a.csv');
    lake.objects.set(`${key}#v1`, VALID);
    await lake.services.ledger.moveFile(
      moveFile(lake.idOf('a.csv'), ['QUARANTINED', 'RECEIVED'], {
        at: '2026-01-02T00:00:00.000Z',
        actor: 'operator:ana',
      }),
    );

    expect(await lake.handle([release(bucket, key), release(bucket, key)])).toEqual([]);

    expect(lake.decisions().map(([decision]) => decision)).toEqual(['quarantined', 'queued', 'duplicate']);
    const file = await lake.file('a.csv');
    expect(file).toMatchObject({ state: 'QUEUED', queued: 1, reason: null });
    expect(file?.history.map(({ to, actor }) => `${to} ${actor}`)).toEqual([
      'RECEIVED intake',
      'QUARANTINED intake',
      'RECEIVED operator:ana',
      'QUEUED intake',
    ]);
  });

  test.each([
    ['is refused again while the first version is in', [VALID, VALID], ['quarantined', 'key-overwritten']],
    ['goes in when the first version is not', [sample('flights', 'missing-column.csv'), VALID], ['queued', null]],
  ])('of an overwritten key %s', async (_, [first, second], expected) => {
    const lake = await intakeLake();
    await lake.handle([lake.put('a.csv', first as Uint8Array)]);
    await lake.handle([lake.put('a.csv', second as Uint8Array, { versionId: 'v2', sequencer: '0B' })]);
    const id = lake.idOf('a.csv', 'v2');
    await lake.services.ledger.moveFile(
      moveFile(id, ['QUARANTINED', 'RECEIVED'], { at: '2026-01-02T00:00:00.000Z', actor: 'operator:ana' }),
    );

    await lake.handle([release(id.bucket, id.key, 'v2')]);

    expect(lake.decisions().at(-1)).toEqual(expected);
  });

  test('of a file that nobody has seen is a message about nothing', async () => {
    const lake = await intakeLake();
    const { bucket, key } = lake.idOf('a.csv');
    const unknown = release(bucket, key);

    expect(await lake.handle([unknown])).toEqual([unknown.messageId]);

    expect(lake.decisions()).toEqual([]);
  });
});
