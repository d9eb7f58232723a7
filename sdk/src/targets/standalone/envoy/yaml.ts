import { stableHash } from "../stable-hash.js";
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
  const names = sharedNames(value);
  const written = new Set<string>();
  const text = (part: Json, indent: string): string => {
    const json = JSON.stringify(part);
    const name = names.get(json);
    if (name !== undefined && written.has(json)) return `*${name}`;
    if (name !== undefined) written.add(json);
    const body = typeof part === "object" ? collection(part, indent) : json;
    return name === undefined ? body : `&${name} ${body}`;
  };
  const collection = (part: Json[] | { [field: string]: Json }, indent: string): string => {
    const inner = indent.length < deepestIndent ? `${indent} ` : indent;
    const parts = Array.isArray(part)
      ? part.map((item) => text(item, inner))
      : Object.entries(part).map(([field, item]) => `${key(field)}: ${text(item, inner)}`);
    const [open, close] = Array.isArray(part) ? "[]" : "{}";
    const line = `${open}${parts.join(", ")}${close}`;
    return line.length <= longestLine ? line : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${indent}${close}`;
  };
  return text(value, "");
}

/** Names for the parts that occur more than once, by their JSON; made of the parts, so that a change moves few. */
function sharedNames(value: Json): Map<string, string> {
  const seen = new Set<string>();
  const names = new Map<string, string>();
  const taken = new Set<string>();
  const visit = (part: Json): void => {
    const json = JSON.stringify(part);
    if (json.length < shortestShared) return;
    if (!seen.has(json)) {
      seen.add(json);
      if (typeof part === "object") for (const child of Object.values(part)) visit(child);
      return;
    }
    const name = stableHash(json).toString(36);
    if (names.has(json) || taken.has(name)) return;
    taken.add(name);
    names.set(json, name);
  };
  visit(value);
  return names;
}
