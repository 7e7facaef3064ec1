import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { bundleControl, bundleIntake } from './bundle.ts';
import { CHECKOUT } from './checkout.ts';

const root = mkdtempSync(join(tmpdir(), 'sluice-bundle-'));
const KB = 1000;

// A bundle takes a third of a second on a quiet machine, and many on one that is busy.
vi.setConfig({ testTimeout: 90_000 });

afterAll(() => {
  vi.resetConfig();
  rmSync(root, { recursive: true, force: true });
});

/** What a minified module imports. */
function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:^|[;}\n])(?:import|export)(?:[^;"'`]*?from)?\s*"([^"]+)"/g)].map(
    ([, name]) => name ?? '',
  );
}

test('intake is small, and knows one contract alone', () => {
  const folder = bundleIntake('sales', join(CHECKOUT, 'contracts', 'sales', 'generated'), join(root, 'sales'));

  const text = readFileSync(join(folder, 'index.mjs'), 'utf8');
  expect(text.length).toBeLessThan(650 * KB);
  // As claims, so that a failure does not print half a megabyte.
  expect([text.includes('sale_id'), text.includes('sched_dep_time')]).toEqual([true, false]);
  // Nothing is left that would have to be found on disk, or under another module system.
  expect(importsOf(text).length).toBeGreaterThan(0);
  expect(importsOf(text).filter((name) => !isBuiltin(name))).toEqual([]);
  expect(text.includes('Dynamic require of')).toBe(false);
});

/**
 * Bytes of each bundle before the house was moved (commit 6c38aa9): what is tidied may not make a Lambda start slower.
 * Who adds to what a Lambda does raises its number, and says why.
 */
const CEILINGS = {
  flights: 561_182,
  sales: 546_548,
  baggage: 545_913,
  dispatch: 544_027,
  reconcile: 552_770,
} as const;

test('no bundle is larger than it was', () => {
  const control = bundleControl(join(root, 'ceilings'));
  const sizeOf = (name: keyof typeof CEILINGS) => {
    if (name === 'dispatch' || name === 'reconcile') return statSync(join(control, `${name}.mjs`)).size;
    const generated = join(CHECKOUT, 'contracts', name, 'generated');
    return statSync(join(bundleIntake(name, generated, join(root, `ceiling-${name}`)), 'index.mjs')).size;
  };

  const names = Object.keys(CEILINGS) as (keyof typeof CEILINGS)[];
  const over = names.filter((name) => sizeOf(name) > CEILINGS[name]);
  expect(over.map((name) => `${name}: ${sizeOf(name)} of ${CEILINGS[name]} bytes`)).toEqual([]);
});

test('the same sources make the same bundle', () => {
  const bundle = (name: string) =>
    readFileSync(
      join(bundleIntake('sales', join(CHECKOUT, 'contracts', 'sales', 'generated'), join(root, name)), 'index.mjs'),
      'utf8',
    );

  expect(bundle('once') === bundle('again')).toBe(true);
});

test('dispatch and reconcile are files of one folder', () => {
  const folder = bundleControl(join(root, 'control'));

  for (const name of ['dispatch.mjs', 'reconcile.mjs']) {
    expect(statSync(join(folder, name)).size).toBeGreaterThan(10 * KB);
    expect(/export\s*\{[^}]*\bas handler\b|export\s*\{\s*handler/.test(readFileSync(join(folder, name), 'utf8'))).toBe(
      true,
    );
  }
});

test('each bundle holds the clients of its own handler alone', () => {
  const control = bundleControl(join(root, 'clients'));
  const intake = bundleIntake('sales', join(CHECKOUT, 'contracts', 'sales', 'generated'), join(root, 'clients-intake'));
  const [lambda, glue, sqs] = ['InvocationType', 'AWSGlue', 'AmazonSQS'];
  const clientsOf = (path: string) => {
    const text = readFileSync(path, 'utf8');
    return [lambda, glue, sqs].filter((mark) => text.includes(mark));
  };

  expect(clientsOf(join(control, 'dispatch.mjs'))).toEqual([glue]);
  expect(clientsOf(join(control, 'reconcile.mjs'))).toEqual([lambda, glue]);
  expect(clientsOf(join(intake, 'index.mjs'))).toEqual([lambda, sqs]);
});

test('what cannot be bundled is said in one line, with its code', () => {
  writeFileSync(join(root, 'plan.json'), '{}');

  expect(() => bundleIntake('sales', root, join(root, 'broken'))).toThrow(
    expect.objectContaining({
      code: 'SLC9506',
      message: expect.stringMatching(/^intake of sales cannot be bundled: Could not resolve "[^"]*validate\.js"$/),
    }),
  );
});
