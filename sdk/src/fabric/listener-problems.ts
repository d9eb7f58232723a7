import { GatewayRole, ListenerProtocol, ServiceType } from "../model/choices.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Listener, MeshGatewaySpec } from "../model/mesh-gateway.js";
import type { Problem } from "../model/problem.js";

/** What the listeners of each gateway may not do to one another. */
export function* listenerProblems({ meshGateways, meshes }: Required<FabricSpec>): Iterable<Problem> {
  for (const [name, gateway] of Object.entries(meshGateways)) {
    yield* roleProblems(name, gateway);
    yield* portProblems(name, gateway.listeners ?? {});
    yield* nodePortTypeProblems(name, gateway);
  }
  yield* nodePortProblems(meshGateways, (mesh) => meshes[mesh]?.cluster);
}

function* roleProblems(name: string, { role, listeners = {} }: MeshGatewaySpec): Iterable<Problem> {
  const count = Object.keys(listeners).length;
  if (role === GatewayRole.Egress && count > 0) {
    yield {
      code: "gateway.egress-listener",
      path: `meshGateways.${name}.listeners`,
      message: `an egress gateway takes its listeners from the Routes that go via it, but ${count} are declared`,
      hint: "remove them, or make the gateway an ingress",
    };
  }
  // calls between clusters make the listeners of an east-west gateway
  if ((role ?? GatewayRole.Ingress) === GatewayRole.Ingress && count === 0) {
    yield {
      code: "gateway.no-listener",
      path: `meshGateways.${name}.listeners`,
      message: `gateway "${name}" has no listener, so nobody could call it`,
      hint: "add one, or make it an egress gateway",
    };
  }
}

/** Listeners share a port only if they speak one protocol and differ in hostname; TCP never shares. */
function* portProblems(gateway: string, listeners: Record<string, Listener>): Iterable<Problem> {
  const ports = new Map<number, { owner: string; protocol: ListenerProtocol }>();
  const owners = new Map<string, string>();
  for (const [name, { port, protocol, hostname }] of Object.entries(listeners)) {
    const at = `meshGateways.${gateway}.listeners.${name}`;
    const first = ports.get(port);
    if (first === undefined) ports.set(port, { owner: name, protocol });
    else if (first.protocol !== protocol) {
      yield {
        code: "gateway.listener.port-taken",
        path: `${at}.port`,
        message: `port ${port} already speaks ${first.protocol} for listener "${first.owner}", so it cannot speak ${protocol}`,
        hint: `choose another port, or protocol ${first.protocol}`,
      };
      continue;
    }
    const place = protocol === ListenerProtocol.TCP ? undefined : hostname;
    const key = JSON.stringify([port, place]);
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, name);
      continue;
    }
    yield {
      code: "gateway.listener.duplicate",
      path: at,
      message: `listener "${owner}" has ${protocol} port ${port}${place === undefined ? "" : ` and hostname "${place}"`} already`,
      hint: `remove one of them, or choose another port${protocol === ListenerProtocol.TCP ? "" : " or hostname"}`,
    };
  }
}

function* nodePortTypeProblems(name: string, { service, listeners = {} }: MeshGatewaySpec): Iterable<Problem> {
  if (service?.type === ServiceType.NodePort || service?.type === ServiceType.LoadBalancer) return;
  for (const [listener, { nodePort }] of Object.entries(listeners)) {
    if (nodePort === undefined) continue;
    yield {
      code: "gateway.listener.node-port-unused",
      path: `meshGateways.${name}.listeners.${listener}.nodePort`,
      message: `nodePort ${nodePort} goes with a Service of type NodePort or LoadBalancer, and this one is ClusterIP`,
      hint: `set meshGateways.${name}.service.type, or leave nodePort out`,
    };
  }
}

/** A node port belongs to one listener port of one gateway in a cluster, and a listener port has one node port. */
function* nodePortProblems(
  gateways: Record<string, MeshGatewaySpec>,
  clusterOf: (mesh: string) => string | undefined,
): Iterable<Problem> {
  const owners = new Map<string, { gateway: string; port: number }>();
  for (const [gateway, { mesh, listeners = {} }] of Object.entries(gateways)) {
    const nodePorts = new Map<number, number>();
    for (const [listener, { port, nodePort }] of Object.entries(listeners)) {
      if (nodePort === undefined) continue;
      const other = nodePorts.get(port);
      nodePorts.set(port, other ?? nodePort);
      if (other !== undefined && other !== nodePort) {
        yield {
          code: "gateway.listener.node-port-differs",
          path: `meshGateways.${gateway}.listeners.${listener}.nodePort`,
          message: `port ${port} of gateway "${gateway}" has nodePort ${other} already, so it cannot have ${nodePort} too`,
          hint: `write ${other}, or leave one of them out`,
        };
        continue;
      }
      const key = JSON.stringify([clusterOf(mesh), nodePort]);
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, { gateway, port });
      if (owner === undefined || (owner.gateway === gateway && owner.port === port)) continue;
      yield {
        code: "gateway.listener.node-port-taken",
        path: `meshGateways.${gateway}.listeners.${listener}.nodePort`,
        message: `nodePort ${nodePort} belongs to port ${owner.port} of gateway "${owner.gateway}" in the same cluster`,
        hint: "choose another one, or leave it to Kubernetes",
      };
    }
  }
}
