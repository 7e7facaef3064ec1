import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ContractError } from './contract-error.ts';
import type { ContractDocument } from './document.ts';
import { LOAD_ERRORS } from './errors.ts';
import type { Finding } from './finding.ts';
import { checkContract } from './meta-schema.ts';
import { type Contract, normalise } from './model.ts';
import { parseSource, type SourceText } from './source-text.ts';

/** A contract of a thousand documented columns is a third of this. */
const MAX_CONTRACT_BYTES = 1024 * 1024;

/** The name of every contract's file. */
export const CONTRACT_FILE = 'contract.json';

/** What reading a contract gives: the contract, or what is wrong with it; warnings either way. */
export interface ReadContract {
  readonly contract: Contract | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Reads a contract: `contracts/<dataset>/contract.json`, or the text of one. Never throws for what is in the file.
 *
 * @param file path for messages, and to read from when `text` is not given
 */
export function readContract(file: string, text?: string): ReadContract {
  let content: string;
  try {
    content = text ?? readText(file);
  } catch (error) {
    if (error instanceof ContractError) return { contract: undefined, findings: error.findings };
    throw error;
  }
  const parsed = parseSource(file, content, LOAD_ERRORS.notJson);
  if (parsed.source === undefined) return { contract: undefined, findings: parsed.findings };
  const findings = checkContract(parsed.source);
  if (findings.some(({ severity }) => severity === 'error')) return { contract: undefined, findings };
  const folder = dirname(resolve(file));
  return {
    contract: normalise(file, folder, parsed.source.value as unknown as ContractDocument, parsed.source),
    findings,
  };
}

/**
 * Loads a contract that must be good enough to read; lint comes after.
 *
 * @throws ContractError with every finding, each with line and column
 * @example
 * const contract = loadContract('contracts/flights/contract.json');
 * contract.columns.map(({ name }) => name);
 */
export function loadContract(file: string): Contract {
  const { contract, findings } = readContract(file);
  if (contract !== undefined) return contract;
  const errors = findings.filter(({ severity }) => severity === 'error');
  const definition = Object.values(LOAD_ERRORS).find(({ code }) => code === errors[0]?.code) ?? LOAD_ERRORS.schema;
  throw ContractError.of(definition, errors);
}

/** Reads and parses a JSON file of the contracts folder. */
export function readSource(file: string): SourceText {
  const parsed = parseSource(file, readText(file), LOAD_ERRORS.notJson);
  if (parsed.source === undefined) throw ContractError.of(LOAD_ERRORS.notJson, parsed.findings);
  return parsed.source;
}

/** The path of a dataset's contract under the root of the repository. */
export function contractPath(root: string, dataset: string): string {
  return join(root, 'contracts', dataset, CONTRACT_FILE);
}

/** Reads a UTF-8 file of bounded size that does not leave its own folder. */
function readText(file: string): string {
  const bytes = readBounded(file);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    throw failure('notText', file, isUtf16 ? 'the file is UTF-16' : 'the file is not UTF-8', badByte(bytes));
  }
}

function readBounded(file: string): Uint8Array {
  let descriptor: number;
  try {
    leavesNot(file);
    // A pipe or a device would block or never end: opened without waiting, then judged.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (error instanceof ContractError) throw error;
    throw failure('unreadable', file, reasonOf(error));
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) throw failure('unreadable', file, 'it is no regular file');
    if (status.size > MAX_CONTRACT_BYTES)
      throw failure('unreadable', file, `it has ${status.size} bytes; the limit is ${MAX_CONTRACT_BYTES}`);
    const bytes = new Uint8Array(status.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof ContractError) throw error;
    throw failure('unreadable', file, reasonOf(error));
  } finally {
    closeSync(descriptor);
  }
}

// The checkout may lie behind a link; the file and its own folder may be none, or the contract would be another file's.
function leavesNot(file: string): void {
  const absolute = resolve(file);
  const above = dirname(dirname(absolute));
  if (join(realpathSync(above), relative(above, absolute)) !== realpathSync(absolute)) {
    throw failure('unreadable', file, 'a symbolic link leads elsewhere');
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'it does not exist';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read by this user';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ELOOP') return 'its symbolic links go in a circle';
  return `it cannot be opened (${code ?? 'unknown'})`;
}

function failure(
  which: 'unreadable' | 'notText',
  file: string,
  why: string,
  place = { line: 1, column: 1 },
): ContractError {
  const definition = LOAD_ERRORS[which];
  const message = which === 'unreadable' ? `${file} cannot be read: ${why}` : `${file}: ${why}`;
  const finding: Finding = {
    code: definition.code,
    severity: 'error',
    message,
    fix: definition.fix,
    file,
    pointer: '',
    ...place,
  };
  return ContractError.of(definition, [finding]);
}

// Where the first byte stands that is not UTF-8: what a decoder makes of the bytes before it tells line and column.
function badByte(bytes: Uint8Array): { line: number; column: number } {
  const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const encoder = new TextEncoder();
  let offset = 0;
  let line = 1;
  let column = 1;
  for (const character of decoded) {
    const expected = encoder.encode(character);
    if (expected.some((byte, index) => bytes[offset + index] !== byte)) break;
    offset += expected.length;
    if (character === '\n') [line, column] = [line + 1, 1];
    else column += character.length;
  }
  return { line, column };
}
