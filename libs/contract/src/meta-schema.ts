import type { ErrorCode } from '@sluice/protocol';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import contractSchema from '../../../contracts/contract.schema.json' with { type: 'json' };
import registrySchema from '../../../contracts/registry.schema.json' with { type: 'json' };
import { LOAD_ERRORS } from './errors.ts';
import type { Finding } from './finding.ts';
import { nearest } from './nearest.ts';
import { type JsonValue, pointerStep, type SourceText } from './source-text.ts';

/** The meta-schema of a contract, as it stands in `contracts/contract.schema.json`. */
export const CONTRACT_SCHEMA: Readonly<Record<string, unknown>> = contractSchema;

let compiled: { readonly contract: ValidateFunction; readonly registry: ValidateFunction } | undefined;

function validators(): NonNullable<typeof compiled> {
  if (compiled === undefined) {
    const ajv = new Ajv2020.default({ allErrors: true, strict: false, allowUnionTypes: true, verbose: true });
    addFormats.default(ajv);
    compiled = { contract: ajv.compile(contractSchema), registry: ajv.compile(registrySchema) };
  }
  return compiled;
}

/** Checks a document against the meta-schema; unknown vendor keywords are warned about once each. */
export function checkContract(source: SourceText): readonly Finding[] {
  const errors = check(source, validators().contract, LOAD_ERRORS.schema);
  return errors.length > 0 ? errors : unknownKeywords(source);
}

/** Checks `contracts/registry.json` against its schema. */
export function checkRegistry(source: SourceText): readonly Finding[] {
  return check(source, validators().registry, LOAD_ERRORS.registry);
}

// A hostile document can break its schema in a million places; nobody reads more than these.
const MAX_FINDINGS = 100;

function check(source: SourceText, validate: ValidateFunction, code: ErrorCode): readonly Finding[] {
  if (validate(source.value)) return [];
  const findings = new Map<string, Finding>();
  for (const error of leaves(validate.errors ?? [])) {
    const { at, part, message } = explain(error);
    const finding: Finding = {
      code: code.code,
      severity: 'error',
      message,
      fix: code.fix,
      file: source.file,
      pointer: at,
      ...source.at(at, part),
    };
    findings.set(`${at} ${message}`, finding);
    if (findings.size >= MAX_FINDINGS) break;
  }
  return [...findings.values()];
}

// `oneOf` and `contains` report every branch that failed; the parent error alone says what is meant.
function leaves(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const parents = new Set(
    errors
      .filter(({ keyword }) => keyword === 'oneOf' || keyword === 'contains')
      .map(({ schemaPath }) => `${schemaPath}/`),
  );
  const isBranch = ({ schemaPath }: ErrorObject) => [...parents].some((parent) => schemaPath.startsWith(parent));
  return errors.filter((error) => error.keyword !== 'propertyNames' && !isBranch(error));
}

function explain(error: ErrorObject): { at: string; part: 'value' | 'key'; message: string } {
  const at = error.instancePath;
  const what = at === '' ? 'the document' : quoted(at);
  const { params } = error as { params: Record<string, unknown> };
  switch (error.keyword) {
    case 'required':
      return { at, part: 'key', message: `${what} lacks "${params['missingProperty']}"` };
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] ?? {}) as object);
      const guess = nearest(key, known);
      const hint = guess === undefined ? '' : `; did you mean "${guess}"?`;
      return {
        at: at + pointerStep(key),
        part: 'key',
        message: `"${shorten(key)}" is not a keyword that ${what} may have${hint}`,
      };
    }
    case 'pattern':
      if (error.propertyName !== undefined) {
        const key = error.propertyName;
        return {
          at: at + pointerStep(key),
          part: 'key',
          message: `the name "${shorten(key)}" must match ${params['pattern']}`,
        };
      }
      return {
        at,
        part: 'value',
        message: `${what} is ${show(error.data)}; it must match ${params['pattern']}${like(error)}`,
      };
    case 'enum': {
      const allowed = params['allowedValues'] as readonly JsonValue[];
      const guess =
        typeof error.data === 'string'
          ? nearest(
              error.data,
              allowed.filter((value) => typeof value === 'string'),
            )
          : undefined;
      const hint = guess === undefined ? '' : `; did you mean ${JSON.stringify(guess)}?`;
      return {
        at,
        part: 'value',
        message: `${what} is ${show(error.data)}; allowed are ${allowed.map(show).join(', ')}${hint}`,
      };
    }
    case 'const':
      return {
        at,
        part: 'value',
        message: `${what} is ${show(error.data)}; it must be ${show(params['allowedValue'])}`,
      };
    case 'type':
      return {
        at,
        part: 'value',
        message: `${what} is ${show(error.data)}; it must be of type ${[params['type']].flat().join(' or ')}`,
      };
    case 'uniqueItems': {
      const twice = Math.max(Number(params['i']), Number(params['j']));
      return {
        at: at + pointerStep(twice),
        part: 'value',
        message: `${what} lists ${show((error.data as JsonValue[])[twice])} twice`,
      };
    }
    case 'oneOf':
      return {
        at,
        part: 'value',
        message: `${what} is ${show(error.data)}; it must be a type, or a type and "null" in an array`,
      };
    default:
      return {
        at,
        part: error.propertyName === undefined ? 'value' : 'key',
        message: `${what} ${error.message ?? 'is wrong'}`,
      };
  }
}

function unknownKeywords(source: SourceText): readonly Finding[] {
  const seen = new Map<string, Finding>();
  const visit = (value: JsonValue, at: string, depth: number): void => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 4) return;
    for (const [key, child] of Object.entries(value)) {
      const here = at + pointerStep(key);
      if (key.startsWith('x-') && key !== 'x-dataset' && key !== 'x-column' && !seen.has(key))
        seen.set(key, unknownKeyword(source, key, here));
      else if (!key.startsWith('x-') || key === 'x-dataset' || key === 'x-column') visit(child, here, depth + 1);
    }
  };
  visit(source.value, '', 0);
  return [...seen.values()];
}

function unknownKeyword(source: SourceText, key: string, at: string): Finding {
  const { code, fix } = LOAD_ERRORS.unknownKeyword;
  const message = `the keyword "${shorten(key)}" is kept, but Sluice does not know it`;
  return { code, severity: 'warning', message, fix, file: source.file, pointer: at, ...source.at(at, 'key') };
}

// An example says more than a regular expression.
function like({ parentSchema }: ErrorObject): string {
  const examples = (parentSchema?.['examples'] ?? []) as readonly JsonValue[];
  return examples.length === 0 ? '' : `, such as ${examples.map(show).join(', ')}`;
}

function quoted(at: string): string {
  return shorten(
    at
      .slice(1)
      .split('/')
      .map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'))
      .join('.'),
  );
}

function show(value: unknown): string {
  if (Array.isArray(value)) return value.length > 4 ? `an array of ${value.length}` : shorten(JSON.stringify(value));
  return typeof value === 'object' && value !== null ? 'an object' : shorten(JSON.stringify(value) ?? 'nothing');
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
