/**
 * A copy with other values at some paths, such as `{ "meshes.shop.trustDomain": "SHOP" }`; undefined takes a field away.
 * Paths of objects whose keys hold dots have another separator.
 */
export function withValues<T extends object>(object: T, changes: Record<string, unknown>, separator = "."): T {
  const copy = structuredClone(object);
  for (const [path, value] of Object.entries(changes)) {
    const keys = path.split(separator);
    const last = keys.pop() ?? "";
    let parent = copy as Record<string, unknown>;
    for (const key of keys) parent = (parent[key] ??= {}) as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return copy;
}
