import { clusterDomain, meshNamespace } from "../../../../fabric/defaults.js";
import { listenerOf, readsRequests } from "../../../../fabric/expose-problems.js";
import { objectName } from "../../../../fabric/object-name.js";
import { externalHostname } from "../../../../fabric/resolve-external.js";
import { gatewayHost } from "../../../crossing/gateway.js";
import { ServiceProtocol } from "../../../../model/choices.js";
import type { Listener } from "../../../../model/mesh-gateway.js";
import type { Spec } from "../../../own.js";
import type { EgressEnd } from "../consumer/egress-speech.js";

/** A listener behind which an Expose stands, as it is declared. */
export interface DeclaredListener {
  gateway: string;
  /** The gateway's mesh, by name. */
  mesh: string;
  listener: Listener;
  /** What the service speaks. */
  protocol: ServiceProtocol;
}

/** Where an Expose stands; undefined where that is a problem of its own. */
export function listenerBefore(expose: string, { exposes, meshGateways }: Spec): DeclaredListener | undefined {
  const declared = exposes[expose];
  const gateway = declared?.gateway === undefined ? undefined : meshGateways[declared.gateway];
  if (declared?.gateway === undefined || gateway === undefined) return undefined;
  const name = listenerOf(declared, gateway);
  const listener = name === undefined ? undefined : gateway.listeners?.[name];
  if (listener === undefined) return undefined;
  const protocol = declared.service?.protocol ?? ServiceProtocol.HTTP;
  return { gateway: declared.gateway, mesh: gateway.mesh, listener, protocol };
}

/** A listener of another target, as a mesh calls it. */
export function listenerEnd(
  { gateway, mesh, listener, protocol }: DeclaredListener,
  from: string,
  spec: Spec,
): EgressEnd {
  const { namespace, address } = spec.meshGateways[gateway] ?? {};
  const cluster = spec.meshes[mesh]?.cluster;
  const inside = gatewayHost({
    objectName: objectName(gateway),
    namespace: namespace ?? meshNamespace(spec, mesh),
    mesh: { cluster: { domain: clusterDomain(spec, cluster) } },
  });
  return {
    hosts: [cluster === spec.meshes[from]?.cluster ? inside : address?.host],
    serverName: listener.hostname,
    takesRequests: readsRequests(listener),
    protocol,
  };
}

/** An external gateway, as every mesh calls it; undefined where none is declared. */
export function externalEnd(name: string, { externalGateways }: Spec): EgressEnd | undefined {
  const external = externalGateways[name];
  return (
    external && {
      hosts: external.addresses,
      serverName: externalHostname(external),
      takesRequests: true,
      protocol: external.serviceProtocol ?? ServiceProtocol.HTTP,
    }
  );
}
