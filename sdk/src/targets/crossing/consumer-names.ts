import type { CheckedCluster, CheckedRoute } from "../../fabric/checked.js";
import type { EmittedObject } from "../emitted.js";
import type { EgressGateway } from "./egress.js";
import { managed } from "./metadata.js";

/** The Service that gives a hostname `NAME.NAMESPACE` to every pod of a cluster; undefined for any other hostname. */
export function consumerService(hostname: string): { name: string; namespace: string } | undefined {
  const [name, namespace, ...rest] = hostname.split(".");
  return name === undefined || namespace === undefined || rest.length > 0 ? undefined : { name, namespace };
}

/** All the ways in which a pod may write a Route's hostname. */
export function consumerHostnames(
  { hostname }: Pick<CheckedRoute, "hostname">,
  { domain }: Pick<CheckedCluster, "domain">,
): string[] {
  return consumerService(hostname) === undefined
    ? [hostname]
    : [hostname, `${hostname}.svc`, `${hostname}.svc.${domain}`];
}

/** A name in the cluster's DNS for each hostname that can have one; it leads to the door of its Route. */
export function consumerNames({ mesh, namespace, doors }: EgressGateway): EmittedObject[] {
  const names = doors.flatMap((door) =>
    door.ports.flatMap(({ routes }) =>
      routes.flatMap((route) => {
        const service = consumerService(route.hostname);
        return service === undefined ? [] : [{ door, hostname: route.hostname, service }];
      }),
    ),
  );
  const once = new Map(names.map((entry) => [entry.hostname, entry]));
  return [...once.values()].map(({ door, hostname, service }) => ({
    // several Routes may share a hostname, so that none of them owns it
    owner: { kind: "meshes", name: mesh.name },
    id: `name.${hostname}`,
    cluster: mesh.cluster.name,
    object: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...service, labels: managed },
      spec: { type: "ExternalName", externalName: `${door.name}.${namespace}.svc.${mesh.cluster.domain}` },
    },
  }));
}
