import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { dialect } from './dialect.ts';

describe('dialect', () => {
  const source = (change: object) => found(dialect, (it) => Object.assign(it['x-dataset'].source, change));

  test('good dialects', () => {
    expect(source({ dialect: { delimiter: '\t', quote: "'", escape: '\\' } })).toEqual([]);
    expect(source({ suffix: '.txt.gz', compression: 'gzip' })).toEqual([]);
  });

  test('marks that cannot be told apart', () => {
    expect(source({ dialect: { delimiter: '"' } })).toMatchInlineSnapshot(`
      [
        "SLC2113 at { | error: delimiter and quote are both "\\"" -> use marks such as , ; | or a tab to delimit, and " to quote",
      ]
    `);
    expect(source({ dialect: { delimiter: ';', escape: ';' } })).toMatchInlineSnapshot(`
      [
        "SLC2113 at ";" | error: delimiter and escape are both ";" -> use marks such as , ; | or a tab to delimit, and " to quote",
      ]
    `);
  });

  test('marks that are none', () => {
    expect(source({ dialect: { delimiter: 'a', quote: '\n' } })).toMatchInlineSnapshot(`
      [
        "SLC2113 at "a" | error: delimiter "a" is no mark: it must be printable ASCII or a tab, and no letter or digit -> use marks such as , ; | or a tab to delimit, and " to quote",
        "SLC2113 at "\\n" | error: quote "\\n" is white space, which readers skip beside quotes -> use marks such as , ; | or a tab to delimit, and " to quote",
      ]
    `);
    expect(source({ dialect: { delimiter: '-' } })).toMatchInlineSnapshot(`
      [
        "SLC2113 at "-" | error: delimiter "-" occurs in numbers and dates -> use marks such as , ; | or a tab to delimit, and " to quote",
      ]
    `);
  });

  test('marks that a reader would take for something else', () => {
    expect(source({ dialect: { quote: ' ' } })).toMatchInlineSnapshot(`
      [
        "SLC2113 at " " | error: quote " " is white space, which readers skip beside quotes -> use marks such as , ; | or a tab to delimit, and " to quote",
      ]
    `);
    expect(source({ dialect: { delimiter: '\\' } })).toMatchInlineSnapshot(`
      [
        "SLC2113 at "\\\\" | error: the backslash cannot delimit: Spark takes it for the begin of an escape -> use marks such as , ; | or a tab to delimit, and " to quote",
      ]
    `);
  });

  test('a comma for cells and for decimals', () => {
    expect(source({ dialect: { decimalComma: true } })).toMatchInlineSnapshot(`
      [
        "SLC2113 at true | warning: delimiter and decimal mark are both a comma: every number with decimals must be quoted -> use another delimiter, or remove decimalComma",
      ]
    `);
  });

  test('a suffix that contradicts the compression', () => {
    expect(source({ suffix: '.csv.gz' })).toMatchInlineSnapshot(`
      [
        "SLC2113 at ".csv.gz" | error: the suffix ".csv.gz" says gzip, but compression is "none" -> set compression to "gzip", or change the suffix",
      ]
    `);
    expect(source({ suffix: '.csv', compression: 'gzip' })).toMatchInlineSnapshot(`
      [
        "SLC2113 at ".csv" | warning: compression is "gzip", but the suffix ".csv" does not end in .gz -> name the files .csv.gz, so that people and tools see it",
      ]
    `);
  });
});
