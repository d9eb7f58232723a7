/** Any value of a manifest, as a validator meets it. */
export type Value = string | number | boolean | null | undefined | Value[] | { [field: string]: Value };
export type Fields = { [field: string]: Value };

/** An object as it is sent. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  mesh?: string;
  type?: string;
  data?: Record<string, string>;
  spec?: Fields;
}

/** A field's fields; none where it is anything else. */
export const fields = (value: Value): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
/** A list's items; none where it is anything else. */
export const items = (value: Value): Value[] => (Array.isArray(value) ? value : []);
export const text = (value: Value): string => (typeof value === "string" ? value : "");

const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
/** RFC 1123, as Kubernetes and Kuma have it. */
export const isDnsName = (name: string): boolean =>
  name.length <= 253 && new RegExp(`^${label}(?:\\.${label})*$`).test(name);

/** Kuma repeats a name in a label, and finds the mesh in another one. */
export function* metadataErrors({ kind, metadata: { name, labels = {} } }: Manifest): Iterable<string> {
  if (!isDnsName(name)) yield `the name "${name}" is no DNS name`;
  if (name.length > 63) yield `the name "${name}" is too long for a label`;
  for (const [key, value] of Object.entries(labels))
    if (!/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/.test(value))
      yield `label ${key} has no label's value`;
  const isOfNoMesh = kind === "Mesh" || kind === "HostnameGenerator";
  if (!isOfNoMesh && labels["kuma.io/mesh"] === undefined) yield "it would belong to the mesh default";
}

/** Tags as Kuma compares them. */
export function* tagErrors(tags: Value, { reserved = [] as string[], wanted = [] as string[] } = {}): Iterable<string> {
  const pairs = Object.entries(fields(tags));
  for (const [key, value] of pairs) {
    if (!/^[a-zA-Z0-9.\-_:/]+$/.test(key)) yield `tag name "${key}"`;
    if (!/^[a-zA-Z0-9.\-_:]+$/.test(text(value))) yield `tag ${key} has value "${text(value)}"`;
    if (reserved.includes(key)) yield `tag ${key} is reserved`;
  }
  for (const key of wanted) if (!pairs.some(([found]) => found === key)) yield `tag ${key} is missing`;
}

/** Names of what is referred to. */
export const isReferenceName = (name: string): boolean => /^[0-9a-z.\-_]+$/.test(name);
