import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Contract, type Finding, findingText, lintContract } from '@sluice/contract';
import { ddlOf } from './ddl.ts';
import { planText } from './digests.ts';
import { CODEGEN, CodegenError } from './errors.ts';
import { planOf } from './plan.ts';
import { rowTypeOf } from './row-type.ts';
import { tableInputOf } from './table.ts';
import { jsonText } from './text.ts';
import { validatorOf, validatorTypeOf } from './validator.ts';

/** One generated file. */
export interface GeneratedFile {
  /** Where it belongs: the contract's folder, `generated`, its name. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
}

/** The folder of a contract that holds what is generated from it. */
const GENERATED = 'generated';

/**
 * Everything that a contract generates, in memory. Same contract, same bytes.
 *
 * @throws CodegenError SLC3001 when lint finds errors in the contract
 */
export async function generate(contract: Contract): Promise<readonly GeneratedFile[]> {
  const errors = lintContract(contract).filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refused(contract, errors);
  const texts: Record<string, string> = {
    'plan.json': planText(planOf(contract)),
    'row.ts': await rowTypeOf(contract),
    'table.json': jsonText(tableInputOf(contract)),
    'table.sql': ddlOf(contract),
    'validate.d.ts': validatorTypeOf(contract),
    'validate.js': await validatorOf(contract),
  };
  return Object.entries(texts).map(([name, text]) => ({ name, path: join(contract.folder, GENERATED, name), text }));
}

/** Generates and writes what changed, each file at once or not at all; returns the names of the files that changed. */
export async function writeGenerated(contract: Contract): Promise<readonly string[]> {
  const files = await generate(contract);
  const folder = join(contract.folder, GENERATED);
  try {
    const misplaced = misplacement(folder);
    if (misplaced !== undefined)
      throw new CodegenError(CODEGEN.foreign, `${folder} ${misplaced}`, {
        file: folder,
        fix: 'move or delete it, then generate again',
      });
    mkdirSync(folder, { recursive: true });
    const changed = files.filter(({ path, text }) => readIfThere(path) !== text);
    const folderOfThatName = changed.find(
      ({ path }) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true,
    );
    if (folderOfThatName !== undefined)
      throw new CodegenError(CODEGEN.foreign, `${folderOfThatName.path} is a folder`, { file: folderOfThatName.path });
    for (const { path, text } of changed) replaceFile(path, text);
    return changed.map(({ name }) => name);
  } catch (error) {
    if (error instanceof CodegenError) throw error;
    throw new CodegenError(CODEGEN.notWritable, `${folder} cannot be written: ${(error as Error).message}`, {
      file: folder,
      cause: error,
    });
  }
}

/**
 * Compares what lies in `generated/` with what the contract generates.
 *
 * @returns one finding per stale, missing or foreign file; empty when all is fresh
 */
export async function checkGenerated(contract: Contract): Promise<readonly Finding[]> {
  const files = await generate(contract);
  const folder = join(contract.folder, GENERATED);
  const misplaced = misplacement(folder);
  if (misplaced !== undefined)
    return [finding(CODEGEN.foreign.code, folder, 1, `${GENERATED} ${misplaced}`, CODEGEN.foreign.fix, contract)];
  const present = readdirSafely(folder);
  const command = `run \`npx sluice contract generate ${contract.dataset.id}\` and commit the result`;
  const findings: Finding[] = [];
  for (const { name, path, text } of files) {
    const found = readIfThere(path);
    if (found === text) continue;
    const absent = present.includes(name) ? `${name} is no regular file` : `${name} is missing`;
    const message = found === undefined ? absent : `${name} does not match its contract`;
    findings.push(
      finding(
        CODEGEN.stale.code,
        path,
        found === undefined ? 1 : firstDifference(found, text),
        message,
        command,
        contract,
      ),
    );
  }
  const known = new Set(files.map(({ name }) => name));
  for (const name of present.filter((it) => !known.has(it))) {
    findings.push(
      finding(CODEGEN.foreign.code, join(folder, name), 1, `nothing generates ${name}`, CODEGEN.foreign.fix, contract),
    );
  }
  return findings;
}

/** Replaces a file at once: readers see the old bytes or the new ones, and a crash leaves no half of them. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const descriptor = openSync(temporary, 'wx', 0o644);
    try {
      const bytes = Buffer.from(text, 'utf8');
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

// Through a link another folder would be compared and written.
function misplacement(folder: string): string | undefined {
  const status = lstatSync(folder, { throwIfNoEntry: false });
  if (status?.isSymbolicLink() === true) return 'is a symbolic link';
  return status === undefined || status.isDirectory() ? undefined : 'is no folder';
}

function refused(contract: Contract, errors: readonly Finding[]): CodegenError {
  const [first] = errors;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const place = first === undefined ? {} : { file: first.file, line: first.line, column: first.column };
  const what = first === undefined ? 'lint errors' : findingText(first);
  return new CodegenError(CODEGEN.notLinted, `${contract.dataset.id} generates nothing: ${what}${more}`, place);
}

function finding(code: string, file: string, line: number, message: string, fix: string, contract: Contract): Finding {
  return { code, severity: 'error', message, fix, file, pointer: '', line, column: 1, dataset: contract.dataset.id };
}

function firstDifference(found: string, wanted: string): number {
  const [left, right] = [found.split('\n'), wanted.split('\n')];
  const at = right.findIndex((line, index) => line !== left[index]);
  return (at === -1 ? right.length : at) + 1;
}

function readIfThere(path: string): string | undefined {
  try {
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function readdirSafely(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
