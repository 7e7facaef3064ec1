/** A file of a committed batch head, as far as reading costs go. */
export interface HeadFile {
  /** Partition key -> value. */
  readonly partition: Readonly<Record<string, string>>;
  /** Column -> compressed bytes of its chunks. */
  readonly columns: Readonly<Record<string, number>>;
  /** Footer, its length field and both magics. */
  readonly footer_bytes: number;
  readonly rows: number;
}

/** What reading some columns of some files should cost. */
export interface Prediction {
  readonly bytes: number;
  readonly files: number;
  readonly rows: number;
  /** Column chunks, one per file and column: row groups are not in a batch head. */
  readonly chunks: number;
}

/** What the batch heads say that reading these columns costs: whole column chunks and footers. */
export function predict(files: readonly HeadFile[], columns: readonly string[]): Prediction {
  let bytes = 0;
  let rows = 0;
  let chunks = 0;
  for (const file of files) {
    bytes += file.footer_bytes;
    rows += file.rows;
    for (const column of columns) {
      const size = Object.hasOwn(file.columns, column) ? file.columns[column] : undefined;
      if (size === undefined) continue;
      bytes += size;
      chunks += 1;
    }
  }
  return { bytes, files: files.length, rows, chunks };
}

/** How far a count may lie from the prediction: 1 % or 256 bytes per column chunk and file, the larger. */
export function tolerance({ bytes, chunks, files }: Prediction): number {
  return Math.max(bytes * 0.01, 256 * (chunks + files));
}

const IGNORED = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g;

/**
 * The columns of a table that a query may read, found in its text: names that are mentioned, all of them for a star. An
 * alias of the same name counts too, which predicts too much and never too little.
 */
export function columnsMentioned(sql: string, columns: readonly string[]): string[] {
  const text = sql.replaceAll(IGNORED, ' ');
  const star = /(?:\bselect\s+(?:all\s+|distinct\s+)?|,\s*|\.)\*(?!\s*(?:\d|\())/i.test(text);
  if (star) return [...columns];
  const words = new Set(
    [...text.matchAll(/"((?:[^"]|"")+)"|[\p{L}_][\p{L}\p{N}_$]*/gu)].map(([word, quoted]) =>
      (quoted ?? word).toLowerCase(),
    ),
  );
  return columns.filter((column) => words.has(column.toLowerCase()));
}
