import { grouped } from "../../../../fabric/grouped.js";
import type { MeshGatewaySpec } from "../../../../model/mesh-gateway.js";
import type { Problem } from "../../../../model/problem.js";
import type { Spec } from "../../../own.js";
import { controlPlaneOf } from "../../own.js";
import { own } from "./own.js";

/** Listeners have routes, and names of their own. */
export function* listenerProblems(spec: Spec): Iterable<Problem> {
  for (const [name, gateway] of own.gateways(spec)) yield* hiddenProblems(name, gateway);
  yield* takenProblems(spec);
}

/** Of hostnames at one port Kuma takes some for parts of others, and leaves those without a route. */
function* hiddenProblems(gateway: string, { listeners = {} }: MeshGatewaySpec): Iterable<Problem> {
  const alike = grouped(Object.entries(listeners), ([, { hostname = "", port }]) => `${port} ${firstWord(hostname)}`);
  for (const group of alike.values()) {
    for (const [listener, { hostname = "", port }] of group) {
      const hiding = group.find(([, other]) => hides(other.hostname ?? "", hostname));
      if (hiding === undefined) continue;
      yield {
        code: "kuma.hostname-hidden",
        path: `meshGateways.${gateway}.listeners.${listener}.hostname`,
        message: `Kuma takes "${hostname}" for a part of "${hiding[1].hostname ?? ""}", which listener "${hiding[0]}" has at port ${port}, and would answer 404 there`,
        hint: "choose a hostname that begins otherwise, or give one of them a port of its own",
      };
    }
  }
}

const firstWord = (hostname: string): string => hostname.split(".", 1)[0] ?? "";

/**
 * Of hostnames with one first word, `api.mesh` is to contain `api.us.mesh` as a wildcard would: the last words are alike
 * too (`contains` in match/hostnames.go). That counts where it comes first, and they come in the order of letters.
 */
function hides(first: string, second: string): boolean {
  if (first >= second) return false;
  const [, ...domain] = first.split(".");
  const [, ...otherDomain] = second.split(".");
  return otherDomain.slice(Math.max(0, otherDomain.length - domain.length)).join(".") === domain.join(".");
}

/** Every data plane of a control plane knows a listener by its hostname and port alone. */
function* takenProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const [name, { mesh, listeners = {} }] of own.gateways(spec)) {
    for (const [listener, { hostname, port }] of Object.entries(listeners)) {
      if (hostname === undefined) continue;
      const key = JSON.stringify([controlPlaneOf(spec, mesh), hostname, port]);
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, name);
      if (owner === undefined || owner === name) continue;
      yield {
        code: "kuma.listener-taken",
        path: `meshGateways.${name}.listeners.${listener}.hostname`,
        message: `gateway "${owner}" is called "${hostname}" at port ${port} by all meshes of this Kuma already`,
        hint: "choose another hostname or port",
      };
    }
  }
}
