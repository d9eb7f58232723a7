import { mentionedExposes } from "../../../../fabric/route-mentions.js";
import { defaultRoutePort } from "../../../../fabric/route-problems.js";
import type { Problem } from "../../../../model/problem.js";
import type { RouteSpec } from "../../../../model/route.js";
import { type DeclaredListener, listenerBefore } from "../../../crossing/declared-listener.js";
import type { Spec } from "../../../own.js";
import { controlPlaneOf } from "../../own.js";
import { KumaVersion } from "../../version.js";
import { own } from "./own.js";
import { whoCouldServe } from "./who-could-serve.js";

/** A listener is known by its hostname and port to every data plane of its Kuma, and by nothing else. */
export function* crossMeshProblems(
  name: string,
  { from: { mesh: calling = "" }, hostname, port = defaultRoutePort }: RouteSpec,
  { gateway, gatewaySpec: { mesh }, listener }: DeclaredListener,
  path: string,
  spec: Spec,
): Iterable<Problem> {
  if (controlPlaneOf(spec, calling) !== controlPlaneOf(spec, mesh)) {
    yield {
      code: "kuma.stranger",
      path,
      message: `gateway "${gateway}" is one of another Kuma ${KumaVersion.V2}, and only data planes of its own can call it`,
      hint: whoCouldServe(mesh),
    };
    return;
  }
  const { hostname: known, port: served } = listener;
  // one without a hostname takes no HTTPS, and is refused for that
  if (known === undefined) return;
  if (hostname !== known)
    yield {
      code: "kuma.route-name",
      path: `routes.${name}.hostname`,
      message: `Kuma calls the listener "${known}" in every mesh, and no other name leads there`,
      hint: `write "${known}"`,
    };
  if (port !== served)
    yield {
      code: "kuma.route-name",
      path: `routes.${name}.port`,
      message: `Kuma serves "${known}" at port ${served} in every mesh, not at ${port}`,
      hint: `write ${served}`,
    };
}

/** Consumers' sidecars read no requests of other meshes, and a gateway treats alike whatever comes to one port. */
export function* differenceProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, { name: string; treatment: string }>();
  for (const [name, route] of own.routes(spec)) {
    const treatment = JSON.stringify([route.timeout, route.retries]);
    for (const { expose } of mentionedExposes(route)) {
      const place = listenerBefore(expose, spec);
      if (place === undefined || !own.isMesh(spec, place.gatewaySpec.mesh)) continue;
      const port = JSON.stringify([place.gateway, place.listener.port]);
      const owner = owners.get(port);
      if (owner === undefined) owners.set(port, { name, treatment });
      if (owner === undefined || owner.treatment === treatment) continue;
      yield {
        code: "kuma.treatment-differs",
        path: `routes.${name}`,
        message: `Route "${owner.name}" calls port ${place.listener.port} of gateway "${place.gateway}" with other timeouts or retries, and Kuma has one policy for all that comes to a port, whatever listener is called`,
        hint: "write the same timeout and retries in both, or use a listener with a port of its own",
      };
    }
  }
}
