import { formatPath, type Path, parsePath, under } from "./path.js";
import { isRecord, type Properties, sameValue, Secret, type Value } from "./value.js";

/** What happens to a property. */
export const ChangeKind = { Add: "add", Delete: "delete", Update: "update" } as const;
export type ChangeKind = (typeof ChangeKind)[keyof typeof ChangeKind];

/** One property that differs. A secret stays a `Secret` on both sides. */
export interface PropertyChange {
  path: string;
  kind: ChangeKind;
  before?: Value;
  after?: Value;
  /** True if only a new resource can have the new value. */
  replace?: boolean;
  /** Who made it so, where that is known and was not us. */
  by?: string;
}

/** What differs between two sets of properties: the smallest parts, sorted by path; the order of keys is nothing. */
export function diffProperties(before: Properties, after: Properties): PropertyChange[] {
  return [...changes([], before, after, false)].sort((a, b) => compare(a.path, b.path));
}

/** The changes, with those at or below one of the paths marked as forcing a replacement. */
export function markReplacing(all: PropertyChange[], paths: string[]): PropertyChange[] {
  const patterns = paths.map(parsePath);
  return all.map((change) => {
    const path = parsePath(change.path);
    const replaces = patterns.some((pattern) => under(path, pattern) || under(pattern, path));
    return replaces ? { ...change, replace: true } : change;
  });
}

function* changes(
  path: Path,
  before: Value | undefined,
  after: Value | undefined,
  secret: boolean,
): Iterable<PropertyChange> {
  const hidden = secret || before instanceof Secret || after instanceof Secret;
  const a = before instanceof Secret ? before.reveal() : before;
  const b = after instanceof Secret ? after.reveal() : after;
  if (a !== undefined && b !== undefined && sameValue(a, b)) return;
  if (isRecord(a) && isRecord(b) && showsKeys(a, b, hidden)) {
    for (const key of union(a, b)) yield* changes([...path, key], a[key], b[key], hidden);
    return;
  }
  if (Array.isArray(a) && Array.isArray(b) && !hidden) {
    for (let i = 0; i < Math.max(a.length, b.length); i++) yield* changes([...path, i], a[i], b[i], hidden);
    return;
  }
  const shown = (value: Value): Value => (hidden ? new Secret(value) : value);
  yield {
    path: formatPath(path),
    kind: a === undefined ? ChangeKind.Add : b === undefined ? ChangeKind.Delete : ChangeKind.Update,
    ...(a === undefined ? {} : { before: shown(a) }),
    ...(b === undefined ? {} : { after: shown(b) }),
  };
}

/** The keys of a secret record say which entry changed; they are shown if they read as names of entries. */
const showsKeys = (a: Properties, b: Properties, hidden: boolean): boolean =>
  !hidden || [...union(a, b)].every((key) => /^[-._A-Za-z0-9]{1,63}$/.test(key));

const union = (a: Properties, b: Properties): Set<string> => new Set([...Object.keys(a), ...Object.keys(b)]);

const compare = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });
