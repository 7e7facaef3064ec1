import { constants, crc32, inflateRawSync } from 'node:zlib';
import { type Refusal, refuse } from './reasons.ts';

/** What came out of the gzip bytes at hand. */
export interface Inflated {
  readonly kind: 'inflated';
  readonly bytes: Uint8Array;
  /** The bytes are all that the file holds: the input was the whole file and no limit cut it. */
  readonly complete: boolean;
  /** The limit cut it: more input would give no more. */
  readonly limited: boolean;
}

/** Limits of {@link gunzipFileHead}. */
export interface GunzipOptions {
  /** The input is the whole file, so a cut stream is a broken one. */
  readonly complete: boolean;
  /** No more than this is ever inflated. */
  readonly limit: number;
  /** What the whole file may inflate to; where the limit is not lower, going beyond refuses the file. */
  readonly maxInflatedBytes: number;
}

const TRAILER = 8;
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const;

/**
 * Inflates the members of a gzip file, or of its file head, never to more than `limit` bytes: memory and time are
 * bounded by the limit and the input, whatever the ratio. A file head that ends in the middle of a member gives what
 * can be inflated.
 *
 * @example
 * gunzipFileHead(firstBytes, { complete: false, limit: 1 << 20, maxInflatedBytes: 1e9 });
 */
export function gunzipFileHead(input: Uint8Array, options: GunzipOptions): Inflated | Refusal {
  const limit = Math.min(options.limit, options.maxInflatedBytes);
  const parts: Uint8Array[] = [];
  let inflated = 0;
  const done = (complete: boolean, limited = false): Inflated => ({
    kind: 'inflated',
    bytes: Buffer.concat(parts),
    complete,
    limited,
  });
  const broken = (what: string, offset: number): Refusal =>
    refuse('gzip-broken', `${what} (compressed byte ${offset})`);

  for (let at = 0, members = 0; ; members += 1) {
    if (at === input.length && (members > 0 || !options.complete)) return done(options.complete);
    const start = memberStart(input, at);
    if (start === 'bad') return broken(members === 0 ? 'not a gzip stream' : 'bytes follow the last gzip member', at);
    if (start === 'cut') return options.complete ? broken('the gzip header is cut', at) : done(false);
    let member: Member | undefined;
    try {
      member = inflate(input.subarray(start), limit - inflated);
    } catch {
      return broken('the compressed data is corrupt', start);
    }
    if (member.bytes.length > 0) parts.push(member.bytes);
    inflated += member.bytes.length;
    if (member.overflows) {
      return limit === options.maxInflatedBytes
        ? refuse('inflates-too-much', `more than ${limit} bytes come out of the gzip stream`)
        : done(false, true);
    }
    const trailer = start + member.used;
    if (trailer + TRAILER > input.length)
      return options.complete ? broken('the gzip stream is cut', input.length) : done(false);
    const view = new DataView(input.buffer, input.byteOffset + trailer, TRAILER);
    if (view.getUint32(0, true) !== crc32(member.bytes)) return broken('the checksum does not match', trailer);
    if (view.getUint32(4, true) !== member.bytes.length % 2 ** 32)
      return broken('the recorded size does not match', trailer);
    at = trailer + TRAILER;
  }
}

/** Where the deflate data of the member at `at` begins. */
function memberStart(input: Uint8Array, at: number): number | 'cut' | 'bad' {
  const magic = [0x1f, 0x8b, 8];
  for (let i = 0; i < magic.length && at + i < input.length; i += 1) if (input[at + i] !== magic[i]) return 'bad';
  if (at + 10 > input.length) return 'cut';
  const flags = input[at + 3] ?? 0;
  if ((flags & FLAG.reserved) !== 0) return 'bad';
  let next = at + 10;
  if ((flags & FLAG.extra) !== 0) {
    if (next + 2 > input.length) return 'cut';
    next += 2 + (input[next] ?? 0) + 256 * (input[next + 1] ?? 0);
  }
  for (const text of [FLAG.name, FLAG.comment]) {
    if ((flags & text) === 0) continue;
    const end = next > input.length ? -1 : input.indexOf(0, next);
    if (end < 0) return 'cut';
    next = end + 1;
  }
  if ((flags & FLAG.headerCrc) !== 0) next += 2;
  return next > input.length ? 'cut' : next;
}

interface Member {
  readonly bytes: Uint8Array;
  readonly used: number;
  readonly overflows: boolean;
}

// How near to the limit a cut member gets: 32 compressed bytes are at most 33 kB.
const NEAR = 32;

/**
 * zlib gives nothing back once the output limit is passed, so the longest beginning of the input that stays below it is
 * searched for: each try inflates at most `limit` bytes, and there are at most log2 of the input's size.
 */
function inflate(input: Uint8Array, limit: number): Member {
  const whole = inflateOnce(input, limit);
  if (whole !== undefined) return { ...whole, overflows: false };
  let best: { bytes: Uint8Array; used: number } = { bytes: new Uint8Array(), used: 0 };
  for (let low = 0, high = input.length; high - low > NEAR; ) {
    const middle = Math.floor((low + high) / 2);
    const part = inflateOnce(input.subarray(0, middle), limit);
    if (part === undefined) high = middle;
    else [low, best] = [middle, part];
  }
  return { ...best, overflows: true };
}

/** What the input inflates to, or `undefined` when that is more than the limit. */
function inflateOnce(input: Uint8Array, limit: number): { bytes: Uint8Array; used: number } | undefined {
  try {
    // `info` is documented (the answer is then { buffer, engine }), but @types/node does not know it. zlib takes no
    // limit of 0.
    const options = { info: true, finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: Math.max(limit, 1) };
    const answer = inflateRawSync(input, options) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    return answer.buffer.length > limit ? undefined : { bytes: answer.buffer, used: answer.engine.bytesWritten };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw error;
  }
}
