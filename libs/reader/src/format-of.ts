import type { Plan } from '@sluice/protocol';
import { CSV } from './csv/csv-format.ts';
import type { FileFormat } from './file-format.ts';
import { READER, ReaderError } from './reader-error.ts';

const FORMATS: Readonly<Record<Plan['source']['format'], FileFormat>> = { csv: CSV };

/**
 * How files of this plan are read. The only place that knows which formats there are.
 *
 * @throws ReaderError SLC4001 for a format that this version does not know
 */
export function formatOf({ source: { format } }: Plan): FileFormat {
  if (!Object.hasOwn(FORMATS, format))
    throw new ReaderError(READER.badPlan, `the plan has the format "${format}", which the reader does not know`);
  return FORMATS[format];
}
