import { stableHash } from "../../crossing/stable-hash.js";
import { Alike } from "./alike.js";
import type { Json } from "./json.js";

/** Longer values are broken into lines, so that a preview shows what changes. */
const longestLine = 240;

/** Envoy's configuration is deep, and blanks are a good part of it. */
const deepestIndent = 6;

/** A word that is no keyword of YAML needs no quotes. */
const key = (field: string): string => (/^[a-z]+_[a-z_]+$/.test(field) ? field : JSON.stringify(field));

/** What is shorter costs no less as a reference. */
const shortestShared = 24;

/**
 * YAML as text: JSON, in which a part that occurs again is a reference to where it stood first. A large route table
 * is half as long so, and Envoy reads a file of one ConfigMap, which holds 1 MiB. No key may have more than 1024
 * characters.
 */
export function yamlText(value: Json): string {
  const alike = new Alike();
  const names = sharedNames(value, alike);
  const written = new Set<number>();
  const text = (part: Json, indent: string): string => {
    const number = alike.numberOf(part);
    const name = names.get(number);
    if (name !== undefined && written.has(number)) return `*${name}`;
    if (name !== undefined) written.add(number);
    const body = typeof part === "object" ? collection(part, indent) : JSON.stringify(part);
    return name === undefined ? body : `&${name} ${body}`;
  };
  const collection = (part: Json[] | { [field: string]: Json }, indent: string): string => {
    const inner = indent.length < deepestIndent ? `${indent} ` : indent;
    const parts = Array.isArray(part)
      ? part.map((item) => text(item, inner))
      : Object.entries(part).map(([field, item]) => `${key(field)}: ${text(item, inner)}`);
    const [open, close] = Array.isArray(part) ? "[]" : "{}";
    return lineLength(parts) <= longestLine
      ? `${open}${parts.join(", ")}${close}`
      : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
  };
  return text(value, "");
}

/** How long the parts are on one line, with commas and brackets. */
const lineLength = (parts: string[]): number =>
  parts.reduce((sum, part) => sum + part.length + ", ".length, "[]".length) - (parts.length > 0 ? ", ".length : 0);

/** Names for the parts that occur more than once, by number; made of the parts, so that a change moves few. */
function sharedNames(value: Json, alike: Alike): Map<number, string> {
  const seen = new Set<number>();
  const names = new Map<number, string>();
  const taken = new Set<string>();
  const visit = (part: Json): void => {
    const number = alike.numberOf(part);
    if (alike.lengthOf(number) < shortestShared) return;
    if (!seen.has(number)) {
      seen.add(number);
      if (typeof part === "object") for (const child of Object.values(part)) visit(child);
      return;
    }
    if (names.has(number)) return;
    const name = stableHash(JSON.stringify(part)).toString(36);
    if (taken.has(name)) return;
    taken.add(name);
    names.set(number, name);
  };
  visit(value);
  return names;
}
