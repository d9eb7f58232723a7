import { objectName } from "../../../fabric/object-name.js";
import { meshNamespace } from "../../../fabric/defaults.js";
import { mentionedExposes } from "../../../fabric/route-mentions.js";
import type { Problem } from "../../../model/problem.js";
import { canConstrain } from "../../../trust/can-constrain.js";
import { spiffeId } from "../../../trust/spiffe-id.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

/** A Gateway believes all roots alike, so what binds a root to its trust domain is a name constraint in it. */
export function* trustProblems(spec: Spec): Iterable<Problem> {
  yield* bindingProblems(spec);
  yield* identityProblems(spec);
}

function* bindingProblems(spec: Spec): Iterable<Problem> {
  const isCalled = own
    .gateways(spec)
    .some(([, { listeners = {} }]) => Object.values(listeners).some(({ crossMesh }) => crossMesh === true));
  if (!isCalled) return;
  for (const [mesh, { trustDomain }] of Object.entries(spec.meshes)) {
    if (canConstrain(trustDomain)) continue;
    yield {
      code: "gateway-api.trust-domain",
      path: `meshes.${mesh}.trustDomain`,
      message: `no name constraint can bind a root to "${trustDomain}", and a Gateway would believe that root for every mesh`,
      hint: "write the trust domain as a DNS name",
    };
  }
}

/** The longest identity that a BackendTLSPolicy compares. */
const longestIdentity = 253;

function* identityProblems(spec: Spec): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    const external = route.to.externalGateway;
    const identities = [
      ...mentionedExposes(route).flatMap(({ expose }) => gatewayIdentity(spec, spec.exposes[expose]?.gateway)),
      ...(external === undefined ? [] : (spec.externalGateways[external]?.identity?.spiffeId ?? [])),
    ];
    for (const identity of new Set(identities)) {
      if (identity.length <= longestIdentity) continue;
      yield {
        code: "gateway-api.identity-long",
        path: `routes.${name}.to`,
        message: `the identity that is called has ${identity.length} characters, and Gateway API compares ${longestIdentity} at most`,
        hint: "use a shorter trust domain, namespace or name there",
      };
    }
  }
}

function gatewayIdentity(spec: Spec, gateway: string | undefined): string[] {
  const declared = gateway === undefined ? undefined : spec.meshGateways[gateway];
  if (gateway === undefined || declared === undefined) return [];
  const namespace = declared.namespace ?? meshNamespace(spec, declared.mesh);
  return [spiffeId(spec.meshes[declared.mesh]?.trustDomain ?? "", namespace, objectName(gateway))];
}
