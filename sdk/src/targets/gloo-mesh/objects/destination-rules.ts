import { networking } from "../../istio/api.js";
import { trafficPolicy } from "../../istio/requests/traffic-policy.js";
import type { CheckedRoute } from "../../../fabric/checked.js";
import { spiffeId } from "../../../trust/spiffe-id.js";
import type { EmittedObject, Tree } from "../../emitted.js";
import { groupBy } from "../../crossing/group-by.js";
import { gatewaySelector } from "../../crossing/metadata.js";
import { consumerNamespace, rootNamespace } from "../consumers.js";
import { isFromElsewhere, type Outlet, type Passage } from "../passages.js";
import { clusterOf } from "../plane.js";
import { credentialName } from "./credentials.js";
import { emit } from "./emit.js";

/** How proxies call the egress gateway: by mutual TLS under the server name of the hostname, one rule a namespace. */
export function consumerRules(passage: Passage): EmittedObject[] {
  const places = groupBy(passage.routes, (route) => JSON.stringify([clusterOf(route.mesh), consumerNamespace(route)]));
  return places.map(([route]) =>
    toEgressRule(passage, clusterOf(route.mesh), consumerNamespace(route), shownTo(route, passage)),
  );
}

/** How the east-west gateway passes calls of other clusters on, where there are any. */
export const gatewayRules = (passage: Passage): EmittedObject[] => {
  const { eastWest, gateway } = passage;
  return eastWest === undefined
    ? []
    : [toEgressRule(passage, clusterOf(eastWest.mesh), eastWest.namespace, identityOf(gateway))];
};

/** How the egress gateway calls a far end: TLS begins here. */
export function originationRule(passage: Passage, outlet: Outlet): EmittedObject {
  const { gateway, routes } = passage;
  const [{ outlierDetection, limits }] = routes;
  return emit(
    { owner: gateway.owner, cluster: clusterOf(gateway.mesh), namespace: gateway.namespace, name: outlet.name },
    networking,
    "DestinationRule",
    {
      host: outlet.host,
      exportTo: ["."],
      workloadSelector: { matchLabels: gatewaySelector(gateway.name) },
      trafficPolicy: trafficPolicy({
        tls: originationTls(passage, outlet),
        protocol: outlet.far.protocol,
        limits,
        outlierDetection,
      }),
    },
  );
}

/** Who answers consumers: the egress gateway, or to those of other clusters the east-west gateway. */
const shownTo = (route: CheckedRoute, { gateway, eastWest }: Passage): string =>
  eastWest !== undefined && isFromElsewhere(route, gateway)
    ? identityOf({ ...eastWest, name: eastWest.objectName })
    : identityOf(gateway);

const identityOf = ({ mesh, namespace, name }: Pick<Passage["gateway"], "mesh" | "namespace" | "name">): string =>
  spiffeId(mesh.trustDomain, namespace, name);

const toEgressRule = (passage: Passage, cluster: string, namespace: string, shown: string): EmittedObject =>
  emit(
    { owner: passage.gateway.owner, cluster, namespace, name: `${passage.name}-to-egress` },
    networking,
    "DestinationRule",
    {
      host: passage.innerHost,
      // a rule for every namespace is for all that look for one there
      exportTo: [namespace === rootNamespace ? "*" : "."],
      trafficPolicy: {
        // gRPC needs HTTP/2 on every leg, and the name's port says HTTP
        connectionPool: { http: { useClientProtocol: true } },
        tls: { mode: "ISTIO_MUTUAL", sni: passage.hostname, subjectAltNames: [shown] },
      },
    },
  );

function originationTls(passage: Passage, outlet: Outlet): { [field: string]: Tree } {
  const { believes, serverName = "", shows } = outlet.far;
  const showsCertificate = shows.identity || shows.secretName !== undefined;
  return {
    mode: showsCertificate ? "MUTUAL" : "SIMPLE",
    credentialName: credentialName(passage, outlet),
    sni: serverName,
    subjectAltNames: [believes.kind === "server" ? serverName : believes.spiffeId],
  };
}
