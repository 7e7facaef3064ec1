import { describe, expect, test } from 'vitest';
import { found } from '../testing.ts';
import { headerClaimedTwice } from './header-claimed-twice.ts';

describe('header-claimed-twice', () => {
  test('a good contract has nothing to say, aliases and swapped sources included', () => {
    const result = found(headerClaimedTwice, (it) => {
      it.properties.amount['x-column'].source = 'items';
      it.properties.items['x-column'].source = 'amount';
      it.properties.note['x-column'].aliases = ['Note', 'remark'];
    });

    expect(result).toEqual([]);
  });

  test('a source that is the name of another column', () => {
    expect(
      found(headerClaimedTwice, (it) => (it.properties.note['x-column'].source = 'amount')),
    ).toMatchInlineSnapshot(`
      [
        "SLC2103 at "amount" | error: the header "amount" is claimed by the columns "amount" and "note" -> give each header to one column: change x-column.source or x-column.aliases",
      ]
    `);
  });

  test('an alias that two columns have', () => {
    const result = found(headerClaimedTwice, (it) => {
      it.properties.amount['x-column'].aliases = ['total'];
      it.properties.items['x-column'].aliases = ['total'];
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2103 at "total" | error: the header "total" is claimed by the columns "amount" and "items" -> give each header to one column: change x-column.source or x-column.aliases",
      ]
    `);
  });

  test('headers that no file can have', () => {
    const result = found(headerClaimedTwice, (it) => {
      it['x-dataset'].source.encoding = 'windows-1252';
      it.properties.note['x-column'] = {
        type: 'string',
        source: 'Año €',
        aliases: ['\ufeffNote', 'No\ufffde', '備考'],
      };
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2103 at "﻿Note" | error: the header "﻿Note" begins with a byte order mark, which readers drop -> write the header as it stands in the file; one line",
        "SLC2103 at "No�e" | error: the header "No�e" holds the replacement character: its bytes were read in another encoding -> write the header as it stands in the file; one line",
        "SLC2103 at "備考" | error: the header "備考" holds "備", which windows-1252 cannot write -> write the header as it stands in the file; one line",
      ]
    `);
  });

  test('an alias that repeats the source, and a header with a line end', () => {
    const result = found(headerClaimedTwice, (it) => {
      it.properties.amount['x-column'].aliases = ['amount'];
      it.properties.note['x-column'].source = 'no\nte';
    });

    expect(result).toMatchInlineSnapshot(`
      [
        "SLC2103 at "amount" | error: the header "amount" stands twice in the column "amount" -> remove it once: source (or the name) counts already",
        "SLC2103 at "no\\nte" | error: the header "no\\nte" holds a line end or NUL -> write the header as it stands in the file; one line",
      ]
    `);
  });
});
