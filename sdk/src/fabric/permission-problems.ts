import { GatewayRole } from "../model/choices.js";
import type { CrossMeshPermissionSpec } from "../model/cross-mesh-permission.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Listener, MeshGatewaySpec } from "../model/mesh-gateway.js";
import type { Problem } from "../model/problem.js";
import { listenerOf, listenerProblem, readsRequests } from "./expose-problems.js";

/** The gateways that a permission speaks of: the one it names, or all that have the tags it asks for. */
export function selectedGateways(
  { gateway, gatewayTags }: CrossMeshPermissionSpec,
  gateways: FabricSpec["meshGateways"] & object,
): [string, MeshGatewaySpec][] {
  if (gatewayTags !== undefined) {
    const asked = Object.entries(gatewayTags);
    return Object.entries(gateways).filter(([, { tags = {} }]) =>
      asked.every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value),
    );
  }
  const declared = gateway === undefined ? undefined : gateways[gateway];
  return gateway === undefined || declared === undefined ? [] : [[gateway, declared]];
}

/** The listeners of a gateway that a permission speaks of: the one it names, or all. */
export function meantListeners(
  { listener }: Pick<CrossMeshPermissionSpec, "listener">,
  { listeners = {} }: MeshGatewaySpec,
): [string, Listener][] {
  if (listener === undefined) return Object.entries(listeners);
  const declared = Object.hasOwn(listeners, listener) ? listeners[listener] : undefined;
  return declared === undefined ? [] : [[listener, declared]];
}

/** A permission speaks of listeners that other meshes may call, in their terms, and of an Expose that stands there. */
export function* permissionProblems(spec: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, permission] of Object.entries(spec.crossMeshPermissions)) {
    const at = `crossMeshPermissions.${name}`;
    const gateways = selectedGateways(permission, spec.meshGateways);
    for (const [gateway, declared] of gateways) yield* gatewayProblems(at, permission, gateway, declared);
    if (gateways.length > 0) yield* exposeProblems(at, permission, gateways, spec);
  }
}

function* gatewayProblems(
  at: string,
  { gatewayTags, listener, http }: CrossMeshPermissionSpec,
  gatewayName: string,
  gateway: MeshGatewaySpec,
): Iterable<Problem> {
  const meant = meantListeners({ listener }, gateway);
  if (listener !== undefined && meant.length === 0) {
    yield listenerProblem(`${at}.listener`, gatewayName, gateway, listener);
    return;
  }
  const open = meant.filter(([, { crossMesh }]) => crossMesh === true);
  if (open.length === 0) {
    const asked = gatewayTags === undefined ? "gateway" : "gatewayTags";
    yield {
      code: "permission.not-cross-mesh",
      path: `${at}.${listener === undefined ? asked : "listener"}`,
      message: `${listener === undefined ? `no listener of gateway "${gatewayName}" is` : `listener "${listener}" of gateway "${gatewayName}" is not`} crossMesh, so no other mesh can call it`,
      hint: gateway.role === GatewayRole.Egress ? "name an ingress gateway" : "set crossMesh: true on the listener",
    };
    return;
  }
  if (http === undefined) return;
  for (const [name, { protocol }] of open.filter(([, declared]) => !readsRequests(declared))) {
    yield {
      code: "permission.no-requests",
      path: `${at}.http`,
      message: `listener "${name}" of gateway "${gatewayName}" speaks ${protocol}, which has no requests to tell apart`,
      hint: "leave http out, or set listener to one of HTTP or HTTPS",
    };
  }
}

function* exposeProblems(
  at: string,
  { expose: exposeName, listener, gatewayTags }: CrossMeshPermissionSpec,
  gateways: [string, MeshGatewaySpec][],
  { exposes }: Required<FabricSpec>,
): Iterable<Problem> {
  const expose = exposeName === undefined ? undefined : exposes[exposeName];
  if (expose === undefined) return;
  const host = gateways.find(([name]) => name === expose.gateway);
  const standsAt = host === undefined ? undefined : listenerOf(expose, host[1]);
  if (host !== undefined && (listener === undefined || standsAt === undefined || standsAt === listener)) return;
  const gateway = gatewayTags === undefined ? `gateway "${gateways[0]?.[0]}"` : "a gateway with these tags";
  yield {
    code: "permission.expose-elsewhere",
    path: `${at}.expose`,
    message: `Expose "${exposeName}" does not stand behind ${listener === undefined ? "" : `listener "${listener}" of `}${gateway}`,
    hint:
      standsAt !== undefined
        ? `set listener to "${standsAt}", or name an Expose that stands there`
        : expose.gateway === undefined
          ? "name an Expose of a mesh"
          : `set gateway to "${expose.gateway}", or name an Expose that stands there`,
  };
}
