import { shopAndPayments } from "../../../../fabric/testing/fabrics.js";
import type { FabricSpec } from "../../../../model/fabric.js";
import type { MeshTarget } from "../../../../model/target.js";
import { withValues } from "../../../../fabric/testing/with-values.js";

/** The program of the design, both meshes on Kuma 3.0 in namespaces whose pods may have a sidecar. */
export const kumaFabric = (): FabricSpec => onKuma(shopAndPayments(), { kind: "kuma", version: "3.0" });

/** A Fabric with every mesh on a version of Kuma. */
export const onKuma = (fabric: FabricSpec, target: MeshTarget): FabricSpec => ({
  ...fabric,
  meshes: Object.fromEntries(
    Object.entries(fabric.meshes ?? {}).map(([name, mesh]) => [
      name,
      { namespace: `${name.toLowerCase()}-gateways`, ...mesh, target: { ...target } },
    ]),
  ),
});

/** The same with other values at some paths, such as `{ "meshes.shop.trustDomain": "SHOP" }`; undefined takes one away. */
export const kumaFabricWith = (changes: Record<string, unknown>): Record<string, unknown> =>
  withValues({ ...kumaFabric() }, changes);
