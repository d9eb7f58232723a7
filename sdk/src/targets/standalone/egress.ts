import type { CheckedFabric, CheckedGateway, CheckedMesh, CheckedRoute } from "../../fabric/checked.js";
import { spiffeId } from "../../trust/spiffe-id.js";
import type { Owner } from "../emitted.js";
import { stableHash } from "./stable-hash.js";

/** A gateway through which consumers call out: one that was declared, or the mesh's own. */
export interface EgressGateway {
  owner: Owner;
  name: string;
  namespace: string;
  mesh: CheckedMesh;
  /** Replicas, image and resources, where declared. */
  declared: CheckedGateway | undefined;
  doors: EgressDoor[];
}

/**
 * The entrance of one set of consumers: they alone may open it, and calls leave under one identity. A door has a
 * Service and container ports of its own, so the network tells consumers apart where no certificate does.
 */
export interface EgressDoor {
  /** `shop-egress-web-checkout`: its Service. */
  name: string;
  /** `web-checkout`: its certificate; the gateway's own name where it speaks for itself. */
  identityName: string;
  spiffeId: string;
  from: { namespace: string | undefined; labels: Record<string, string> } | undefined;
  /** By the port that consumers call. */
  ports: { port: number; containerPort: number; routes: CheckedRoute[] }[];
}

/** The name of the egress gateway that a mesh has where its Routes name none. */
export const impliedEgressName = ({ objectName }: Pick<CheckedMesh, "objectName">): string => `${objectName}-egress`;

/** The egress gateways that a Fabric's Routes go through. One that no Route uses is not there. */
export function egressGateways({ routes }: Pick<CheckedFabric, "routes">): EgressGateway[] {
  const groups = groupBy(routes, ({ mesh, via }) => JSON.stringify([mesh.name, via?.name]));
  return groups.map((group) => {
    const { mesh, via } = group[0];
    const name = via?.objectName ?? impliedEgressName(mesh);
    const gateway = { name, namespace: via?.namespace ?? mesh.namespace, mesh };
    return {
      ...gateway,
      owner: via === undefined ? { kind: "meshes", name: mesh.name } : { kind: "meshGateways", name: via.name },
      declared: via,
      doors: groupBy(group, doorKey).map((door) => egressDoor(gateway, door)),
    };
  });
}

/** Routes with equal keys may use one door. */
export const doorKey = ({ namespace, serviceAccount, labels }: CheckedRoute): string =>
  JSON.stringify([namespace, serviceAccount, Object.entries(labels).sort()]);

function egressDoor(
  gateway: Pick<EgressGateway, "name" | "namespace" | "mesh">,
  routes: [CheckedRoute, ...CheckedRoute[]],
): EgressDoor {
  const { namespace, serviceAccount, labels } = routes[0];
  const suffix = [
    namespace,
    serviceAccount,
    Object.keys(labels).length > 0 ? stableHash(doorKey(routes[0])).toString(36) : undefined,
  ];
  const name = [gateway.name, ...suffix.filter((part) => part !== undefined)].join("-");
  const speaksForItself = namespace === undefined || serviceAccount === undefined;
  return {
    name,
    identityName: speaksForItself ? gateway.name : `${namespace}-${serviceAccount}`,
    spiffeId: speaksForItself
      ? spiffeId(gateway.mesh.trustDomain, gateway.namespace, gateway.name)
      : spiffeId(gateway.mesh.trustDomain, namespace, serviceAccount),
    from: namespace === undefined ? undefined : { namespace, labels },
    ports: groupBy(routes, ({ port }) => String(port)).map((group) => ({
      port: group[0].port,
      containerPort: doorPort(name, group[0].port),
      routes: group,
    })),
  };
}

/** Derived from the door's name, so that it stays when other doors come and go. 20000-29999. */
const doorPort = (door: string, port: number): number => 20000 + (stableHash(`${door}:${port}`) % 10000);

function groupBy<T>(items: T[], keyOf: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}
