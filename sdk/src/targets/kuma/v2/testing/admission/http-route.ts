import { fields, type Fields, items, type Manifest, text, type Value } from "./manifest.js";
import { targetRefErrors } from "./target-ref.js";

/** meshhttproute/api/v1alpha1/validation.go, the limits of the CRD, and of Envoy, which gets values as they are. */
export function* httpRouteErrors({ spec = {} }: Manifest): Iterable<string> {
  yield* targetRefErrors(spec["targetRef"], ["MeshGateway"], true);
  for (const to of items(spec["to"]).map(fields)) {
    yield* targetRefErrors(to["targetRef"], ["Mesh"]);
    for (const rule of items(to["rules"]).map(fields)) yield* ruleErrors(rule);
  }
}

function* ruleErrors({ matches, default: conf }: Fields): Iterable<string> {
  const paths = items(matches).map((match) => fields(fields(match)["path"]));
  if (paths.length === 0) yield "matches needs one item";
  for (const { type, value } of paths) {
    if (type === "RegularExpression") continue;
    if (!text(value).startsWith("/")) yield "must be an absolute path";
    if (type === "PathPrefix" && value !== "/" && text(value).endsWith("/")) yield "no trailing slash";
  }
  const { backendRefs, filters } = fields(conf);
  if (items(backendRefs).length === 0) yield "backendRefs must not be empty";
  for (const ref of items(backendRefs)) {
    yield* targetRefErrors(ref, ["MeshService", "MeshServiceSubset"]);
    if (fields(ref)["port"] !== undefined) yield "a port would ask for a MeshService that the mesh does not have";
  }
  for (const filter of items(filters).map(fields))
    yield* filterErrors(
      filter,
      paths.every(({ type }) => type === "PathPrefix"),
    );
}

function* filterErrors(filter: Fields, byPrefix: boolean): Iterable<string> {
  const { path } = fields(filter["urlRewrite"]);
  if (fields(path)["replacePrefixMatch"] !== undefined && !byPrefix) yield "only if all matches are prefixes";
  const present = ["urlRewrite", "requestHeaderModifier", "responseHeaderModifier"].filter((field) => field in filter);
  if (present.length !== 1 || present[0]?.toLowerCase() !== text(filter["type"]).toLowerCase()) yield "type and field";
  for (const field of ["requestHeaderModifier", "responseHeaderModifier"])
    if (field in filter) yield* modifierErrors(fields(filter[field]));
}

function* modifierErrors({ set, add, remove }: Fields): Iterable<string> {
  const nameOf = (value: Value): string => text(fields(value)["name"]);
  const lists = [items(set).map(nameOf), items(add).map(nameOf), items(remove).map(text)];
  const names = lists.flat();
  if (names.length === 0) yield "at least one of set, add, remove";
  if (lists.some((list) => list.length > 16)) yield "at most 16 headers";
  if (new Set(names).size < names.length) yield "duplicate header name";
  for (const name of names) if (!/^[a-z0-9!#$%&'*+\-.^_`|~]{1,256}$/.test(name)) yield `header name ${name}`;
  for (const value of [...items(set), ...items(add)].map((header) => text(fields(header)["value"])))
    if (!/^(?:[^%]|%%)+$/.test(value)) yield `Envoy would not write "${value}"`;
}
