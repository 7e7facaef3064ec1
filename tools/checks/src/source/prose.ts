/** Written by a program: its width is the program's. */
const GENERATED = /(^|\/)(generated|golden|conformance|results)\/|^docs\/(errors|iam|demo|measured)\.md$/;

/** Written before there was a measure. Pages that are written anew leave the list, and are guarded from then on. */
const NOT_YET: readonly RegExp[] = [/(^|\/)README\.md$/, /^CONTRIBUTING\.md$/, /^docs\//];

/** What is read on a narrow screen. */
const NARROW: Readonly<Record<string, number>> = { 'README.md': 100 };

/** The columns that a page of prose may take; undefined for what is not measured. */
export function columnsOfProse(path: string): number | undefined {
  if (!path.endsWith('.md') || GENERATED.test(path) || NOT_YET.some((pages) => pages.test(path))) {
    return undefined;
  }
  return NARROW[path] ?? 120;
}
