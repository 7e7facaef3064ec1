import { describe, expect, test } from 'vitest';
import { isInstalled } from './modules.mjs';

const root = { version: '0.1.0' };
const ajv = { version: '8.20.0', integrity: 'sha512-a' };

describe('whether the installed tree is what the lock says', () => {
  test('the same packages are', () => {
    expect(
      isInstalled({ packages: { '': root, 'node_modules/ajv': ajv } }, { packages: { 'node_modules/ajv': ajv } }),
    ).toBe(true);
  });

  test('without a record of a finished install, never', () => {
    expect(isInstalled({ packages: { '': root } }, undefined)).toBe(false);
  });

  test('an optional package of another platform may be missing, any other not', () => {
    const installed = { packages: {} };

    expect(
      isInstalled({ packages: { 'node_modules/@nx/nx-darwin-x64': { version: '1.0.0', optional: true } } }, installed),
    ).toBe(true);
    expect(isInstalled({ packages: { 'node_modules/ajv': ajv } }, installed)).toBe(false);
  });

  test.each([
    ['another version', { ...ajv, version: '8.19.0' }],
    ['other bytes', { ...ajv, integrity: 'sha512-b' }],
  ])('%s is not', (_, there) => {
    expect(isInstalled({ packages: { 'node_modules/ajv': ajv } }, { packages: { 'node_modules/ajv': there } })).toBe(
      false,
    );
  });

  test('a package that the lock no longer has is not', () => {
    expect(isInstalled({ packages: {} }, { packages: { 'node_modules/ajv': ajv } })).toBe(false);
  });
});
