/** Kinds that Kuma 3.0 no longer has. */
const removedKinds = [
  "MeshGateway",
  "MeshGatewayConfig",
  "MeshGatewayInstance",
  "MeshGatewayRoute",
  "VirtualOutbound",
  "ZoneEgress",
  "ZoneIngress",
];

/** Fields that it accepts, or has accepted before, and ignores. */
const removedFields: Record<string, string[]> = {
  Mesh: ["mtls", "tracing", "logging", "metrics", "networking", "routing", "constraints", "meshServices"],
  MeshTrust: ["origin"],
  MeshTrafficPermission: ["from"],
  MeshTLS: ["from"],
  MeshTimeout: ["from"],
};

/** Ways to name a destination by tags, which select nothing any more. */
const removedTargets = ["MeshSubset", "MeshServiceSubset", "MeshGateway"];

/** What Kuma 3.0 would ignore or refuse of an object, because it is of a version before. */
export function removedIn({ kind, spec }: { kind: string; spec?: unknown }): string[] {
  const fields = removedFields[kind]?.filter((field) => isRecord(spec) && field in spec) ?? [];
  return [
    ...(removedKinds.includes(kind) ? [kind] : []),
    ...fields.map((field) => `${kind}.spec.${field}`),
    ...oldTargets(spec, `${kind}.spec`),
  ];
}

/** Anywhere below: a reference by a removed kind, by name or by tags, a switch of listeners, a secret of the old shape. */
function oldTargets(value: unknown, path: string): string[] {
  if (!isRecord(value)) return [];
  const own = [
    ...("crossMesh" in value ? [`${path}.crossMesh`] : []),
    ...(removedTargets.includes(String(value["kind"])) ? [`${path}.kind`] : []),
    ...(path.endsWith("targetRef") ? ["name", "namespace", "tags", "mesh", "proxyTypes"] : [])
      .filter((field) => field in value)
      .map((field) => `${path}.${field}`),
    ...["inline", "inlineString", "secret"]
      .filter((field) => /Cert$|Key$|certificate$/.test(path) && field in value)
      .map((field) => `${path}.${field}`),
  ];
  return [...own, ...Object.entries(value).flatMap(([field, part]) => oldTargets(part, `${path}.${field}`))];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
