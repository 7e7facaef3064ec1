import { expect, it } from 'vitest';
import { selectionOf } from './selection.ts';

it.each([
  [[], {}, 'no file is named'],
  [['a.csv'], { dataset: 'sales' }, 'keys and --dataset cannot be given together'],
  [['a.csv'], { reason: 'empty' }, '--reason needs --dataset'],
])('files must be said in one way: %j with %j', (keys, options, message) => {
  expect(() => selectionOf(keys, options)).toThrow(expect.objectContaining({ code: 'SLC8001', message }));
});

it('files are those of the keys, or those of the dataset by reason', () => {
  expect(selectionOf(['a.csv'], {})).toEqual({ keys: ['a.csv'] });
  expect(selectionOf([], { dataset: 'sales', reason: 'empty' })).toEqual({ dataset: 'sales', reason: 'empty' });
});
