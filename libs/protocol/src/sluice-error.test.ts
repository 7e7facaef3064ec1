import { expect, test } from 'vitest';
import { registeredError, SluiceError } from './sluice-error.ts';

const CODES = [
  { code: 'SLC0001', title: 'One', fault: 'user', why: 'Because.', fix: 'Do this.' },
  { code: 'SLC0002', title: 'Two', fault: 'tool', why: 'Because.', fix: 'Do that.' },
] as const;

class OneError extends registeredError(CODES) {
  override readonly name = 'OneError';
}

test('an error that is thrown by its code has what the registry says of it', () => {
  const cause = new Error('below');
  const error = new OneError('SLC0002', 'it broke', { file: 'a.csv', line: 2, cause });

  expect(error).toMatchObject({ name: 'OneError', code: 'SLC0002', fault: 'tool', fix: 'Do that.', cause });
  expect(error.message).toBe('it broke');
  expect(error.place).toEqual({ file: 'a.csv', line: 2 });
  expect(error.stack?.split('\n')[0]).toContain('it broke');
  expect([error instanceof OneError, error instanceof SluiceError]).toEqual([true, true]);
});

test('the remedy of this very case stands before that of the registry', () => {
  expect(new OneError('SLC0001', 'no', { fix: 'Ask.' }).fix).toBe('Ask.');
});

test('a code that nobody registered is refused, by the compiler too', () => {
  // @ts-expect-error -- not in the registry
  expect(() => new OneError('SLC0003', 'no')).toThrow(RangeError);
});

test('libs do not take each other for one', () => {
  class Other extends registeredError(CODES) {}

  expect(new Other('SLC0001', 'no')).not.toBeInstanceOf(OneError);
});
