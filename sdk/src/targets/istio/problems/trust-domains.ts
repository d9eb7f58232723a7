import { canConstrain } from "../../../trust/can-constrain.js";
import type { Own, Spec } from "../../own.js";

/** A mesh whose callers come to a gateway of mesh `home`, which may be the same one. */
export interface Calling {
  mesh: string;
  home: string;
}

/** Whom the gateways of a target believe: their own meshes, and those that permissions at them name. */
export const believed = (spec: Spec, own: Own): Calling[] => [
  ...own.gateways(spec).map(([, { mesh }]) => ({ mesh, home: mesh })),
  ...own.permissions(spec).flatMap(({ permission, gateways }) => {
    const callers = permission.from.flatMap(({ mesh }) => (mesh === "*" ? Object.keys(spec.meshes) : (mesh ?? [])));
    return gateways.flatMap(([, { mesh: home }]) => callers.map((mesh) => ({ mesh, home })));
  }),
];

/** A trust domain by which a gateway of Istio would take callers for others, and where it is declared. */
interface UnfitTrustDomain {
  mesh: string;
  trustDomain: string;
  path: string;
}

/** Those to which no name constraint binds a root (RFC 5280 4.2.1.10): the gateway would believe it for every mesh. */
export const unboundTrustDomains = (spec: Spec, calling: Calling[]): UnfitTrustDomain[] =>
  unfit(spec, calling, (_, trustDomain) => !canConstrain(trustDomain));

/** What Istio takes for its own trust domain wherever a policy says it. */
const ownAlias = "cluster.local";

/** Those of other meshes that policies at the gateway would take for its own mesh's. */
export const aliasTrustDomains = (spec: Spec, calling: Calling[]): UnfitTrustDomain[] =>
  unfit(spec, calling, ({ mesh, home }, trustDomain) => mesh !== home && trustDomain === ownAlias);

function unfit(
  { meshes }: Spec,
  calling: Calling[],
  isUnfit: (one: Calling, trustDomain: string) => boolean,
): UnfitTrustDomain[] {
  const found = calling.flatMap((one): [string, UnfitTrustDomain][] => {
    const { mesh } = one;
    const trustDomain = meshes[mesh]?.trustDomain;
    return trustDomain === undefined || !isUnfit(one, trustDomain)
      ? []
      : [[mesh, { mesh, trustDomain, path: `meshes.${mesh}.trustDomain` }]];
  });
  return [...new Map(found).values()];
}
