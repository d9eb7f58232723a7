import { isRecord, mapValues, Secret, type Value, without } from "./value.js";

/** Where a property is: keys of records, indices of lists. */
export type Path = (string | number)[];

/** `spec.ports[0]["a.b"]`, in Pulumi's syntax. */
export function formatPath(path: Path): string {
  return path
    .map((part, i) => {
      if (typeof part === "number") return `[${part}]`;
      if (/^[A-Za-z_$][\w$-]*$/.test(part)) return i === 0 ? part : `.${part}`;
      return `[${JSON.stringify(part)}]`;
    })
    .join("");
}

/** The parts of a path in Pulumi's syntax; `*` stands for any key or index. */
export function parsePath(text: string): Path {
  const parts = text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[?(\*)\]?|([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, star, key]) =>
    quoted !== undefined ? quoted.replace(/\\(.)/g, "$1") : index !== undefined ? Number(index) : (star ?? key ?? ""),
  );
}

/** True if `path` is `pattern` or lies below it. */
export const under = (path: Path, pattern: Path): boolean =>
  pattern.length <= path.length && pattern.every((part, i) => part === "*" || String(part) === String(path[i]));

/** `value` with what `old` holds at the pattern, whether that is a value or nothing. */
export function keepOld(value: Value, old: Value | undefined, pattern: Path): Value {
  if (value instanceof Secret) return new Secret(keepOld(value.reveal(), old, pattern));
  const before = old instanceof Secret ? old.reveal() : old;
  const [part, ...rest] = pattern;
  if (part === undefined) return value;
  if (Array.isArray(value)) {
    const items = Array.isArray(before) ? before : [];
    return value.map(
      (item, i) => (part === "*" || Number(part) === i ? inherited(item, items[i], rest) : item) ?? null,
    );
  }
  if (!isRecord(value)) return value;
  const beforeRecord = isRecord(before) ? before : {};
  const keys = part === "*" ? [...new Set([...Object.keys(value), ...Object.keys(beforeRecord)])] : [String(part)];
  const kept = mapValues(Object.fromEntries(keys.map((key) => [key, key])), (key) =>
    inherited(value[key], beforeRecord[key], rest),
  );
  const merged = Object.entries({ ...value, ...kept }).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(merged) as Record<string, Value>;
}

/** `value` with something else at a path, or nothing: then a list closes the gap. Secrets on the way stay secret. */
export function replaceAt(value: Value, [part, ...rest]: Path, found: Value | undefined): Value {
  if (value instanceof Secret)
    return new Secret(replaceAt(value.reveal(), [...(part === undefined ? [] : [part]), ...rest], found));
  if (part === undefined) return found ?? null;
  const gone = rest.length === 0 && found === undefined;
  if (Array.isArray(value)) {
    if (gone) return value.filter((_, i) => i !== part);
    return value.map((item, i) => (i === part ? replaceAt(item, rest, found) : item));
  }
  if (!isRecord(value)) return value;
  if (gone) return without(value, String(part));
  return { ...value, [part]: replaceAt(value[part] ?? null, rest, found) };
}

function inherited(value: Value | undefined, old: Value | undefined, rest: Path): Value | undefined {
  if (rest.length === 0) return old;
  return value === undefined ? undefined : keepOld(value, old, rest);
}
