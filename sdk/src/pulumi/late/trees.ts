import { type Material, Pending, type Tree } from "../../targets/emitted.js";

/** A place in a tree. */
export type TreePath = (string | number)[];

/** The smallest parts in which two trees differ. */
export function* differences(a: Tree, b: Tree, at: TreePath = []): Iterable<TreePath> {
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    for (const [index, item] of a.entries()) yield* differences(item, b[index], [...at, index]);
    return;
  }
  if (isRecord(a) && isRecord(b) && String(Object.keys(a)) === String(Object.keys(b))) {
    for (const [key, item] of Object.entries(a)) yield* differences(item, b[key], [...at, key]);
    return;
  }
  if (textOf(a) !== textOf(b)) yield at;
}

/** The tree with other values in some places. */
export function replaced(tree: Tree, places: TreePath[], valueAt: (place: TreePath) => unknown): unknown {
  const visit = (value: Tree, at: TreePath, below: TreePath[]): unknown => {
    if (below.some(({ length }) => length === at.length)) return valueAt(at);
    if (below.length === 0) return value;
    const child = (item: Tree, key: string | number): unknown =>
      visit(
        item,
        [...at, key],
        below.filter((place) => place[at.length] === key),
      );
    if (Array.isArray(value)) return value.map(child);
    return isRecord(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, child(item, key)]))
      : value;
  };
  return visit(tree, [], places);
}

/** What stands at a place. */
export const treeAt = (tree: Tree, place: TreePath): Tree =>
  place.reduce<Tree>((value, key) => (value as Record<string | number, Tree> | undefined)?.[key], tree);

/** True if the first place is the second, or stands below it. */
export const isWithin = (place: TreePath, other: TreePath): boolean =>
  other.length <= place.length && other.every((key, index) => key === place[index]);

const isRecord = (tree: Tree): tree is Record<string, Tree> =>
  typeof tree === "object" && tree !== null && !Array.isArray(tree) && !(tree instanceof Pending);

/** Text that is equal for equal values; what waits for certificates is compared by what it makes of the same ones. */
const textOf = (tree: Tree): string =>
  JSON.stringify(tree, (_, value: unknown) => (value instanceof Pending ? pendingText(value) : value)) ?? "";

const pendingText = ({ needs, secret, of }: Pending): string =>
  JSON.stringify([needs, secret, of(Object.fromEntries(needs.map((name) => [name, example(name)])))]);

const example = (name: string): Material[string] => ({
  certificate: `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`,
  privateKey: `-----BEGIN PRIVATE KEY-----\n${name}\n-----END PRIVATE KEY-----\n`,
});
