import type { CheckedCluster, CheckedExpose, CheckedGateway } from "../../../fabric/checked.js";
import { grouped } from "../../../fabric/grouped.js";
import { ServiceProtocol } from "../../../model/choices.js";
import { groupBy } from "../../crossing/group-by.js";
import { gatewaySelector, managed } from "../../crossing/metadata.js";
import type { KubeObject } from "../../emitted.js";
import { networking, security } from "../api.js";
import { hashedLabel } from "../../crossing/hashed-name.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { speaksHttp2, type Traffic, trafficPolicy } from "../requests/traffic-policy.js";

/** A Service behind a gateway, as Istio knows it. */
export const backendHost = ({ service: { name, namespace } }: CheckedExpose, { domain }: CheckedCluster): string =>
  `${name}.${namespace}.svc.${domain}`;

const backendTraffic = ({
  service: { protocol },
  limits,
  outlierDetection,
}: Pick<CheckedExpose, "service" | "limits" | "outlierDetection">): Traffic => ({
  tls: { mode: "ISTIO_MUTUAL" },
  protocol,
  limits,
  outlierDetection,
});

/** How a Service is called of which nothing is declared. */
const plainTraffic = trafficPolicy({
  tls: { mode: "ISTIO_MUTUAL" },
  protocol: ServiceProtocol.HTTP,
  limits: undefined,
  outlierDetection: undefined,
});

/** Exposes that are treated alike share a subset; undefined is no special treatment. */
export function backendSubset(expose: CheckedExpose): string | undefined {
  const { protocol, limits, outlierDetection } = backendTraffic(expose);
  if (!speaksHttp2(protocol) && limits === undefined && outlierDetection === undefined) return undefined;
  return hashedLabel(protocol, [protocol, limits ?? null, outlierDetection ?? null]);
}

/**
 * The Services that have a rule of their own, by gateway: those of which some Expose says more. In a namespace such a rule
 * hides the one for all Services from every pod, also from those that it is not for, so each gateway there has its own.
 */
export function namedBackends(gateways: CheckedGateway[]): (gateway: CheckedGateway) => Set<string> {
  const named = [...grouped(gateways, placeKey)].map(([place, together]): [string, Set<string>] => [
    place,
    new Set(together.flatMap(specialBackends)),
  ]);
  const byPlace = new Map(named);
  return (gateway) => byPlace.get(placeKey(gateway)) ?? new Set();
}

const placeKey = ({ mesh, namespace }: CheckedGateway): string => JSON.stringify([mesh.cluster.name, namespace]);

const specialBackends = ({ listeners, mesh }: CheckedGateway): string[] =>
  listeners.flatMap(({ exposes }) =>
    exposes.filter((expose) => backendSubset(expose) !== undefined).map((expose) => backendHost(expose, mesh.cluster)),
  );

/**
 * How a gateway, and nobody else, calls the Services behind it, each over the mesh's own mutual TLS: one rule for a
 * namespace, and one for each Service that has its own.
 */
export const backendRules = (place: GatewayPlace, exposes: CheckedExpose[], named: Set<string>): KubeObject[] => [
  ...groupBy(exposes, ({ service }) => service.namespace).map(([{ service }]) =>
    destinationRule(place, service.namespace, `*.${service.namespace}.svc.${place.mesh.cluster.domain}`, []),
  ),
  ...groupBy(exposes, (expose) => backendHost(expose, place.mesh.cluster)).flatMap((group) => {
    const { service } = group[0];
    const host = backendHost(group[0], place.mesh.cluster);
    const special = group.filter((expose) => backendSubset(expose) !== undefined);
    return named.has(host) ? [destinationRule(place, `${service.name}.${service.namespace}`, host, special)] : [];
  }),
];

const destinationRule = (place: GatewayPlace, part: string, host: string, special: CheckedExpose[]): KubeObject => ({
  apiVersion: networking,
  kind: "DestinationRule",
  metadata: metadataOf(place, part),
  spec: {
    host,
    exportTo: ["."],
    workloadSelector: { matchLabels: gatewaySelector(place.name) },
    trafficPolicy: plainTraffic,
    ...(special.length > 0 && {
      subsets: groupBy(special, (expose) => backendSubset(expose) ?? "").map(([expose]) => ({
        name: backendSubset(expose),
        trafficPolicy: trafficPolicy(backendTraffic(expose)),
      })),
    }),
  },
});

/** Pods of which the declaration says that they stand behind the gateway take no call in plain text. */
export const strictBackends = (place: GatewayPlace, exposes: CheckedExpose[]): KubeObject[] =>
  exposes.flatMap(({ service: { namespace, selector } }) => {
    if (selector === undefined || Object.keys(selector).length === 0) return [];
    const name = hashedLabel(place.name, [place.namespace, place.name, Object.entries(selector).sort()]);
    return [
      {
        apiVersion: security,
        kind: "PeerAuthentication",
        metadata: { name, namespace, labels: managed },
        spec: { selector: { matchLabels: selector }, mtls: { mode: "STRICT" } },
      },
    ];
  });
