import { consumerService } from "../../crossing/consumer-names.js";
import { managed } from "../../crossing/metadata.js";
import type { EmittedObject, KubeObject } from "../../emitted.js";
import { networking } from "../api.js";
import { hashedLabel } from "../../crossing/hashed-name.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { type CalledName, exitHost } from "./entrance.js";

/**
 * What gives a hostname to consumers. `NAME.NAMESPACE` is a Service without pods, so that the cluster's DNS knows it and
 * proxies have its port; nobody answers there who has no proxy. Istio learns any other name from a ServiceEntry.
 */
export function consumerName(place: GatewayPlace, called: CalledName): EmittedObject {
  const service = consumerService(called.hostname);
  return {
    // several Routes may share a hostname, so that none of them owns it
    owner: { kind: "meshes", name: place.mesh.name },
    id: `name.${called.hostname}`,
    cluster: place.mesh.cluster.name,
    object: service === undefined ? serviceEntry(place, called) : nameService(service, called),
  };
}

const nameService = (name: { name: string; namespace: string }, { ports }: CalledName): KubeObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { ...name, labels: managed },
  spec: {
    type: "ClusterIP",
    ports: ports.map(({ port }) => ({ name: portName(port), port, protocol: "TCP" })),
  },
});

const serviceEntry = (place: GatewayPlace, called: CalledName): KubeObject => ({
  apiVersion: networking,
  kind: "ServiceEntry",
  metadata: metadataOf(place, calledPart(called)),
  spec: {
    hosts: [called.hostname],
    location: "MESH_EXTERNAL",
    resolution: "DNS",
    ports: called.ports.map(({ port }) => ({ number: port, name: portName(port), protocol: "HTTP" })),
    endpoints: [
      {
        address: exitHost(place),
        ports: Object.fromEntries(called.ports.map(({ port, containerPort }) => [portName(port), containerPort])),
      },
    ],
    exportTo: consumersOf(place, called),
  },
});

/** A name says the protocol to Istio. */
const portName = (port: number): string => `http-${port}`;

/** What the names of a hostname's objects end with. */
export const calledPart = ({ door, hostname }: CalledName): string => hashedLabel(hostname, [door.name, hostname]);

/** The namespaces whose proxies know of a hostname, with that of the gateway. */
export function consumersOf({ namespace }: GatewayPlace, { door: { from } }: CalledName): string[] {
  if (from?.namespace === undefined) return ["*"];
  return from.namespace === namespace ? ["."] : [".", from.namespace];
}
