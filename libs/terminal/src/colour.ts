/** Paints text for a terminal; every function returns its argument when colours are off. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** The palette, on or off. */
export function palette(on: boolean): Palette {
  const style = (open: number, close: number) => (text: string) =>
    on && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    cyan: style(36, 39),
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what an escape sequence starts with.
const ESCAPE_SEQUENCE = /\u001b\[[0-9;]*m/g;

/** The text without its colours. */
export function withoutColour(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '');
}

/**
 * Control characters of a file name, a header or an error text shown as escapes, and characters that take no room or
 * turn the order of text, so that no input can move the cursor, change the title of the terminal, forge a line of
 * output or look like another name.
 */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are made visible.
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g,
    (character) => {
      const code = character.charCodeAt(0);
      if (character === '\n') return '\\n';
      if (character === '\t') return '\\t';
      if (character === '\r') return '\\r';
      return code < 128 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    },
  );
}

/**
 * A document as JSON that is safe on a terminal too: what JSON leaves as it is and a terminal obeys, is escaped; the
 * value is the same.
 */
export function printableJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
