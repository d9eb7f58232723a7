import { type Fields, fields, items, type Manifest, text, type Value } from "./admission/manifest.js";

/** What objects of one Fabric refer to, and is not among them: MeshGateways, listeners, services of Kuma, Secrets. */
export function danglingReferences(manifests: Manifest[]): string[] {
  const named = new Map(
    manifests.map((manifest) => {
      const { kind, metadata } = manifest;
      return [JSON.stringify([kind, metadata.name, metadata.labels?.["kuma.io/mesh"]]), manifest];
    }),
  );
  return manifests.flatMap(({ kind, metadata: { name, labels }, spec }) =>
    references(spec)
      .filter(({ kind: wanted, name: of, tags }) => {
        const found = named.get(JSON.stringify([wanted, of, labels?.["kuma.io/mesh"]]));
        return found === undefined || (tags !== undefined && !hasListener(found, fields(tags)));
      })
      .map(({ kind: wanted, name: of }) => `${kind} ${name} refers to ${wanted} ${of}`),
  );
}

const hasListener = ({ spec }: Manifest, wanted: Fields): boolean =>
  items(fields(spec?.["conf"])["listeners"]).some((listener) =>
    Object.entries(wanted).every(([tag, value]) => fields(fields(listener)["tags"])[tag] === value),
  );

interface Reference {
  kind: string;
  name: string;
  /** Of one listener or several. */
  tags?: Value;
}

/** Kinds and names that a spec holds at any depth; services behind gateways are the user's. */
function references(value: Value): Reference[] {
  if (Array.isArray(value)) return value.flatMap(references);
  const { kind, name, tags, secret } = fields(value);
  return [
    ...(kind === "MeshGateway" || kind === "MeshExternalService" ? [{ kind, name: text(name), tags }] : []),
    ...(typeof secret === "string" ? [{ kind: "Secret", name: secret }] : []),
    ...Object.values(fields(value)).flatMap(references),
  ];
}

/** The service tags that instances give to pods, by which gateways, permissions and policies find them. */
export const instanceTags = (manifests: Manifest[]): string[] =>
  manifests
    .filter(({ kind }) => kind === "MeshGatewayInstance")
    .map(({ metadata: { name, namespace } }) => `${name}_${namespace}_svc`);

/** The service tags by which objects find gateways' pods. */
export const wantedTags = (manifests: Manifest[]): string[] =>
  manifests.flatMap(({ kind, spec = {} }) => {
    if (kind === "MeshGateway")
      return items(spec["selectors"]).map((selector) => text(fields(fields(selector)["match"])["kuma.io/service"]));
    if (kind === "MeshTrafficPermission")
      return items(spec["from"]).map((from) =>
        text(fields(fields(fields(from)["targetRef"])["tags"])["kuma.io/service"]),
      );
    return [];
  });
