import { longLines } from '../source/widths.ts';
import { doorsOf, useOfDoors } from './doors.ts';
import { type Duplicate, duplicatesIn } from './duplicates.ts';
import { type CodeFile, type Room, readCode } from './files.ts';
import { type Circles, circlesOf } from './graphs.ts';
import { type Module, readModule } from './modules.ts';
import { measurePython } from './python.ts';
import { type Measured, measureTypeScript } from './typescript.ts';

/** The figures of one part of the house; lines are those of source without tests, unless their name says otherwise. */
export interface Figures {
  readonly files: number;
  readonly lines: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
  readonly longestFunction: { readonly name: string; readonly file: string; readonly lines: number } | undefined;
  /** Lines that are nothing but comment, of those that are not blank. */
  readonly commentShare: number;
  readonly testLines: number;
  /** Lines of tests for each line of source. */
  readonly testRatio: number;
  readonly assertions: number;
  /** Lines over 120 columns, tests included. */
  readonly longLines: number;
  readonly offered: number;
  /** Of the names offered, those that another package imports. */
  readonly used: number;
}

/** A name that is exported where it is made, in more than one file. */
export interface SharedName {
  readonly name: string;
  readonly files: readonly string[];
}

export interface HouseReport {
  readonly total: Figures;
  readonly rooms: Readonly<Record<Room, Figures>>;
  /** By home: `libs/reader`. */
  readonly packages: Readonly<Record<string, Figures>>;
  readonly namesWithTwoHomes: readonly SharedName[];
  readonly duplicates: readonly Duplicate[];
  readonly circles: Circles;
}

/** Measures a checkout, this one or another. */
export function measureHouse(root: string): HouseReport {
  const code = readCode(root);
  const typescript = code.filter(({ language }) => language === 'typescript');
  const modules = new Map(typescript.map((file) => [file.path, readModule(file)]));
  const measured = new Map<string, Measured>([
    ...[...modules].map(([path, module]) => [path, measureTypeScript(module)] as const),
    ...measurePython(
      root,
      code.filter(({ language }) => language === 'python'),
    ),
  ]);
  const homes = [...new Set(code.map(({ home }) => home))].sort();
  const { offered, used } = useOfDoors(doorsOf(root, homes), code, modules);
  const figures = (files: readonly CodeFile[]): Figures => {
    const inside = new Set(files.map(({ home }) => home));
    return {
      ...sizes(files, measured, modules),
      offered: offered.filter(({ home }) => inside.has(home)).length,
      used: offered.filter(({ home, name }) => inside.has(home) && used.has(`${home}:${name}`)).length,
    };
  };
  const inRoom = (room: Room) => figures(code.filter((file) => file.room === room));
  return {
    total: figures(code),
    rooms: { app: inRoom('app'), lib: inRoom('lib'), tool: inRoom('tool'), glue: inRoom('glue') },
    packages: Object.fromEntries(homes.map((home) => [home, figures(code.filter((file) => file.home === home))])),
    namesWithTwoHomes: sharedNames(typescript, modules),
    duplicates: duplicatesIn(code.filter(({ isTest }) => !isTest)),
    circles: circlesOf(root, code, measured),
  };
}

function sizes(
  files: readonly CodeFile[],
  measured: ReadonlyMap<string, Measured>,
  modules: ReadonlyMap<string, Module>,
): Omit<Figures, 'offered' | 'used'> {
  const source = files.filter(({ isTest }) => !isTest);
  const lengths = source.map(({ text }) => linesIn(text)).sort((a, b) => a - b);
  const lines = sum(lengths);
  const functions = source.flatMap(({ path }) =>
    (measured.get(path)?.functions ?? []).map((found) => ({ ...found, file: path })),
  );
  const filled = sum(source.map(({ text }) => text.split('\n').filter((line) => line.trim() !== '').length));
  const testLines = sum(files.filter(({ isTest }) => isTest).map(({ text }) => linesIn(text)));
  return {
    files: source.length,
    lines,
    median: at(lengths, 0.5),
    p90: at(lengths, 0.9),
    max: lengths.at(-1) ?? 0,
    longestFunction: functions.sort((a, b) => b.lines - a.lines)[0],
    commentShare: share(sum(source.map(({ path }) => measured.get(path)?.commentLines ?? 0)), filled),
    testLines,
    testRatio: share(testLines, lines),
    assertions: sum(files.map(({ path }) => measured.get(path)?.assertions ?? 0)),
    longLines: sum(files.map((file) => longLines(file, modules.get(file.path)?.tree).length)),
  };
}

const linesIn = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
const at = (sorted: readonly number[], part: number) => sorted[Math.floor(sorted.length * part)] ?? 0;
const share = (part: number, whole: number) => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 1000);

/** Names exported by two files that each make them; what tests and entry points are called says nothing. */
function sharedNames(code: readonly CodeFile[], modules: ReadonlyMap<string, Module>): readonly SharedName[] {
  const homes = new Map<string, string[]>();
  for (const { path, isTest } of code) {
    if (isTest) continue;
    const made = modules.get(path)?.exports.filter(({ from, name }) => from === undefined && name !== 'default') ?? [];
    for (const name of new Set(made.map((entry) => entry.name))) homes.set(name, [...(homes.get(name) ?? []), path]);
  }
  return [...homes]
    .filter(([, files]) => files.length > 1)
    .map(([name, files]) => ({ name, files }))
    .sort((a, b) => b.files.length - a.files.length || a.name.localeCompare(b.name));
}
