import type { PlanSource } from '@sluice/protocol';
import type { ByteText } from '../encoding.ts';
import type { FilePlace, SourceRecord } from '../reasons.ts';

/** More cells than this in one record refuse the file: Spark's parser fails on them. */
export const MAX_CELLS = 20_480;

/** One record as it stands in the file; in its cells null is an unquoted empty cell. */
export interface RawRecord extends SourceRecord {
  /** Offset after its line end. */
  readonly end: number;
}

/** Why there is no further record: the end, a record cut by the end of the file head, or bytes that make no record. */
export type RecordStop = 'end' | 'cut' | 'too-many-columns' | 'bad-quoting' | 'unclosed-quote';

const LF = 10;
const CR = 13;
const SPACE = 32;

/**
 * Splits text into records, exactly as docs/reading-rules.md says. One pass; `next` gives a record or says why there is
 * none.
 *
 * @example
 * const cursor = new RecordCursor(text, plan.source, true);
 * for (let record = cursor.next(); typeof record !== 'string'; record = cursor.next()) use(record.cells);
 */
export class RecordCursor {
  readonly #text: string;
  readonly #decode: (piece: string) => string;
  readonly #delimiter: number;
  readonly #quote: string;
  readonly #escape: string;
  readonly #isWhole: boolean;
  #at: number;
  #line = 1;
  #stop: RecordStop = 'cut';

  /** @param isWhole the text ends where the file ends, so what is open there is closed or broken, not cut */
  constructor(text: ByteText, dialect: Pick<PlanSource, 'delimiter' | 'quote' | 'escape'>, isWhole: boolean) {
    this.#text = text.text;
    this.#decode = text.decode;
    this.#delimiter = dialect.delimiter.charCodeAt(0);
    this.#quote = dialect.quote;
    this.#escape = dialect.escape;
    this.#isWhole = isWhole;
    this.#at = text.start;
  }

  /** Where the cursor stands: the start of the record that `next` could not give, after it said why. */
  get place(): FilePlace {
    return { line: this.#line, offset: this.#at };
  }

  /** The next record, or why there is none. */
  next(): RawRecord | RecordStop {
    if (!this.#skipBlankLines()) return 'end';
    const [offset, line] = [this.#at, this.#line];
    const cells: (string | null)[] = [];
    const end = this.#cells(cells);
    if (end === undefined) {
      [this.#at, this.#line] = [offset, line];
      return this.#stop;
    }
    this.#at = end;
    if (cells.length > MAX_CELLS) {
      [this.#at, this.#line] = [offset, line];
      return 'too-many-columns';
    }
    return { cells, line, offset, end };
  }

  #skipBlankLines(): boolean {
    const text = this.#text;
    for (let at = this.#at; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > SPACE) return true;
      if (code === LF || code === CR) {
        at = this.#afterLineEnd(at) - 1;
        this.#at = at + 1;
      }
    }
    return false;
  }

  /** Reads the cells of one record; the offset after its line end, or `undefined` with the reason in `#stop`. */
  #cells(cells: (string | null)[]): number | undefined {
    const text = this.#text;
    const quote = this.#quote.charCodeAt(0);
    for (let at = this.#at; ; at += 1) {
      const end = text.charCodeAt(at) === quote ? this.#quoted(at, cells) : this.#unquoted(at, cells);
      if (end < 0) return undefined;
      if (end === text.length) return this.#isWhole ? end : this.#fail('cut');
      if (text.charCodeAt(end) !== this.#delimiter) return this.#afterLineEnd(end);
      at = end;
    }
  }

  #unquoted(from: number, cells: (string | null)[]): number {
    const end = this.#cellEnd(from);
    cells.push(end === from ? null : this.#decode(this.#text.slice(from, end)));
    return end;
  }

  /** Reads a cell that begins with a quote; where it ends, or -1. */
  #quoted(from: number, cells: (string | null)[]): number {
    const text = this.#text;
    const doubled = this.#escape === this.#quote;
    const close = doubled ? this.#closeOfDoubled(from + 1) : this.#closeOfEscaped(from + 1);
    if (close < 0) {
      this.#fail(this.#isWhole ? 'unclosed-quote' : 'cut');
      return -1;
    }
    const content = this.#content(from + 1, close);
    let end = close + 1;
    for (
      let code = text.charCodeAt(end);
      code <= SPACE && code !== this.#delimiter && code !== LF && code !== CR;
      code = text.charCodeAt(end)
    )
      end += 1;
    if (end < text.length && !this.#endsCell(text.charCodeAt(end))) {
      if (!doubled) {
        this.#fail('bad-quoting');
        return -1;
      }
      // What Spark's parser makes of text after a closing quote: the cell as it stands, with its doubled quotes already
      // made one.
      end = this.#cellEnd(end);
      cells.push(this.#decode(this.#quote + content + text.slice(close, end)));
      return end;
    }
    cells.push(this.#decode(content));
    return end;
  }

  #closeOfDoubled(from: number): number {
    let close = this.#text.indexOf(this.#quote, from);
    while (close >= 0 && this.#text.startsWith(this.#quote, close + 1))
      close = this.#text.indexOf(this.#quote, close + 2);
    return close;
  }

  #closeOfEscaped(from: number): number {
    const text = this.#text;
    const quote = this.#quote.charCodeAt(0);
    const escaper = this.#escape.charCodeAt(0);
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quote) return at;
      if (code === escaper && (text.charCodeAt(at + 1) === quote || text.charCodeAt(at + 1) === escaper)) at += 1;
    }
    return -1;
  }

  /** The content between the quotes, unescaped, its line ends made LF and counted. */
  #content(from: number, to: number): string {
    let content = this.#text.slice(from, to);
    if (content.includes('\r')) content = content.replace(/\r\n?/g, '\n');
    for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) this.#line += 1;
    if (!content.includes(this.#escape)) return content;
    if (this.#escape === this.#quote) return content.replaceAll(this.#quote + this.#quote, this.#quote);
    let plain = '';
    for (let at = 0; at < content.length; at += 1) {
      const next = content.charAt(at + 1);
      if (content.charAt(at) === this.#escape && (next === this.#quote || next === this.#escape)) at += 1;
      plain += content.charAt(at);
    }
    return plain;
  }

  #cellEnd(from: number): number {
    const text = this.#text;
    let end = from;
    while (end < text.length && !this.#endsCell(text.charCodeAt(end))) end += 1;
    return end;
  }

  #endsCell(code: number): boolean {
    return code === this.#delimiter || code === LF || code === CR;
  }

  #afterLineEnd(at: number): number {
    this.#line += 1;
    return this.#text.charCodeAt(at) === CR && this.#text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  }

  #fail(stop: RecordStop): undefined {
    this.#stop = stop;
    return undefined;
  }
}
