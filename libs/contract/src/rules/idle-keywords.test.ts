import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { idleKeywords } from './idle-keywords.ts';

describe('idle-keywords', () => {
  test('limits that act', () => {
    const result = found(idleKeywords, (it) => {
      Object.assign(it['x-dataset'].source, { compression: 'gzip', maxInflatedBytes: 100 });
      it['x-dataset'].drift = { badValue: 'null_value', maxBadRatio: 0.1 };
    });

    expect(result).toEqual([]);
  });

  test('limits that another choice switches off', () => {
    const result = found(idleKeywords, (it) => {
      it['x-dataset'].source.maxInflatedBytes = 100;
      it['x-dataset'].drift = { badValue: 'reject_file', maxBadRatio: 0.1 };
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2117 at "maxInflatedBytes": 100 | error: maxInflatedBytes does nothing: compression is "none", so nothing is inflated -> remove it; maxBytes limits the file",
        "SLC2117 at "maxBadRatio": 0.1 | error: maxBadRatio does nothing: with badValue "reject_file" the first bad row refuses the file -> remove one of the two",
      ]
    `);
  });
});
