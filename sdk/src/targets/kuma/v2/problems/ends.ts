import { clusterDomain, meshNamespace } from "../../../../fabric/defaults.js";
import { readsRequests } from "../../../../fabric/expose-problems.js";
import { objectName } from "../../../../fabric/object-name.js";
import { externalHostname } from "../../../../fabric/resolve-external.js";
import { ServiceProtocol } from "../../../../model/choices.js";
import type { DeclaredListener } from "../../../crossing/declared-listener.js";
import { gatewayHost } from "../../../crossing/gateway.js";
import type { Spec } from "../../../own.js";
import type { EgressEnd } from "../consumer/egress-speech.js";

/** A listener of another target, as a mesh calls it. */
export function listenerEnd(
  { expose, gateway, gatewaySpec: { mesh, namespace, address }, listener }: DeclaredListener,
  from: string,
  spec: Spec,
): EgressEnd {
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
    protocol: expose.service?.protocol ?? ServiceProtocol.HTTP,
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
