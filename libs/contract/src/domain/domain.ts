import type { Scalar } from '../document.ts';
import type { LakeType } from '../formats/lake-type.ts';
import type { Column } from '../model.ts';
import { canonicalValue } from './canonical.ts';

/** The keywords that bound a column from below and from above. */
export const LOWER_KEYWORDS = ['minimum', 'exclusiveMinimum', 'formatMinimum', 'formatExclusiveMinimum'] as const;
export const UPPER_KEYWORDS = ['maximum', 'exclusiveMaximum', 'formatMaximum', 'formatExclusiveMaximum'] as const;

/** A bound of a column, as a value of its type. */
export interface Bound {
  /** As the contract names it. */
  readonly keyword: string;
  /** Canonical text. */
  readonly text: string;
  readonly exclusive: boolean;
}

/**
 * The set of values that a column's type, bounds, step, lengths, pattern and list allow. A bound or a listed value that
 * is none of the type is no part of it: lint tells of it.
 */
export interface Domain {
  readonly type: LakeType | undefined;
  /** The type as it is written. */
  readonly typeText: string;
  readonly nullable: boolean;
  readonly lower: readonly Bound[];
  readonly upper: readonly Bound[];
  readonly multipleOf: number | undefined;
  /** Of texts, in code points. */
  readonly length: { readonly min: number; readonly max: number };
  readonly pattern: string | undefined;
  /** Canonical texts of `enum` or `const`; undefined: any. */
  readonly values: ReadonlySet<string> | undefined;
  /** The canonical text of a value that the contract gives; undefined when it is none of the type. */
  canonical(value: Scalar): string | undefined;
}

/** The domain of a column. */
export function domainOf(column: Column): Domain {
  const { schema, type, nullable } = column;
  const canonical = (value: Scalar) => canonicalValue(column, value);
  const bounds = (keywords: readonly (typeof LOWER_KEYWORDS | typeof UPPER_KEYWORDS)[number][]): readonly Bound[] =>
    keywords.flatMap((keyword) => {
      const value = schema[keyword];
      const text = value === undefined ? undefined : canonical(value);
      return text === undefined ? [] : [{ keyword, text, exclusive: /exclusive/i.test(keyword) }];
    });
  const listed = schema.const === undefined ? schema.enum : [schema.const];
  return {
    type,
    typeText: schema['x-column'].type,
    nullable,
    lower: bounds(LOWER_KEYWORDS),
    upper: bounds(UPPER_KEYWORDS),
    multipleOf: schema.multipleOf,
    length: { min: schema.minLength ?? 0, max: schema.maxLength ?? Number.POSITIVE_INFINITY },
    pattern: schema.pattern,
    values: listed === undefined ? undefined : new Set(listed.flatMap((value) => canonical(value) ?? [])),
    canonical,
  };
}
