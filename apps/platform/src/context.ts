import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { loadRegistry, nearest } from '@sluice/contract';
import { PlatformError } from '@sluice/lake-cdk/errors';
import { BOOTSTRAP_QUALIFIER_CONTEXT } from 'aws-cdk-lib';

/** What `-c` may say. */
export interface PlatformContext {
  readonly lake: string;
  readonly graceSeconds: number;
  /** Undefined: all. */
  readonly datasets: readonly string[] | undefined;
  /** The folder whose `contracts/` are deployed: the checkout, or a copy in which contracts are tried out. */
  readonly project: string;
}

/**
 * The longest name of a function, `<lake>-<dataset>-reconcile`, ends at Lambda's 64 characters; a dataset may take 40
 * of them.
 */
const LAKE = /^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,12}$/;
/** Longer than one request in flight can take (DESIGN: the job's client gives up after 50 s). */
const GRACE_SECONDS = 60;
const MAX_GRACE_SECONDS = 3600;
const OURS = ['lake', 'graceSeconds', 'datasets', 'project'];
/** CDK's own keys have a namespace (`aws:`, `@aws-cdk/`) or say what the CLI was asked. */
const FOREIGN = /[:/@]/;

/** What the bootstrap's own template takes: several bootstraps of an account differ by it. */
const QUALIFIER = /^[A-Za-z0-9_-]{1,10}$/;

/**
 * What is given, on top of what `cdk.json` says for everybody: the CDK's command line adds it by itself, and a program
 * that builds the app must, or the two would deploy different things.
 */
export function withCommitted(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const file = join(import.meta.dirname, '..', 'cdk.json');
  const { context = {} } = JSON.parse(readFileSync(file, 'utf8')) as { readonly context?: Record<string, string> };
  return { ...context, ...given };
}

/** Reads and checks the context. @throws PlatformError SLC9501 */
export function readContext(given: Readonly<Record<string, unknown>>, checkout: string): PlatformContext {
  const strange = Object.keys(given).find((key) => !OURS.includes(key) && !FOREIGN.test(key));
  if (strange !== undefined) {
    const guess = nearest(strange, OURS);
    throw new PlatformError(
      'SLC9501',
      `there is no context value "${strange}"${guess === undefined ? '' : `; did you mean ${guess}?`}`,
    );
  }
  const qualifier = given[BOOTSTRAP_QUALIFIER_CONTEXT];
  if (qualifier !== undefined && !(typeof qualifier === 'string' && QUALIFIER.test(qualifier))) {
    throw new PlatformError(
      'SLC9501',
      `${BOOTSTRAP_QUALIFIER_CONTEXT}=${JSON.stringify(qualifier)}: 1 to 10 letters, digits, hyphens and underscores`,
      { fix: 'give the qualifier that the account was bootstrapped with, or leave it out' },
    );
  }
  const project = projectOf(given['project'], checkout);
  return {
    lake: lakeOf(given['lake']),
    graceSeconds: graceOf(given['graceSeconds']),
    datasets: datasetsOf(given['datasets'], project),
    project,
  };
}

function projectOf(value: unknown, checkout: string): string {
  if (value === undefined) return checkout;
  if (typeof value === 'string' && isAbsolute(value)) return value;
  throw new PlatformError(
    'SLC9501',
    `project=${JSON.stringify(value)}: the absolute path of a folder that holds contracts/`,
  );
}

function lakeOf(value: unknown): string {
  if (value === undefined) return 'sluice';
  if (typeof value === 'string' && LAKE.test(value)) return value;
  throw new PlatformError(
    'SLC9501',
    `lake=${JSON.stringify(value)}: 1 to 13 lower-case letters, digits and single hyphens, a letter first`,
  );
}

function graceOf(value: unknown): number {
  if (value === undefined) return GRACE_SECONDS;
  const text = String(value);
  const seconds = /^[0-9]{1,4}$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= MAX_GRACE_SECONDS) return seconds;
  throw new PlatformError(
    'SLC9501',
    `graceSeconds=${JSON.stringify(value)}: a whole number of seconds, 0 to ${MAX_GRACE_SECONDS}`,
  );
}

function datasetsOf(value: unknown, project: string): readonly string[] | undefined {
  if (value === undefined) return undefined;
  // No dataset at all: the lake alone.
  if (value === '') return [];
  const { datasets: registered } = loadRegistry(project);
  const ids = typeof value === 'string' ? value.split(',').map((id) => id.trim()) : [];
  const unknown = ids.find((id) => !registered.includes(id));
  if (ids.length > 0 && unknown === undefined) return [...new Set(ids)];
  throw new PlatformError(
    'SLC9501',
    `datasets=${JSON.stringify(value)}: registered are ${registered.join(', ') || 'none'}`,
  );
}
