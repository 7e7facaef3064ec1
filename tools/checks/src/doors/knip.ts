/** What Knip prints with `--reporter json`, as far as it is looked at here. */
interface KnipReport {
  readonly issues: readonly ({ readonly file: string } & Readonly<Record<string, unknown>>)[];
}

interface KnipEntry {
  readonly name: string;
  readonly line?: number;
}

/** What is said of each kind; a kind that is not listed is named by its word. */
const SENTENCES: Readonly<Record<string, (name: string) => string>> = {
  exports: (name) => `exports ${name}, which nobody imports. Drop the export, or what nobody needs.`,
  types: (name) => `exports the type ${name}, which nobody imports. Drop the export.`,
  files: () => 'is used by nothing. Remove it, or name it as an entry in knip.jsonc.',
  dependencies: (name) => `names the dependency ${name}, which nothing in it imports. Remove it.`,
  devDependencies: (name) => `names the dependency ${name}, which nothing in it imports. Remove it.`,
  unlisted: (name) => `uses ${name} without naming it in package.json. Add it.`,
  unresolved: (name) => `imports ${name}, which is not there.`,
};

/** One sentence per finding; undefined for output that is no report. */
export function knipFindings(output: string): readonly string[] | undefined {
  let report: KnipReport;
  try {
    report = JSON.parse(output.slice(output.indexOf('{'))) as KnipReport;
  } catch {
    return undefined;
  }
  return report.issues.flatMap(({ file, ...kinds }) =>
    Object.entries(kinds).flatMap(([kind, entries]) =>
      Array.isArray(entries) && kind !== 'owners' ? entries.flat().map((entry) => sentence(file, kind, entry)) : [],
    ),
  );
}

function sentence(file: string, kind: string, { name, line }: KnipEntry): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place} ${SENTENCES[kind]?.(name) ?? `${kind}: ${name}`}`;
}
