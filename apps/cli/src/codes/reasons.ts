/** A reason why a file is refused or a row is rejected, for `explain`. */
export interface ReasonText {
  readonly reason: string;
  readonly about: 'file' | 'row';
  readonly why: string;
  readonly fix: string;
}

const file = (reason: string, why: string, fix: string): ReasonText => ({ reason, about: 'file', why, fix });
const row = (reason: string, why: string, fix: string): ReasonText => ({ reason, about: 'row', why, fix });

/** The reasons of docs/reading-rules.md and those of the way in; a test compares the list with that page. */
export const REASONS: readonly ReasonText[] = [
  file(
    'key-missing',
    'The version that was queued is not in the raw bucket any more.',
    'Restore the file, or send it again under a new name.',
  ),
  file(
    'too-large',
    'The file is larger than source.maxBytes of the contract.',
    'Send it in parts, or raise source.maxBytes (at most 5 GB).',
  ),
  file(
    'gzip-broken',
    'The contract says gzip, and the stream is cut, damaged, followed by garbage, or no gzip at all.',
    'Send the whole file again; check it with `gzip -t <file>`.',
  ),
  file(
    'inflates-too-much',
    'The file inflates to more than the contract allows: a mistake, or a gzip bomb.',
    'Send it in parts, or raise source.maxInflatedBytes of the contract.',
  ),
  file(
    'not-text',
    'The file holds NUL bytes or begins like a binary format (a gzip file where the contract says `none`, a spreadsheet, UTF-16 …).',
    'Export it as CSV text in the encoding of the contract.',
  ),
  file(
    'bad-encoding',
    'The header does not decode, or a UTF-8 byte order mark stands where the contract names another encoding.',
    'Export it in the encoding of the contract, or correct source.encoding.',
  ),
  file('empty', 'Zero bytes, or nothing but blank lines.', 'See why the producer wrote nothing; an empty day is best not sent at all.'),
  file('header-too-long', 'No line ends within the first 1 MiB.', 'Check the line ends and the quotes of the first line.'),
  file('too-many-columns', 'More than 20,480 cells in one record.', 'Check delimiter and quotes against the contract.'),
  file(
    'bad-quoting',
    'Text follows a closing quote. With an escape that is not the quote itself, programs read that differently.',
    'Escape quotes inside cells, or double them and say so in the dialect.',
  ),
  file(
    'unclosed-quote',
    'A quote is opened and never closed: the rest of the file would be one cell.',
    'Close the quote; a quote inside a quoted cell is doubled.',
  ),
  file('header-only', 'A header and no record.', 'See why the producer wrote no record; an empty day is best not sent at all.'),
  file(
    'empty-header',
    'A header cell is empty; a delimiter at the end of the header line makes one.',
    'Name every column, and remove a delimiter at the end.',
  ),
  file('duplicate-header', 'Two header cells name the same column, by the same text or by an alias.', 'Rename or remove one of them.'),
  file(
    'unknown-column',
    'A header that no column of the contract names, and drift.newColumn is `reject`.',
    'Remove the column, add it to the contract, or let it be rescued: drift.newColumn = "rescue".',
  ),
  file(
    'missing-column',
    'A column of the contract has no header in the file, and the drift policy has nothing to fill it with.',
    'Add the column to the file; if it was renamed, add the new header to its aliases.',
  ),
  file('bad-value', 'A row was bad and drift.badValue is `reject_file`.', 'Correct the rows and send the file under a new name.'),
  file(
    'bad-ratio',
    'More rows were bad than drift.maxBadRatio allows: something is wrong with the whole file.',
    'See what has changed at the source; correct it and send the file under a new name.',
  ),
  file(
    'no-valid-row',
    'Not one of the sampled rows keeps the contract: a file of another dataset, or another dialect.',
    'Check that the file belongs to this dataset; check delimiter and formats.',
  ),
  file(
    'key-overwritten',
    'A file of this name was decided before, with another content. With onNewVersion = "reject" the first one is kept.',
    'Send the new content under a new name.',
  ),
  file(
    'suffix',
    'The name does not end as source.suffix of the contract says. Such files are ignored.',
    'Rename the file if it belongs to the dataset.',
  ),
  file('not-a-file', 'A link to a folder, a device or a pipe. Such entries are ignored.', 'Put the file itself there.'),
  file('name-not-utf8', 'The name of the file is no UTF-8, so it can be no key. It is ignored.', 'Rename the file.'),
  file('key-too-long', 'With its prefix the name is longer than the 1,024 bytes that a key may have. It is ignored.', 'Shorten the name.'),
  row(
    'encoding',
    'The record holds bytes that are not of the encoding of the contract, or the character U+FFFD.',
    'Export in the encoding of the contract.',
  ),
  row('shape', 'The record has more or fewer cells than the header.', 'Quote cells that hold the delimiter; complete short rows.'),
  row('required', 'The cell is null in a column that is not nullable.', 'Fill the cell, or allow null in the contract.'),
  row(
    'type',
    'The text is not of the type of the column: it does not match the guard, or cannot be cast.',
    'Correct the value, or the type or format of the column.',
  ),
  row('range', 'The value is below the minimum or above the maximum.', 'Correct the value, or widen the range in the contract.'),
  row('multiple', 'The value is no multiple of multipleOf.', 'Correct the value.'),
  row('length', 'The text is shorter than minLength or longer than maxLength, in characters.', 'Correct the value.'),
  row('pattern', 'The text does not match the pattern of the column.', 'Correct the value, or the pattern in the contract.'),
  row('enum', 'The value is not one of those that the contract lists.', 'Correct the value, or add it to the list.'),
  row(
    'duplicate',
    'Another row of the same batch has the same key; dedupe.order of the contract says which one stays.',
    'Nothing, if repeated rows are expected; else see why they are sent twice.',
  ),
];

/** The reason behind `missing-column`, `range` or `range:month`. */
export function reasonOf(text: string): ReasonText | undefined {
  const [name] = text.split(':');
  return REASONS.find((entry) => entry.reason === name);
}
