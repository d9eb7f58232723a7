import { GatewayRole, ListenerProtocol } from "../model/choices.js";
import type { ExposeSpec } from "../model/expose.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Listener, MeshGatewaySpec } from "../model/mesh-gateway.js";
import type { Problem } from "../model/problem.js";

/** The name of the listener that an Expose stands behind: the one it names, or the gateway's only one. */
export function listenerOf({ listener }: ExposeSpec, { listeners = {} }: MeshGatewaySpec): string | undefined {
  if (listener !== undefined) return Object.hasOwn(listeners, listener) ? listener : undefined;
  const names = Object.keys(listeners);
  return names.length === 1 ? names[0] : undefined;
}

/** Whether a listener sees requests; to the others a connection is bytes. */
export const readsRequests = ({ protocol }: Pick<Listener, "protocol">): boolean =>
  protocol === ListenerProtocol.HTTP || protocol === ListenerProtocol.HTTPS;

/** What an Expose can say of requests only. */
const requestFields = ["path", "rewrite", "requestHeaders", "responseHeaders", "rateLimit"] as const;

/** Each Expose behind a gateway has one listener there, and a part of its paths for itself. */
export function* exposeProblems({ exposes, meshGateways }: Required<FabricSpec>): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const [name, expose] of Object.entries(exposes)) {
    const gateway = expose.gateway === undefined ? undefined : meshGateways[expose.gateway];
    if (gateway === undefined || expose.gateway === undefined) continue;
    if (gateway.role === GatewayRole.Egress) {
      yield {
        code: "expose.egress-gateway",
        path: `exposes.${name}.gateway`,
        message: `gateway "${expose.gateway}" is an egress gateway, which offers nothing`,
        hint: "expose the service behind an ingress gateway",
      };
      continue;
    }
    const listener = listenerOf(expose, gateway);
    if (listener === undefined) {
      yield listenerProblem(`exposes.${name}.listener`, expose.gateway, gateway, expose.listener);
      continue;
    }
    const protocol = gateway.listeners?.[listener]?.protocol;
    if (protocol !== undefined && !readsRequests({ protocol })) {
      const fields = requestFields.filter((field) => expose[field] !== undefined);
      for (const field of fields) {
        yield {
          code: "expose.no-requests",
          path: `exposes.${name}.${field}`,
          message: `listener "${listener}" of gateway "${expose.gateway}" speaks ${protocol}, which has no requests`,
          hint: `leave ${field} out, or use a listener of HTTP or HTTPS`,
        };
      }
      if (expose.service?.protocol !== undefined) {
        yield {
          code: "expose.no-requests",
          path: `exposes.${name}.service.protocol`,
          message: `listener "${listener}" of gateway "${expose.gateway}" speaks ${protocol}, and passes on what it gets`,
          hint: "leave protocol out, or use a listener of HTTP or HTTPS",
        };
      }
      if (expose.path !== undefined) continue;
    }
    const key = JSON.stringify([expose.gateway, listener, expose.path ?? { prefix: "/" }]);
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, name);
      continue;
    }
    yield {
      code: "expose.path-taken",
      path: `exposes.${name}.path`,
      message: `${describePath(expose.path)} of listener "${listener}" of gateway "${expose.gateway}" goes to Expose "${owner}" already`,
      hint: "give each Expose behind a listener a path of its own",
    };
  }
}

/** Why a declaration's listener could not be told. */
export function listenerProblem(
  path: string,
  gatewayName: string,
  { listeners = {} }: MeshGatewaySpec,
  listener: string | undefined,
): Problem {
  const names = Object.keys(listeners).sort();
  if (listener !== undefined) {
    return {
      code: "reference.unknown",
      path,
      message: `gateway "${gatewayName}" has no listener "${listener}"`,
      hint:
        names.length === 0
          ? `declare it under meshGateways.${gatewayName}.listeners`
          : `use one of ${names.join(", ")}`,
    };
  }
  return {
    code: "expose.listener-ambiguous",
    path,
    message:
      names.length === 0
        ? `gateway "${gatewayName}" has no listener to stand behind`
        : `gateway "${gatewayName}" has ${names.length} listeners, and the Expose names none`,
    hint:
      names.length === 0
        ? `declare one under meshGateways.${gatewayName}.listeners`
        : `set listener to one of ${names.join(", ")}`,
  };
}

const describePath = (path: ExposeSpec["path"]): string =>
  path === undefined ? "every path" : `path ${path.exact ?? path.prefix ?? path.regex ?? ""}`;
