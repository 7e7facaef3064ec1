import { type ErrorCode, SluiceError } from '@sluice/protocol';

/** Errors of the reader itself: programs that hand it things that do not belong together. */
export const READER = {
  badPlan: {
    code: 'SLC4001',
    title: 'the plan cannot be read',
    fault: 'tool',
    why: 'The plan names something that this version of the reader does not know.',
    fix: 'Generate the plan again ("sluice contract generate") with the version that reads it.',
  },
  foreignValidator: {
    code: 'SLC4002',
    title: 'plan and validator disagree',
    fault: 'tool',
    why:
      'The generated validator reports a rule or a column that the plan does not have: they come from ' +
      'different contracts.',
    fix: 'Generate both again ("sluice contract generate").',
  },
  tooMuchAtOnce: {
    code: 'SLC4003',
    title: 'too many bytes at once',
    fault: 'user',
    why: 'The reader holds what it reads in memory, and no text in it can be longer than half a gigabyte.',
    fix: 'Let it read a file head, or cut the part of interest out of the file first.',
  },
} as const satisfies Record<string, ErrorCode>;

/** An error of the reader. What is wrong with a file is never thrown: it is a verdict. */
export class ReaderError extends SluiceError {
  override readonly name = 'ReaderError';
}
