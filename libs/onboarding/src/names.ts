import { RESERVED_WORDS } from '@sluice/contract';

/** What a header becomes: the name of a column. */
export interface NamedHeader {
  readonly header: string;
  readonly name: string;
}

/** Letters that fold to more than their base: with NFD alone `año` would become another word. */
const SPELLED: Readonly<Record<string, string>> = {
  ñ: 'ni',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
};

/** `Fecha de venta (UTC)` → `fecha_de_venta_utc`: snake_case ASCII, never empty, never with a digit in front. */
export function columnName(header: string): string {
  const spelled = header
    .normalize('NFC')
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[ñßæœøłđðþ]/g, (letter) => SPELLED[letter] ?? letter);
  const plain = spelled
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 100);
  if (plain === '') return 'column';
  return /^[a-z]/.test(plain) ? plain : `c_${plain}`;
}

/**
 * Names for all headers; a word that Athena reserves becomes `<word>_value`, and two that fold to one name are told
 * apart by a number.
 */
export function columnNames(headers: readonly string[]): readonly NamedHeader[] {
  const taken = new Set<string>();
  return headers.map((header) => {
    const plain = columnName(header);
    const base = RESERVED_WORDS.has(plain) ? `${plain}_value` : plain;
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}_${number}`;
    taken.add(name);
    return { header, name };
  });
}
