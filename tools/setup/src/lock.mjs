import { SetupError } from './errors.mjs';

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {string} [license]
 * @property {boolean} [optional]
 * @property {boolean} [dev]
 * @property {boolean} [link]
 * @property {boolean} [inBundle]
 * @property {readonly string[]} [os]
 * @property {readonly string[]} [cpu]
 * @property {readonly string[]} [libc]
 * @property {Record<string, string>} [optionalDependencies]
 */
/** @typedef {{ lockfileVersion: number, packages: Record<string, LockEntry> }} Lock */

const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/**
 * The platform that a package is for, from its name: the only place that says it when the registry does not have the
 * package.
 * @param {string} name
 * @returns {{ os: string[], cpu: string[], libc?: string[] } | undefined}
 */
export function platformOf(name) {
  const words = name.split(/[^a-z0-9]+/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return undefined;
  if (os !== 'linux') return { os: [os], cpu: [cpu] };
  return words.some((word) => word.startsWith('musl'))
    ? { os: [os], cpu: [cpu], libc: ['musl'] }
    : { os: [os], cpu: [cpu], libc: ['glibc'] };
}

/**
 * Where npm finds a dependency of the package at `path`, nearest first.
 * @param {string} path
 * @param {string} name
 * @returns {string[]}
 */
function placesOf(path, name) {
  const parts = path.split('/node_modules/');
  const nested = parts.map(
    (_, index) => `${parts.slice(0, parts.length - index).join('/node_modules/')}/node_modules/${name}`,
  );
  return [...nested.filter((place) => place.startsWith('node_modules/')), `node_modules/${name}`];
}

/**
 * The lock with an entry for every optional platform package, also those that the registry it was made from does not
 * have. npm leaves these out of the lock and then refuses the lock for want of them. What is added has no integrity, is
 * optional, and is for another platform than linux-x64 with glibc, on which the lock is made.
 * @param {Lock} lock
 * @returns {{ lock: Lock, added: string[] }} the names added as name@version, sorted
 */
export function completeLock(lock) {
  if (lock.lockfileVersion !== 3)
    throw new SetupError('SLC1012', `The lock file has version ${lock.lockfileVersion}, not 3.`);
  const packages = { ...lock.packages };
  /** @type {string[]} */
  const added = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const there = placesOf(path, name).find((place) => packages[place] !== undefined);
      if (there !== undefined && (packages[there]?.version === version || !/^\d/.test(version))) continue;
      const platform = platformOf(name);
      if (platform === undefined)
        throw new SetupError('SLC1012', `${name}, optional for ${path}, is missing and its name says no platform.`);
      if (runsHere(platform))
        throw new SetupError('SLC1012', `${name}@${version}, which linux-x64 needs for ${path}, is missing.`);
      packages[there === undefined ? `node_modules/${name}` : `${path}/node_modules/${name}`] = {
        version,
        cpu: platform.cpu,
        ...(entry.dev === true ? { dev: true } : {}),
        ...(platform.libc?.[0] === 'musl' ? { libc: platform.libc } : {}),
        ...(entry.license === undefined ? {} : { license: entry.license }),
        optional: true,
        os: platform.os,
      };
      added.push(`${name}@${version}`);
    }
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return { lock: { ...lock, packages: sorted }, added: added.sort() };
}

/**
 * Whether npm would install an entry on linux-x64 with glibc, the platform of CI.
 * @param {{ os?: readonly string[], cpu?: readonly string[], libc?: readonly string[] }} entry
 */
export function runsHere(entry) {
  const allows = (/** @type {readonly string[] | undefined} */ list, /** @type {string} */ value) =>
    list === undefined ||
    list.includes(value) ||
    (list.every((item) => item.startsWith('!')) && !list.includes(`!${value}`));
  return allows(entry.os, 'linux') && allows(entry.cpu, 'x64') && allows(entry.libc, 'glibc');
}

/**
 * The packages of a lock that nothing vouches for, as name@version, sorted. Workspaces and their links are the checkout
 * itself; a bundled package lies in the archive of another, whose integrity is its own.
 * @param {Lock} lock
 * @returns {{ id: string, entry: LockEntry }[]}
 */
export function withoutIntegrity(lock) {
  return Object.entries(lock.packages)
    .filter(
      ([path, entry]) =>
        path.includes('node_modules/') &&
        entry.link !== true &&
        entry.inBundle !== true &&
        entry.integrity === undefined,
    )
    .map(([path, entry]) => ({
      id: `${path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${entry.version}`,
      entry,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
