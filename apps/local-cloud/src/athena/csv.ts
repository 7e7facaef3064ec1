/** One row as Athena writes it: every value in quotes, null as nothing, so that null and the empty text stay apart. */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;
}

/** Reads what `csvLine` wrote. */
export function* readCsv(text: string): Generator<(string | null)[]> {
  let row: (string | null)[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === '"') {
      let end = at + 1;
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
      row.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
    } else row.push(null);
    if (text[at] === '\n') {
      yield row;
      row = [];
    }
    at += 1;
    // A line that ends in a comma has one more value: null.
    if (text[at - 1] === ',' && text[at] === '\n') {
      row.push(null);
      yield row;
      row = [];
      at += 1;
    }
  }
}
