import * as pulumi from "@pulumi/pulumi";
import { propertyPath } from "../../fabric/path.js";

/** A value that is known only later: an output, or a promise. */
export type Later = pulumi.Output<unknown> | Promise<unknown>;

/** A place of the declarations that decides nothing but text in objects, and holds a value that is known later. */
export interface LateLeaf {
  path: string;
  value: Later;
  /** Two values that the place may have, as different as it allows; no other leaf has them. */
  examples: [unknown, unknown];
}

interface Place {
  /** `*` is any one name. */
  path: string[];
  examples(index: number): [unknown, unknown];
}

/** The places where a value may come late. A name and an address differ in what a proxy does with them. */
const places: Place[] = [
  {
    path: ["meshGateways", "*", "address", "host"],
    examples: (index) => [`later-${index}.invalid`, `198.18.${(index >> 8) & 255}.${index & 255}`],
  },
  { path: ["meshGateways", "*", "address", "port"], examples: (index) => [1 + index, 65_535 - index] },
  {
    path: ["meshGateways", "*", "image"],
    examples: (index) => [`later.invalid/${index}`, `later.invalid/other/${index}`],
  },
  {
    path: ["meshGateways", "*", "service", "annotations", "*"],
    examples: (index) => [`later ${index}`, `other ${index}`],
  },
  { path: ["meshGateways", "*", "resources", "*", "*"], examples: (index) => [`${1 + index}`, `${100_001 + index}`] },
];

/** Every such place that holds a late value. What is late elsewhere is not among them. */
export function lateLeaves(declarations: unknown): LateLeaf[] {
  const leaves: LateLeaf[] = [];
  mapLater(declarations, (value, at) => {
    const place = places.find(({ path }) => matches(path, at));
    if (place !== undefined) leaves.push({ path: propertyPath(...at), value, examples: place.examples(leaves.length) });
    return value;
  });
  return leaves;
}

/** The declarations with each leaf's value in its place. */
export function filled(declarations: unknown, leaves: LateLeaf[], valueOf: (leaf: LateLeaf) => unknown): unknown {
  const byPath = new Map(leaves.map((leaf) => [leaf.path, leaf]));
  return mapLater(declarations, (value, at) => {
    const leaf = byPath.get(propertyPath(...at));
    return leaf === undefined ? value : valueOf(leaf);
  });
}

/** True for what a preview may not know. */
export const isLater = (value: unknown): value is Later => pulumi.Output.isInstance(value) || value instanceof Promise;

/** A tree with each late value changed, by where it stands. */
export function mapLater(value: unknown, change: (later: Later, at: string[]) => unknown, at: string[] = []): unknown {
  if (isLater(value)) return change(value, at);
  if (Array.isArray(value)) return value.map((item, index) => mapLater(item, change, [...at, String(index)]));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLater(item, change, [...at, key])]));
}

const matches = (pattern: string[], path: string[]): boolean =>
  pattern.length === path.length && pattern.every((name, index) => name === "*" || name === path[index]);
