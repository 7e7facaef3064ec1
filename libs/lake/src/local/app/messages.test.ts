import { SluiceError } from '@sluice/protocol';
import { expect, it } from 'vitest';
import { LakeError } from '../../errors.ts';
import { failureMessage, failureOf } from './messages.ts';

const through = (thrown: unknown): Error => failureOf(JSON.parse(JSON.stringify(failureMessage(thrown))));

it('an error with a code keeps code, fault, place, way out and stack on its way', () => {
  const thrown = new LakeError('SLC6002', 'served by process 7', { file: '/lake/service', line: 3, fix: 'Wait.' });

  const error = through(thrown);

  expect(error).toBeInstanceOf(SluiceError);
  expect(error).toMatchObject({
    code: 'SLC6002',
    fault: 'environment',
    message: 'served by process 7',
    place: { file: '/lake/service', line: 3 },
    fix: 'Wait.',
    stack: thrown.stack,
  });
});

it('an error of the operating system stays one, so that its meaning for a person is found', () => {
  const thrown = Object.assign(new Error('EACCES: no'), { code: 'EACCES', syscall: 'open', path: '/x' });

  expect(through(thrown)).toMatchObject({ message: 'EACCES: no', code: 'EACCES', syscall: 'open', path: '/x' });
  expect(through(thrown)).not.toBeInstanceOf(SluiceError);
});

it.each([
  [new TypeError('x is undefined'), 'x is undefined'],
  ['a text', 'a text'],
])('a defect keeps its words: %s', (thrown, message) => {
  expect(through(thrown).message).toBe(message);
});
