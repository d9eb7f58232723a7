import { ServiceType } from "../../../../model/choices.js";
import type { MeshGatewaySpec } from "../../../../model/mesh-gateway.js";
import type { Problem } from "../../../../model/problem.js";
import type { Spec } from "../../../own.js";
import { own } from "./own.js";

/** A gateway's pods and Service are made by Kuma, in its own way. */
export function* gatewayProblems(spec: Spec): Iterable<Problem> {
  for (const [name, gateway] of own.gateways(spec)) {
    yield* namespaceProblems(name, gateway, spec);
    yield* nodePortProblems(name, gateway);
    yield* limitProblems(name, gateway);
  }
}

/** Kuma's pods say neither that they run as no root nor which system calls they need. */
function* namespaceProblems(name: string, { mesh, namespace }: MeshGatewaySpec, { meshes }: Spec): Iterable<Problem> {
  if ((namespace ?? meshes[mesh]?.namespace) !== undefined) return;
  yield {
    code: "kuma.namespace-restricted",
    path: `meshGateways.${name}.namespace`,
    message: `gateway "${name}" would live in a namespace that Isthmus makes with Pod Security "restricted", which refuses the pods of a MeshGatewayInstance`,
    hint: "name a namespace that exists and takes them, here or in the mesh",
  };
}

/** Kuma asks for the listener's own port on the nodes, and behind a load balancer for none. */
function* nodePortProblems(name: string, { service, listeners = {} }: MeshGatewaySpec): Iterable<Problem> {
  for (const [listener, { port, nodePort }] of Object.entries(listeners)) {
    const at = `meshGateways.${name}.listeners.${listener}`;
    if (service?.type === ServiceType.LoadBalancer && nodePort !== undefined)
      yield {
        code: "kuma.node-port",
        path: `${at}.nodePort`,
        message: `Kuma leaves the node ports of a load balancer to Kubernetes, so port ${port} gets none that is declared`,
        hint: "leave nodePort out, or use a Service of type NodePort",
      };
    if (service?.type !== ServiceType.NodePort) continue;
    if (nodePort !== undefined && nodePort !== port) {
      yield {
        code: "kuma.node-port",
        path: `${at}.nodePort`,
        message: `Kuma serves port ${port} on node port ${port}, so not on ${nodePort}`,
        hint: "leave nodePort out, or make it the listener's port",
      };
    } else if (port < 30000 || port > 32767) {
      yield {
        code: "kuma.node-port",
        path: `${at}.port`,
        message: `Kuma serves port ${port} on node port ${port}, and a cluster has node ports 30000-32767`,
        hint: "choose a port in this range, or another type of Service",
      };
    }
  }
}

/** Listeners that share a port are one listener of Envoy, with one limit: that of the first, whatever the others say. */
function* limitProblems(name: string, { listeners = {} }: MeshGatewaySpec): Iterable<Problem> {
  const limits = new Map<number, { owner: string; limit: number | undefined }>();
  for (const [listener, { port, maxConnections: limit }] of Object.entries(listeners)) {
    const first = limits.get(port);
    if (first === undefined) limits.set(port, { owner: listener, limit });
    if (first === undefined || first.limit === limit) continue;
    yield {
      code: "kuma.connection-limit",
      path: `meshGateways.${name}.listeners.${listener}.maxConnections`,
      message: `listener "${listener}" shares port ${port} with listener "${first.owner}", which takes ${first.limit ?? "any number of"} connections`,
      hint: `write ${first.limit ?? limit} in both, or give the listeners ports of their own`,
    };
  }
}
