import type { FileSample, ReadOptions } from './file-format.ts';
import { formatOf } from './format-of.ts';
import { type Refusal, refuse } from './reasons.ts';

/** Reads a whole file, as the data plane would: for tests and for small files at hand. */
export function readAll(bytes: Uint8Array, options: Omit<ReadOptions, 'inflateLimit'>): Refusal | FileSample {
  const { max_bytes: maxBytes, max_inflated_bytes: maxInflated } = options.plan.source;
  if (bytes.length > maxBytes) return refuse('too-large', `${bytes.length} bytes; the contract allows ${maxBytes}`);
  const whole = { bytes, sizeBytes: bytes.length };
  const read = formatOf(options.plan).read(whole, { ...options, inflateLimit: maxInflated });
  // Nobody can ask for more than the whole file: a format only does so where the input was cut.
  return read.kind === 'need-more' ? refuse('header-too-long', 'the header does not end within the file') : read;
}
