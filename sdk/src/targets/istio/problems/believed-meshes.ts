import type { Own, Spec } from "../../own.js";

/** The meshes that each gateway of a target believes: its own, and those that permissions at it name. */
export function believedMeshes(spec: Spec, own: Own): Map<string, Set<string>> {
  const believed = new Map(own.gateways(spec).map(([gateway, { mesh }]) => [gateway, new Set([mesh])]));
  for (const { permission, gateways } of own.permissions(spec)) {
    const callers = permission.from.flatMap(({ mesh }) => (mesh === "*" ? Object.keys(spec.meshes) : (mesh ?? [])));
    for (const [gateway] of gateways) for (const caller of callers) believed.get(gateway)?.add(caller);
  }
  return believed;
}
