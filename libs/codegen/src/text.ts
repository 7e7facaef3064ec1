/** A JSON value as the text of a file: two spaces, keys in the order given, a line end at the end. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
