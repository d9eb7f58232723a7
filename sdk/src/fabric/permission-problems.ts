import type { FabricSpec } from "../model/fabric.js";
import type { MeshGatewaySpec } from "../model/mesh-gateway.js";
import type { Problem } from "../model/problem.js";
import { listenerOf, listenerProblem } from "./expose-problems.js";

/** A permission speaks of a listener that other meshes may call, and of an Expose that stands there. */
export function* permissionProblems({
  crossMeshPermissions,
  meshGateways,
  exposes,
}: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, { gateway: gatewayName, listener, expose: exposeName }] of Object.entries(crossMeshPermissions)) {
    const gateway = gatewayName === undefined ? undefined : meshGateways[gatewayName];
    if (gateway === undefined || gatewayName === undefined) continue;
    const at = `crossMeshPermissions.${name}`;
    if (listener !== undefined && !(listener in (gateway.listeners ?? {}))) {
      yield listenerProblem(`${at}.listener`, gatewayName, gateway, listener);
      continue;
    }
    yield* crossMeshProblems(at, gatewayName, gateway, listener);
    const expose = exposeName === undefined ? undefined : exposes[exposeName];
    if (expose === undefined || exposeName === undefined) continue;
    const stands =
      expose.gateway === gatewayName && (listener === undefined || listenerOf(expose, gateway) === listener);
    if (stands) continue;
    yield {
      code: "permission.expose-elsewhere",
      path: `${at}.expose`,
      message: `Expose "${exposeName}" does not stand behind ${listener === undefined ? "" : `listener "${listener}" of `}gateway "${gatewayName}"`,
      hint: "name the gateway and listener of the Expose",
    };
  }
}

function* crossMeshProblems(
  at: string,
  gatewayName: string,
  { listeners = {} }: MeshGatewaySpec,
  listener: string | undefined,
): Iterable<Problem> {
  const meant = Object.entries(listeners).filter(([name]) => listener === undefined || name === listener);
  if (meant.some(([, { crossMesh }]) => crossMesh === true)) return;
  yield {
    code: "permission.not-cross-mesh",
    path: listener === undefined ? `${at}.gateway` : `${at}.listener`,
    message: `${listener === undefined ? `no listener of gateway "${gatewayName}" is` : `listener "${listener}" is not`} crossMesh, so no other mesh can call it`,
    hint: "set crossMesh: true on the listener",
  };
}
