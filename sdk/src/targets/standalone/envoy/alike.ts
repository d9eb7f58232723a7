import type { Json } from "./json.js";

/** Which parts of a value have the same JSON: each gets the number of those that are alike, and so costs one look. */
export class Alike {
  readonly #lengths: number[] = [];
  readonly #scalars = new Map<Json, number>();
  /** Arrays and objects, by the numbers of what they hold. */
  readonly #made = new Map<string, number>();
  readonly #known = new Map<object, number>();
  readonly #fields = new Map<string, string>();

  /** The number of a part; the same for every part with its JSON. */
  numberOf(part: Json): number {
    if (typeof part !== "object") return this.#scalars.get(part) ?? this.#ofScalar(part);
    const known = this.#known.get(part);
    if (known !== undefined) return known;
    const number = Array.isArray(part) ? this.#ofArray(part) : this.#ofObject(part);
    this.#known.set(part, number);
    return number;
  }

  /** How many characters its JSON has. */
  lengthOf(number: number): number {
    return this.#lengths[number] ?? 0;
  }

  #ofScalar(part: Json): number {
    const number = this.#lengths.push(JSON.stringify(part).length) - 1;
    this.#scalars.set(part, number);
    return number;
  }

  #ofArray(items: Json[]): number {
    let key = "[";
    let length = 2 + Math.max(0, items.length - 1);
    for (const item of items) {
      const number = this.numberOf(item);
      key += `${number},`;
      length += this.lengthOf(number);
    }
    return this.#number(key, length);
  }

  #ofObject(fields: { [field: string]: Json }): number {
    let key = "{";
    let length = 1;
    for (const field in fields) {
      const value = fields[field];
      if (value === undefined) continue;
      const number = this.numberOf(value);
      const name = this.#fields.get(field) ?? this.#ofField(field);
      key += `${name}${number},`;
      length += name.length + 2 + this.lengthOf(number);
    }
    return this.#number(key, Math.max(2, length));
  }

  #ofField(field: string): string {
    const name = JSON.stringify(field);
    this.#fields.set(field, name);
    return name;
  }

  #number(key: string, length: number): number {
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const number = this.#lengths.push(length) - 1;
    this.#made.set(key, number);
    return number;
  }
}
