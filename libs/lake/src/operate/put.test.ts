import { describe, expect, it } from 'vitest';
import { keyToPut } from './put.ts';

describe('a file that is put', () => {
  it('gets its name below its dataset, or the one that it is given', () => {
    expect(keyToPut('sales', '/tmp/x/2026.csv', undefined)).toBe('incoming/sales/2026.csv');
    expect(keyToPut('sales', '/tmp/x.csv', '2026/01.csv')).toBe('incoming/sales/2026/01.csv');
  });

  it.each(['', 'folder/', '/root.csv', 'a\nb.csv', 'x'.repeat(1020)])(
    'never gets a name that is no key: %j',
    (name) => {
      expect(() => keyToPut('sales', '/tmp/x.csv', name)).toThrow(expect.objectContaining({ code: 'SLC8037' }));
    },
  );
});
