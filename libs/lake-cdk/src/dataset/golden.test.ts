import { afterAll, expect, test } from 'vitest';
import { buildLake, contractOf, removeLakes, templatesOf } from '../testing.fixture.ts';

afterAll(removeLakes);

test('the stack of a dataset is as it was reviewed', async () => {
  const [, template] = templatesOf(buildLake([contractOf('orders')]));

  const text = JSON.stringify(template?.toJSON(), null, 2)
    // Content hashes of what is uploaded; the pins of the fixture are no hashes.
    .replaceAll(/\b(?!(.)\1{63})[0-9a-f]{64}\b/g, '<asset>');

  await expect(`${text}\n`).toMatchFileSnapshot('../golden/dataset-stack.json');
}, 60_000);
