import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeZip } from '../testing/zip-maker.ts';
import { readZip, ZipError } from './zip.ts';

const read = (archive: Buffer) =>
  Object.fromEntries(readZip(archive).map(({ path, content }) => [path, content.toString()]));

describe('an archive', () => {
  it('is read with all its files, deflated or stored', () => {
    const archive = makeZip([
      { path: 'p/', mode: 0o040755 },
      { path: 'p/__init__.py', content: 'x = 1\n'.repeat(50) },
      { path: 'p/ñ.txt', content: '€', method: 0 },
    ]);

    expect(read(archive)).toEqual({ 'p/__init__.py': 'x = 1\n'.repeat(50), 'p/ñ.txt': '€' });
  });

  it('that Python made is read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-zip-'));
    mkdirSync(join(folder, 'p/q'), { recursive: true });
    writeFileSync(join(folder, 'p/q/a.py'), 'print(1)\n');
    execFileSync('python3', ['-m', 'zipfile', '-c', 'made.zip', 'p'], { cwd: folder });

    expect(read(readFileSync(join(folder, 'made.zip')))).toEqual({ 'p/q/a.py': 'print(1)\n' });
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['../evil.py', 'climbs'],
    ['p/../../evil.py', 'climbs in the middle'],
    ['/etc/cron.d/evil', 'is absolute'],
    ['p//evil.py', 'has an empty part'],
    ['./evil.py', 'begins here'],
    ['p\\..\\evil.py', 'climbs as on Windows'],
    ['C:/evil.py', 'has a drive'],
    ['p\0.py', 'has a null'],
  ])('with the path %j, which %s, is refused', (path) => {
    expect(() =>
      readZip(
        makeZip([
          { path: 'good.py', content: 'x' },
          { path, content: 'evil' },
        ]),
      ),
    ).toThrow(ZipError);
  });

  it('with a symbolic link is refused', () => {
    expect(() => readZip(makeZip([{ path: 'link', content: '/etc/passwd', mode: 0o120777 }]))).toThrow('symbolic link');
  });

  it('that is larger than it may be is refused, whether it says so or not', () => {
    expect(() => readZip(makeZip([{ path: 'bomb', content: 'x', claimedSize: 300 * 1024 * 1024 }]))).toThrow(
      'inflates',
    );
    expect(() => readZip(makeZip([{ path: 'bomb', content: 'x'.repeat(100_000), claimedSize: 10 }]))).toThrow(
      'damaged',
    );
  });

  it('that is damaged, encrypted or packed strangely is refused', () => {
    expect(() => readZip(makeZip([{ path: 'a', content: 'x', claimedChecksum: 1 }]))).toThrow('damaged');
    expect(() => readZip(makeZip([{ path: 'a', content: 'x', flags: 1 }]))).toThrow('encrypted');
    expect(() => readZip(makeZip([{ path: 'a', content: 'x', method: 12 }]))).toThrow('method 12');
    expect(() => readZip(Buffer.from('no archive'))).toThrow('no ZIP archive');
  });

  it('of whatever bytes is read or refused, and never anything else', () => {
    const good = makeZip([{ path: 'p/a.py', content: 'some text' }]);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const bytes = Buffer.from(good);
        bytes[at] = value;
        try {
          readZip(bytes);
        } catch (error) {
          if (!(error instanceof ZipError)) throw error;
        }
      }),
    );
  });
});
