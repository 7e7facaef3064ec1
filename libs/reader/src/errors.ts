import type { ErrorCode } from '@sluice/protocol';
import { READER } from './reader-error.ts';
import { fileReasonCode, rowReasonCode } from './reason-codes.ts';
import {
  COLUMN_RULES,
  type ColumnRule,
  FILE_REASONS,
  type FileReason,
  ROW_REASONS,
  type RowReason,
} from './reasons.ts';

type Text = readonly [title: string, why: string, fix: string];

const FILE_TEXTS: Readonly<Record<FileReason, Text>> = {
  'key-missing': [
    'the object is gone',
    'The object version was deleted between its event and the run.',
    'Upload the file again.',
  ],
  'too-large': [
    'the file is too large',
    'Its size is above maxBytes of the contract.',
    'Split the file, or raise maxBytes in the contract.',
  ],
  'gzip-broken': [
    'the gzip stream is broken',
    'The contract says gzip, and the stream is cut, corrupt, followed by other bytes, or no gzip at all.',
    'Upload the file again, completely; test it with "gzip -t". For a file that is not compressed change ' +
      'compression in the contract.',
  ],
  'inflates-too-much': [
    'the file inflates to too much',
    'More bytes come out of the gzip stream than the contract allows.',
    'Split the file, or raise maxInflatedBytes in the contract when the size is right.',
  ],
  'not-text': [
    'the file is not text',
    'It begins like a known binary format or holds a NUL byte (UTF-16 does).',
    'Export it as CSV in the encoding of the contract; for gzip say so in the contract.',
  ],
  'bad-encoding': [
    'the encoding is another one',
    'The header does not decode in the encoding of the contract, or a UTF-8 BOM stands in a file that is said to be ' +
      'something else.',
    'Export in the encoding of the contract, or correct encoding there.',
  ],
  empty: [
    'the file is empty',
    'It has no bytes, or only a byte order mark and blank lines.',
    'Upload the file again; a day without data needs no file.',
  ],
  'header-too-long': [
    'the header is too long',
    'The first record does not end within 1 MiB: often a file without line ends, or with a quote that is never closed.',
    'Look at the first line of the file and at quote and delimiter in the contract.',
  ],
  'too-many-columns': [
    'a record has too many cells',
    'More than 20,480 cells in one record: nearly always a wrong delimiter or a lost line end.',
    'Look at the record that the message names and at the delimiter in the contract.',
  ],
  'bad-quoting': [
    'quotes that cannot be read in one way',
    'The contract has an escape other than the quote, and a closing quote is followed by text or by another quote; ' +
      'programs disagree about what that means.',
    'Write a quote inside quotes with the escape of the contract, or remove escape from the contract when quotes ' +
      'are doubled.',
  ],
  'unclosed-quote': [
    'a quote is never closed',
    'A cell opens with a quote and the file ends before it closes: a truncated file, or a lone quote in the text.',
    'Upload the file again completely, or double the quote inside quotes.',
  ],
  'header-only': [
    'the file has no record',
    'There is a header and nothing after it.',
    'Upload the file again; a day without data needs no file.',
  ],
  'empty-header': [
    'a header is empty',
    'A column of the file has no name; a delimiter at the end of the header makes one.',
    'Name every column of the file.',
  ],
  'duplicate-header': [
    'two headers name one column',
    'Two headers are the same, or two of them are names (source, aliases) of the same column.',
    'Rename one of them in the file, or take the wrong alias out of the contract.',
  ],
  'unknown-column': [
    'a column that the contract does not know',
    'The contract rejects new columns (drift.newColumn: reject).',
    'Add the column to the contract, or choose rescue or ignore for drift.newColumn.',
  ],
  'missing-column': [
    'a column is missing',
    'The file has no header for a column that cannot be filled: it is not nullable and has no default, or the ' +
      'contract rejects missing columns.',
    'Add the column to the file; for a renamed header add it to aliases in the contract.',
  ],
  'bad-value': [
    'a bad row refuses the file',
    'A row was bad and the contract says drift.badValue: reject_file.',
    'Correct the rows and upload the file again, or choose quarantine_row.',
  ],
  'bad-ratio': [
    'too many bad rows',
    'The share of rejected rows is above drift.maxBadRatio of the contract.',
    'Correct the rows and upload the file again; when the rows are right, the contract is wrong.',
  ],
  'no-valid-row': [
    'no row is good',
    'Every sampled record was rejected: nearly always another file, another delimiter or another date format than ' +
      'the contract says.',
    'Look at the reasons of the first records and compare them with the contract.',
  ],
};

const ROW_TEXTS: Readonly<Record<RowReason | ColumnRule, Text>> = {
  encoding: [
    'characters were lost',
    'The record holds bytes that the encoding cannot decode, or U+FFFD, which an earlier program left there.',
    'Export in the encoding of the contract.',
  ],
  shape: [
    'wrong number of cells',
    'The record has more or fewer cells than the header.',
    'Quote cells that hold the delimiter or a line end.',
  ],
  duplicate: [
    'a duplicate',
    'Another row of the batch has the same key and comes first in the order of dedupe.',
    'Nothing, when the file repeats itself; else look at dedupe.key.',
  ],
  required: [
    'a value is missing',
    'The cell is null (empty or a null token) and the column is not nullable.',
    'Fill the cell, or make the column nullable in the contract.',
  ],
  type: [
    'not a value of the type',
    'The text is no value of the lake type in the format of the column. Nothing is trimmed, rounded or guessed.',
    'Correct the cell, or the type (a number may be too large or have too many decimals for it), format, ' +
      'decimalComma or nullTokens in the contract.',
  ],
  range: ['out of range', 'The value is beyond a minimum or maximum of the column.', 'Correct the cell or the bound.'],
  multiple: ['not a multiple', 'The value is no multiple of multipleOf.', 'Correct the cell or multipleOf.'],
  length: [
    'too short or too long',
    'The text has fewer or more characters (code points) than minLength and maxLength allow.',
    'Correct the cell or the bound.',
  ],
  pattern: [
    'does not match the pattern',
    'The text does not match the pattern of the column.',
    'Correct the cell or the pattern.',
  ],
  enum: [
    'not one of the values',
    'The value is none of those that enum or const lists. Case and spaces count.',
    'Correct the cell, or add the value to the contract.',
  ],
};

const fileCodes = FILE_REASONS.map((reason) => entry(fileReasonCode(reason), reason, FILE_TEXTS[reason]));
const rowCodes = [...ROW_REASONS, ...COLUMN_RULES].map((rule) =>
  entry(rowReasonCode(rule) ?? '', rule, ROW_TEXTS[rule]),
);

/** Every code of the reader: SLC40xx its own errors, SLC41xx file reasons, SLC42xx reasons of rows. */
export const READER_ERRORS: readonly ErrorCode[] = [...Object.values(READER), ...fileCodes, ...rowCodes];

function entry(code: string, name: string, [title, why, fix]: Text): ErrorCode {
  return { code, reason: name, title: `${name}: ${title}`, fault: 'user', why, fix };
}
