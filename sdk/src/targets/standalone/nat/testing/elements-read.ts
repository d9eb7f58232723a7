import { addressNumber, cidrRange } from "../../../../fabric/addresses/cidr.js";
import { contains, overlaps, type Range } from "../../../../fabric/addresses/range.js";

type Field = number | string;

interface ReadElement {
  fields: (Range | string)[];
  value: string;
}

/** A set: elements of single values by their key, and those of intervals in a list. */
interface ReadSet {
  exact: Map<string, string>;
  intervals: ReadElement[];
}

/** The elements of a rendered directory, looked up as the kernel does. Refuses what the kernel would refuse. */
export class ReadElements {
  readonly #sets = new Map<string, ReadSet>();
  readonly passages: string[] = [];

  constructor(files: Record<string, string>) {
    for (const [name, text] of Object.entries(files)) {
      if (!/^elements-\d+\.txt$/.test(name)) continue;
      if (!text.endsWith("\n")) throw new Error(`${name} does not end with a line's end`);
      for (const line of text.slice(0, -1).split("\n")) {
        if (line.startsWith("@passage ")) this.passages.push(line);
        else this.#add(line);
      }
    }
  }

  #add(line: string): void {
    const [, name, key, value = ""] = /^(\w+) (.+?)(?: : (.+))?$/.exec(line) ?? [];
    if (name === undefined || key === undefined) throw new Error(`"${line}" is no element`);
    const fields = key.split(" . ").map(readField);
    const set: ReadSet = this.#sets.get(name) ?? { exact: new Map(), intervals: [] };
    this.#sets.set(name, set);
    const single = exactKey(fields.map((field) => (typeof field === "string" ? field : onlyOf(field))));
    const clash = set.intervals.some((other) => other.fields.every((field, index) => meets(field, fields[index])));
    if (clash || (single !== undefined && set.exact.has(single))) throw new Error(`"${line}" is there twice`);
    if (single !== undefined) set.exact.set(single, value);
    else set.intervals.push({ fields, value });
  }

  /** The value of the element that has these fields; empty where it has none, undefined where there is no element. */
  find(name: string, ...fields: Field[]): string | undefined {
    const set = this.#sets.get(name);
    if (set === undefined) return undefined;
    const exact = set.exact.get(exactKey(fields.map(valueOf)) ?? "");
    if (exact !== undefined) return exact;
    return set.intervals.find((each) => each.fields.every((field, index) => has(field, fields[index])))?.value;
  }

  has(name: string, ...fields: Field[]): boolean {
    return this.find(name, ...fields) !== undefined;
  }

  /** The names of sets that have elements. */
  names(): string[] {
    return [...this.#sets.keys()];
  }
}

const readField = (text: string): Range | string => {
  if (text.startsWith('"') || /^[a-z]+$/.test(text)) return text;
  const [first = "", last = first] = text.split("-");
  if (first.includes("/")) return cidrRange(first);
  return { first: readNumber(first), last: readNumber(last) };
};

/** An address, a port or a mark. */
export const readNumber = (text: string): number => (text.includes(".") ? addressNumber(text) : Number(text));

const onlyOf = ({ first, last }: Range): number | undefined => (first === last ? first : undefined);

/** Marks are written as text, and looked up as numbers. */
const valueOf = (field: Field): Field => (typeof field === "string" && field.startsWith("0x") ? Number(field) : field);

const exactKey = (fields: (Field | undefined)[]): string | undefined =>
  fields.includes(undefined) ? undefined : fields.join(" ");

const has = (field: Range | string, value: Field | undefined): boolean =>
  typeof field === "string"
    ? field === value
    : contains(field, typeof value === "string" ? Number(value) : (value ?? -1));

const meets = (field: Range | string, other: Range | string | undefined): boolean =>
  typeof field === "string" || typeof other === "string" || other === undefined
    ? field === other
    : overlaps(field, other);
