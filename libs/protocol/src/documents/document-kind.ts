import { PROTOCOL, ProtocolError } from '../errors.ts';
import { checkOf, type Schema } from './schema-check.ts';

/** One kind of document that TypeScript and Python exchange: its schema, and the one way to read it. */
export interface DocumentKind<Document> {
  readonly name: string;
  /** JSON Schema 2020-12. */
  readonly schema: Schema;
  /** What is wrong with a value, one line each with the JSON pointer; empty when nothing is. */
  readonly problems: (value: unknown) => readonly string[];
  /**
   * Reads a document from its text.
   *
   * @param where bucket and key, or the file, for the message
   * @throws ProtocolError SLC3005 when it is not JSON or does not follow its schema
   */
  readonly parse: (text: string, where: string) => Document;
}

/** More of them would hide the first. */
const SHOWN_PROBLEMS = 3;

/** The kind of document that a schema describes. Its check is made at the first use: a Lambda reads few of them. */
export function documentKind<Document>(name: string, schema: Schema): DocumentKind<Document> {
  let check: ((value: unknown) => readonly string[]) | undefined;
  const problems = (value: unknown) => {
    check ??= checkOf(schema);
    return check(value);
  };
  const refuse = (where: string, why: string, cause?: unknown) =>
    new ProtocolError(PROTOCOL.document, `${where} is no ${name}: ${why}`, { file: where, cause });
  const parse = (text: string, where: string): Document => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw refuse(where, 'it is not JSON', cause);
    }
    const found = problems(value);
    if (found.length === 0) return value as Document;
    const more = found.length - SHOWN_PROBLEMS;
    throw refuse(where, found.slice(0, SHOWN_PROBLEMS).join('; ') + (more > 0 ? `; and ${more} more` : ''));
  };
  return { name, schema, problems, parse };
}
