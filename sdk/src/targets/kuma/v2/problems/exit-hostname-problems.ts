import { mentionedExposes } from "../../../../fabric/route-mentions.js";
import { defaultRoutePort } from "../../../../fabric/route-problems.js";
import type { Problem } from "../../../../model/problem.js";
import type { RouteSpec } from "../../../../model/route.js";
import { listenerBefore } from "../../../crossing/declared-listener.js";
import type { Spec } from "../../../own.js";
import { controlPlaneOf } from "../../own.js";
import { own } from "./own.js";

/** A hostname is of one MeshExternalService of a mesh, which has one port, and of no listener of Kuma's. */
export function* exitHostnameProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, string>();
  const listeners = listenerOwners(spec);
  for (const [name, route] of own.routes(spec)) {
    const { from, hostname = "", port = defaultRoutePort } = route;
    if (!leaves(route, spec)) continue;
    const path = `routes.${name}.hostname`;
    const key = JSON.stringify([from.mesh, hostname]);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, name);
    else
      yield {
        code: "kuma.hostname-one-port",
        path,
        message: `"${hostname}" is a name of Route "${owner}", and Kuma gives it one port, so not port ${port} besides`,
        hint: "give each Route a hostname of its own",
      };
    const gateway = listeners.get(listenerKey(from.mesh ?? "", hostname, spec));
    if (gateway === undefined) continue;
    yield {
      code: "kuma.hostname-listener",
      path,
      message: `"${hostname}" is the name of a listener of gateway "${gateway}" in every mesh of this Kuma`,
      hint: "choose another hostname",
    };
  }
}

const leaves = (route: RouteSpec, spec: Spec): boolean =>
  !mentionedExposes(route).some(({ expose }) => own.isMesh(spec, listenerBefore(expose, spec)?.gatewaySpec.mesh));

const listenerKey = (mesh: string, hostname: string, spec: Spec): string =>
  JSON.stringify([controlPlaneOf(spec, mesh), hostname]);

/** The gateways of Kuma's own, by what their listeners are called in each control plane. */
const listenerOwners = (spec: Spec): Map<string, string> =>
  new Map(
    own
      .gateways(spec)
      .flatMap(([gateway, { mesh, listeners = {} }]) =>
        Object.values(listeners).flatMap(({ hostname }): [string, string][] =>
          hostname === undefined ? [] : [[listenerKey(mesh, hostname, spec), gateway]],
        ),
      ),
  );
