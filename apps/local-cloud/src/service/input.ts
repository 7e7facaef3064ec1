import { AwsError } from './aws-error.ts';

/** A JSON object as it came over the wire. */
export type Json = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The bounds that a service puts on a text. */
export interface TextBounds {
  readonly min?: number;
  readonly max?: number;
}

/**
 * Reads the members of one request, and refuses what is missing or of the wrong kind in the words of AWS's request
 * validation.
 */
export class Input {
  readonly #members: Json;
  readonly #path: string;
  readonly #refusal: string;

  constructor(members: Json, refusal: string, path = '') {
    this.#members = members;
    this.#path = path;
    this.#refusal = refusal;
  }

  /** The exception for a member that breaks a constraint. */
  refuse(name: string, constraint: string): AwsError {
    const at = this.#path + name.charAt(0).toLowerCase() + name.slice(1);
    const code = this.#refusal === 'InvalidRequestException' ? { AthenaErrorCode: 'INVALID_INPUT' } : {};
    return new AwsError(
      this.#refusal,
      `1 validation error detected: Value at '${at}' failed to satisfy constraint: ${constraint}`,
      code,
    );
  }

  /** Whether the member was sent, `null` counting as absent. */
  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  /** A required text. */
  text(name: string, bounds: TextBounds = {}): string {
    const value = this.optionalText(name, bounds);
    if (value === undefined) throw this.refuse(name, 'Member must not be null');
    return value;
  }

  /** A text, or undefined. */
  optionalText(name: string, { min = 0, max = 1_000_000 }: TextBounds = {}): string | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw this.refuse(name, 'Member must be a string');
    if (value.length < min) throw this.refuse(name, `Member must have length greater than or equal to ${min}`);
    if (value.length > max) throw this.refuse(name, `Member must have length less than or equal to ${max}`);
    return value;
  }

  /** A whole number within bounds, or undefined. */
  optionalInteger(name: string, min: number, max: number): number | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) throw this.refuse(name, 'Member must be an integer');
    if (value < min) throw this.refuse(name, `Member must have value greater than or equal to ${min}`);
    if (value > max) throw this.refuse(name, `Member must have value less than or equal to ${max}`);
    return value;
  }

  /** A boolean, or undefined. */
  optionalFlag(name: string): boolean | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'boolean') throw this.refuse(name, 'Member must be a boolean');
    return value;
  }

  /** A required object. */
  object(name: string): Input {
    const value = this.optionalObject(name);
    if (value === undefined) throw this.refuse(name, 'Member must not be null');
    return value;
  }

  /** An object, or undefined. */
  optionalObject(name: string): Input | undefined {
    const value = this.#value(name);
    if (value === undefined) return undefined;
    if (!isJson(value)) throw this.refuse(name, 'Member must be a structure');
    return new Input(value, this.#refusal, `${this.#path}${name.charAt(0).toLowerCase()}${name.slice(1)}.`);
  }

  /** A list of objects; an absent one is empty unless it is required. */
  objects(
    name: string,
    { max = 100_000, required = false }: { readonly max?: number; readonly required?: boolean } = {},
  ): Input[] {
    return this.#list(name, max, required).map((item, index) => {
      if (!isJson(item)) throw this.refuse(name, 'Member must be a list of structures');
      return new Input(
        item,
        this.#refusal,
        `${this.#path}${name.charAt(0).toLowerCase()}${name.slice(1)}.${index + 1}.member.`,
      );
    });
  }

  /** A list of texts; an absent one is empty unless it is required. */
  texts(
    name: string,
    {
      min = 0,
      max = 100_000,
      required = false,
    }: { readonly min?: number; readonly max?: number; readonly required?: boolean } = {},
  ): string[] {
    const items = this.#list(name, max, required);
    if (items.length < min) throw this.refuse(name, `Member must have length greater than or equal to ${min}`);
    return items.map((item) => {
      if (typeof item !== 'string') throw this.refuse(name, 'Member must be a list of strings');
      return item;
    });
  }

  /** A map from text to text; absent is empty. */
  textMap(name: string): Record<string, string> {
    const value = this.#value(name);
    if (value === undefined) return {};
    if (!isJson(value)) throw this.refuse(name, 'Member must be a map');
    const entries = Object.entries(value).filter(([, item]) => item !== null);
    for (const [, item] of entries)
      if (typeof item !== 'string') throw this.refuse(name, 'Member must be a map of strings');
    return Object.fromEntries(entries) as Record<string, string>;
  }

  /** The request as it came, for what is stored without being looked at. */
  raw(): Json {
    return this.#members;
  }

  #value(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }

  #list(name: string, max: number, required: boolean): readonly unknown[] {
    const value = this.#value(name);
    if (value === undefined) {
      if (required) throw this.refuse(name, 'Member must not be null');
      return [];
    }
    if (!Array.isArray(value)) throw this.refuse(name, 'Member must be a list');
    if (value.length > max) throw this.refuse(name, `Member must have length less than or equal to ${max}`);
    return value;
  }
}
