import type { Selection } from '@sluice/lake';
import { CliError } from '@sluice/terminal';
import type { QuarantineOptions } from './options.ts';

/** What was typed, as a selection. @throws CliError SLC8001 when it says two things, or none */
export function selectionOf(
  keys: readonly string[],
  { dataset, reason }: Pick<QuarantineOptions, 'dataset' | 'reason'>,
): Selection {
  if (keys.length > 0 && dataset !== undefined)
    throw new CliError('SLC8001', 'keys and --dataset cannot be given together');
  if (dataset !== undefined) return { dataset, reason };
  if (keys.length === 0)
    throw new CliError('SLC8001', 'no file is named', { fix: 'Give keys, or --dataset, or --dataset with --reason.' });
  if (reason !== undefined) throw new CliError('SLC8001', '--reason needs --dataset');
  return { keys };
}
