import { inspect } from "node:util";

/** What a property can be once it has left Pulumi's wire format: JSON, a secret, or something known only after `up`. */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value } | Secret | Unknown;

/** Properties by name: the inputs or the outputs of a resource. */
export type Properties = Record<string, Value>;

/** A value that must never be shown. However it is printed, it says `[secret]`; `reveal` is the only way in. */
export class Secret {
  readonly #value: Value;

  constructor(value: Value) {
    this.#value = value instanceof Secret ? value.reveal() : value;
  }

  reveal(): Value {
    return this.#value;
  }

  toJSON(): string {
    return "[secret]";
  }

  toString(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

/** A value that only `up` computes. */
export class Unknown {
  toJSON(): string {
    return "[unknown]";
  }

  toString(): string {
    return "[unknown]";
  }
}

/** The one `Unknown`. */
export const UNKNOWN = new Unknown();

/** An object in the plain sense: neither an array nor one of the marked values. */
export const isRecord = (value: unknown): value is Record<string, Value> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Secret) &&
  !(value instanceof Unknown);

/** The value with every secret opened. For providers and ciphers only: never show what this returns. */
export function revealed(value: Value): Value {
  if (value instanceof Secret) return revealed(value.reveal());
  if (Array.isArray(value)) return value.map(revealed);
  return isRecord(value) ? mapValues(value, revealed) : value;
}

/** True if `up` must still compute some part of the value. */
export function hasUnknown(value: Value): boolean {
  return some(value, (leaf) => leaf instanceof Unknown);
}

/** True if some part of the value is secret. */
export function hasSecret(value: Value): boolean {
  if (value instanceof Secret) return true;
  if (Array.isArray(value)) return value.some(hasSecret);
  return isRecord(value) && Object.values(value).some(hasSecret);
}

/** Deep equality that ignores the order of keys and whether a value is marked secret. */
export function sameValue(a: Value, b: Value): boolean {
  if (a instanceof Secret) return sameValue(a.reveal(), b);
  if (b instanceof Secret) return sameValue(a, b.reveal());
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i] ?? null));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((k) => Object.hasOwn(b, k) && sameValue(a[k]!, b[k]!));
}

/** The value at a chain of keys; secrets on the way are opened and close again over what was found. */
export function valueAt(value: Value | undefined, ...path: string[]): Value | undefined {
  if (value instanceof Secret) {
    const inner = valueAt(value.reveal(), ...path);
    return inner === undefined ? undefined : new Secret(inner);
  }
  const [key, ...rest] = path;
  if (key === undefined) return value;
  return isRecord(value) && Object.hasOwn(value, key) ? valueAt(value[key], ...rest) : undefined;
}

/** The string at a chain of keys, or undefined where there is none. */
export function stringAt(value: Value | undefined, ...path: string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** A record without some of its keys. */
export function without<T>(record: Record<string, T>, ...keys: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.includes(key)));
}

/** A record with each value replaced. */
export function mapValues<T, U>(record: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}

function some(value: Value, holds: (leaf: Value) => boolean): boolean {
  if (value instanceof Secret) return some(value.reveal(), holds);
  if (Array.isArray(value)) return value.some((item) => some(item, holds));
  if (isRecord(value)) return Object.values(value).some((item) => some(item, holds));
  return holds(value);
}
