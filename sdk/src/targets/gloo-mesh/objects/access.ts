import type { CheckedGateway, CheckedRoute } from "../../../fabric/checked.js";
import { groupBy } from "../../crossing/group-by.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import type { EmittedObject, Tree } from "../../emitted.js";
import { policiesOf } from "../../istio/authorization.js";
import { principal } from "../../istio/ingress/rules.js";
import { emittedFor, type GatewayPlace, ingressPlace } from "../../crossing/place.js";
import { securityApi } from "../names.js";
import { type Exit, isFromElsewhere, type Passage } from "../passages.js";
import { clusterOf, type Plane } from "../plane.js";
import { emit } from "./emit.js";

/** A client as Gloo Mesh selects it, and as a principal of Istio. */
interface Client {
  selector: { name: string | undefined; namespace: string | undefined; cluster: string };
  principal: string;
}

/**
 * Who may call an egress gateway: consumers in its cluster by what they are, and those of others as the east-west
 * gateway, since that ends their TLS. An AccessPolicy lets these in, and a policy of Istio denies each hostname to those
 * of them that have no Route to it.
 */
export const egressAccess = ({ gateway, passages }: Exit, plane: Plane): EmittedObject[] =>
  access(gateway, passages, (passage) => egressClients(passage), plane);

/** The same of an east-west gateway, for the consumers in other clusters. */
export const eastWestAccess = (gateway: CheckedGateway, passages: Passage[], plane: Plane): EmittedObject[] =>
  access(ingressPlace(gateway), passages, foreignClients, plane);

const egressClients = (passage: Passage): Client[] => {
  const { routes, gateway, eastWest } = passage;
  const own = routes.filter((route) => !isFromElsewhere(route, gateway)).map(clientOf);
  return eastWest === undefined ? own : [...own, gatewayClient(eastWest)];
};

const foreignClients = ({ routes, gateway }: Passage): Client[] =>
  routes.filter((route) => isFromElsewhere(route, gateway)).map(clientOf);

/** Where calls leave as a service account, its own alone may leave so. */
const clientOf = ({ mesh, namespace, serviceAccount }: CheckedRoute): Client => ({
  selector: {
    name: serviceAccount,
    namespace,
    cluster: clusterOf(mesh),
  },
  principal: principal({ mesh, namespace, serviceAccount }),
});

const gatewayClient = ({ objectName, namespace, mesh }: CheckedGateway): Client => ({
  selector: { name: objectName, namespace, cluster: clusterOf(mesh) },
  principal: principal({ mesh, namespace, serviceAccount: objectName }),
});

function access(
  gateway: GatewayPlace,
  passages: Passage[],
  clientsOf: (passage: Passage) => Client[],
  plane: Plane,
): EmittedObject[] {
  const { owner, name, namespace, mesh } = gateway;
  const clients = new Map(passages.flatMap(clientsOf).map((client) => [client.principal, client.selector]));
  const allowedClients = [...clients]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, serviceAccountSelector]) => ({ serviceAccountSelector }));
  const byClients = groupBy(passages, (passage) => JSON.stringify(principals(clientsOf(passage))));
  const denied = byClients.map((group): Tree => ({
    from: [{ source: { notPrincipals: principals(clientsOf(group[0])) } }],
    to: [{ operation: { hosts: group.flatMap(({ hostname }) => [hostname, `${hostname}:*`]) } }],
  }));
  return [
    emit({ owner, cluster: plane.cluster, namespace, name }, securityApi, "AccessPolicy", {
      applyToWorkloads: [{ selector: { labels: gatewaySelector(name), namespace, cluster: clusterOf(mesh) } }],
      config: { authn: { tlsMode: "STRICT" }, authzList: [{ allowedClients }] },
    }),
    ...policiesOf(gateway, "hostnames", "DENY", denied).map((policy) => emittedFor(gateway, policy)),
  ];
}

const principals = (clients: Client[]): string[] => [...new Set(clients.map(({ principal }) => principal))].sort();
