/** Written by a program: its width is the program's. */
const GENERATED =
  /(^|\/)(generated|golden|conformance|results)\/|^docs\/(contract-reference|errors|iam|demo|measured)\.md$/;

/** What is read on a narrow screen. */
const NARROW: Readonly<Record<string, number>> = { 'README.md': 100 };

/** The columns that a page of prose may take; undefined for what is not measured. */
export function columnsOfProse(path: string): number | undefined {
  if (!path.endsWith('.md') || GENERATED.test(path)) return undefined;
  return NARROW[path] ?? 120;
}
