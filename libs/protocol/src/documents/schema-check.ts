/** A JSON Schema of `schemas/`, with the keywords that the documents use. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

type Report = (path: string, message: string) => void;
type Check = (value: unknown, path: string, report: Report) => void;

const ANNOTATIONS: ReadonlySet<string> = new Set(['$schema', '$id', '$defs', 'title', 'description']);

/**
 * Turns a schema into a check of its own, so that a Lambda needs no ajv (120 KB). It knows the keywords of the batch
 * documents and nothing else: a schema that uses another one is refused here, not half checked. ajv stays the judge; a
 * test compares the two.
 *
 * @returns what is wrong, one line each with the JSON pointer; empty when nothing is
 */
export function checkOf(schema: Schema): (value: unknown) => readonly string[] {
  const check = compile(schema, schema);
  return (value) => {
    const problems: string[] = [];
    check(value, '', (path, message) => problems.push(`${path === '' ? '/' : path} ${message}`));
    return problems;
  };
}

/** Keywords by the kind of value that they speak about: JSON Schema lets each pass over all others. */
const KEYWORDS: Readonly<Record<string, (argument: never, schema: Schema, root: Schema) => Check>> = {
  // A part of the same schema, `#/$defs/<name>`; none of them is recursive.
  $ref: (to: string, _parent, root) => {
    const part = (root['$defs'] as Readonly<Record<string, Schema>> | undefined)?.[to.slice('#/$defs/'.length)];
    if (part === undefined) throw new RangeError(`unknown reference ${to}`);
    return compile(part, root);
  },
  const: (wanted: unknown) => (value, path, report) => {
    if (value !== wanted) report(path, `must be ${JSON.stringify(wanted)}`);
  },
  enum: (wanted: readonly unknown[]) => (value, path, report) => {
    if (!wanted.includes(value)) report(path, `must be one of ${wanted.join(', ')}`);
  },
  type: (wanted: string | readonly string[]) => {
    const types = [wanted].flat();
    return (value, path, report) => {
      if (!types.some((type) => isOf(value, type))) report(path, `must be ${types.join(' or ')}`);
    };
  },
  minimum: (least: number) => (value, path, report) => {
    if (typeof value === 'number' && value < least) report(path, `must be >= ${least}`);
  },
  maximum: (most: number) => (value, path, report) => {
    if (typeof value === 'number' && value > most) report(path, `must be <= ${most}`);
  },
  minLength: (least: number) => (value, path, report) => {
    if (typeof value === 'string' && [...value].length < least) report(path, `must have at least ${least} characters`);
  },
  maxLength: (most: number) => (value, path, report) => {
    if (typeof value === 'string' && [...value].length > most) report(path, `must have at most ${most} characters`);
  },
  pattern: (source: string) => {
    const pattern = new RegExp(source, 'u');
    return (value, path, report) => {
      if (typeof value === 'string' && !pattern.test(value)) report(path, `must match ${source}`);
    };
  },
  format: (name: string) => {
    const isIt = FORMATS[name];
    if (isIt === undefined) throw new RangeError(`unknown format ${name}`);
    return (value, path, report) => {
      if (typeof value === 'string' && !isIt(value)) report(path, `must be a ${name}`);
    };
  },
  minItems: (least: number) => (value, path, report) => {
    if (Array.isArray(value) && value.length < least) report(path, `must have at least ${least} items`);
  },
  items: (schema: Schema, _parent, root) => {
    const check = compile(schema, root);
    return (value, path, report) => {
      if (Array.isArray(value)) for (const [at, item] of value.entries()) check(item, `${path}/${at}`, report);
    };
  },
  required: (names: readonly string[]) => (value, path, report) => {
    if (!isOf(value, 'object')) return;
    for (const name of names)
      if (!Object.hasOwn(value as object, name)) report(path, `must have required property '${name}'`);
  },
  properties: (schemas: Readonly<Record<string, Schema>>, _parent, root) => {
    const checks = Object.entries(schemas).map(([name, schema]) => [name, compile(schema, root)] as const);
    return (value, path, report) => {
      if (!isOf(value, 'object')) return;
      for (const [name, check] of checks)
        if (Object.hasOwn(value as object, name)) check((value as Schema)[name], `${path}/${pointer(name)}`, report);
    };
  },
  additionalProperties: (allowed: false | Schema, { properties = {} }, root) => {
    const check = allowed === false ? undefined : compile(allowed, root);
    return (value, path, report) => {
      if (!isOf(value, 'object')) return;
      for (const [name, child] of Object.entries(value as Schema)) {
        if (Object.hasOwn(properties as object, name)) continue;
        if (check === undefined) report(path, `must NOT have additional properties "${name}"`);
        else check(child, `${path}/${pointer(name)}`, report);
      }
    };
  },
  oneOf: (schemas: readonly Schema[]) => {
    const checks = schemas.map(checkOf);
    return (value, path, report) => {
      const problems = checks.map((check) => check(value));
      if (problems.filter((of) => of.length === 0).length === 1) return;
      report(path, `must match exactly one of: ${problems.map((of) => of[0] ?? 'this').join(' | ')}`);
    };
  },
};

function compile(schema: Schema, root: Schema): Check {
  const checks = Object.entries(schema)
    .filter(([keyword]) => !ANNOTATIONS.has(keyword))
    .map(([keyword, argument]) => {
      const make = KEYWORDS[keyword];
      if (make === undefined) throw new RangeError(`unknown keyword ${keyword}`);
      return make(argument as never, schema, root);
    });
  return (value, path, report) => {
    for (const check of checks) check(value, path, report);
  };
}

function isOf(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return Number.isFinite(value);
  return typeof value === type;
}

const pointer = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = { date: isDate, 'date-time': isDateTime };

/** A day of the calendar, `yyyy-MM-dd` (RFC 3339). */
function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return month >= 1 && month <= 12 && day >= 1 && day <= days;
}

/** An instant with its offset (RFC 3339); a leap second only where UTC has one. */
function isDateTime(text: string): boolean {
  const [date = '', time = '', ...rest] = text.split(/t|\s/i);
  const parts = /^(\d\d):(\d\d):(\d\d(?:\.\d+)?)(?:z|([+-])(\d\d)(?::?(\d\d))?)$/i.exec(time);
  if (rest.length > 0 || !isDate(date) || parts === null) return false;
  const [hour = 0, minute = 0, second = 0] = parts.slice(1, 4).map(Number);
  const sign = parts[4] === '-' ? -1 : 1;
  const [zoneHour, zoneMinute] = [Number(parts[5] ?? 0), Number(parts[6] ?? 0)];
  if (zoneHour > 23 || zoneMinute > 59) return false;
  if (hour <= 23 && minute <= 59 && second < 60) return true;
  const utcMinute = minute - zoneMinute * sign;
  const utcHour = hour - zoneHour * sign - (utcMinute < 0 ? 1 : 0);
  return (utcHour === 23 || utcHour === -1) && (utcMinute === 59 || utcMinute === -1) && second < 61;
}
