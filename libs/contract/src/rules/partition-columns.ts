import { parseInt64 } from '../formats/int64.ts';
import type { LakeKind } from '../formats/lake-type.ts';
import type { Column, Partition } from '../model.ts';
import type { Rule, RuleHit } from '../rule.ts';

const SUITS: Readonly<Record<Partition['transform'], readonly LakeKind[]>> = {
  identity: ['string', 'int', 'bigint', 'date', 'boolean'],
  year: ['date', 'timestamp'],
  month: ['date', 'timestamp'],
  day: ['date', 'timestamp'],
  date: ['date', 'timestamp'],
  hour: ['timestamp'],
};

/** Partition keys come from columns that always have a value, and few of them. */
export const partitionColumns: Rule = {
  code: 'SLC2108',
  name: 'partition-columns',
  severity: 'error',
  title: 'A column that cannot be a partition key',
  fault: 'user',
  why: 'Every value is a folder. A null has no folder that queries find; a value per row makes a file per row.',
  fix: 'partition by a column that is never null and has few values, such as the day of a date',
  *check({ dataset, columns }) {
    const byName = new Map(columns.map((column) => [column.name, column]));
    const seen = new Set<string>();
    for (const [index, partition] of dataset.partition.entries()) {
      const at = `/x-dataset/partition/${index}`;
      if (seen.has(partition.name))
        yield {
          pointer: `${at}/name`,
          message: `two partition keys are named "${partition.name}"`,
          fix: 'rename one of them',
        };
      seen.add(partition.name);
      const column = byName.get(partition.column);
      if (column === undefined)
        yield {
          pointer: `${at}/from`,
          message: `partition "${partition.name}": there is no column "${partition.column}"`,
          fix: 'name a column of this contract',
        };
      else yield* judge(partition, column, at, dataset.key);
      const isOwn = partition.transform === 'identity' && partition.column === partition.name;
      if (byName.has(partition.name) && !isOwn) {
        yield {
          pointer: `${at}/name`,
          message: `partition "${partition.name}" hides the column of the same name`,
          fix: 'rename the partition key: the table cannot have both',
        };
      }
    }
    if (columns.length > 0 && columns.every(({ name }) => seen.has(name))) {
      yield {
        pointer: '/x-dataset/partition',
        message: 'every column is a partition key: the files would have no column',
        fix: 'keep at least one column out of the partition keys',
      };
    }
  },
};

function* judge(partition: Partition, column: Column, at: string, key: readonly string[]): Iterable<RuleHit> {
  const { name, transform, pad } = partition;
  const { type } = column;
  if (column.nullable)
    yield {
      pointer: `${at}/from`,
      message: `partition "${name}": the column "${column.name}" is nullable`,
      fix: 'remove "null" from the type of the column, or partition by another',
    };
  if (type === undefined) return;
  if (!SUITS[transform].includes(type.kind)) {
    const fix =
      type.kind === 'timestamp'
        ? 'use year, month, day, date or hour'
        : `use ${transform} on one of ${SUITS[transform].join(', ')}`;
    yield {
      pointer: `${at}/transform`,
      message:
        `partition "${name}": ${transform} does not suit the column "${column.name}", which ` +
        `is ${column.schema['x-column'].type}`,
      fix,
    };
    return;
  }
  if (transform === 'identity' && key.length === 1 && key[0] === column.name) {
    yield {
      pointer: `${at}/from`,
      message:
        `partition "${name}": the column "${column.name}" is the key of a row, so every row would ` + 'be a partition',
    };
  } else if (transform === 'identity' && (type.kind === 'string' || type.kind === 'bigint') && !isBounded(column)) {
    const fix =
      'bound its values (enum, a pattern or maxLength of at most 32 for a string, minimum and maximum for an integer)';
    yield {
      pointer: `${at}/from`,
      severity: 'warning',
      message: `partition "${name}": nothing bounds the values of the column "${column.name}"`,
      fix,
    };
  }
  yield* padding(partition, column, at, pad);
}

function* padding({ name, transform }: Partition, column: Column, at: string, pad: number): Iterable<RuleHit> {
  if (pad === 0) return;
  const isInteger = column.type?.kind === 'int' || column.type?.kind === 'bigint';
  if (transform !== 'identity' || !isInteger) {
    yield {
      pointer: `${at}/pad`,
      message: `partition "${name}": pad works on the identity of an integer only`,
      fix: 'remove pad',
    };
    return;
  }
  const { schema } = column;
  const lowest = limit(
    schema.minimum ?? schema.formatMinimum,
    schema.exclusiveMinimum ?? schema.formatExclusiveMinimum,
    1n,
  );
  const highest = limit(
    schema.maximum ?? schema.formatMaximum,
    schema.exclusiveMaximum ?? schema.formatExclusiveMaximum,
    -1n,
  );
  if (lowest !== undefined && lowest < 0n)
    yield {
      pointer: `${at}/pad`,
      message: `partition "${name}": negative values cannot be padded`,
      fix: 'remove pad, or raise the minimum of the column to 0',
    };
  const digits = highest === undefined ? 0 : String(highest).length;
  if (digits > pad)
    yield {
      pointer: `${at}/pad`,
      message: `partition "${name}": ${highest} has more than ${pad} digits`,
      fix: `set pad to ${digits}`,
    };
}

// The last value that bounds allow; `undefined` without a bound, or with one that is no integer, which is judged by its
// own rule.
function limit(
  inclusive: string | number | undefined,
  exclusive: string | number | undefined,
  inwards: 1n | -1n,
): bigint | undefined {
  const beyond = parseInt64(String(exclusive ?? ''));
  return parseInt64(String(inclusive ?? '')) ?? (beyond === undefined ? undefined : beyond + inwards);
}

function isBounded({ schema, type }: Column): boolean {
  if (schema.enum !== undefined || schema.const !== undefined) return true;
  if (type?.kind === 'string')
    return schema.pattern !== undefined || (schema.maxLength ?? Number.POSITIVE_INFINITY) <= 32;
  return (
    (schema.minimum ?? schema.formatMinimum) !== undefined && (schema.maximum ?? schema.formatMaximum) !== undefined
  );
}
