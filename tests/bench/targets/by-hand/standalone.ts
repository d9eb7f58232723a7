import type { KubeObject } from "../../../../sdk/src/targets/emitted.js";
import type { Json } from "../../../../sdk/src/targets/standalone/envoy/json.js";
import type { Way } from "../ways.js";
import {
  allowRoute,
  denyAll,
  dnsCluster,
  envoyFiles,
  envoyPod,
  httpServer,
  listenOn,
  router,
  tlsInspector,
} from "./envoy.js";
import { certificateFile, clientTls, peersFile, serverTls } from "./envoy-tls.js";
import { type GatewayPods, gatewayPods, onlyFrom } from "./gateway-pods.js";
import {
  addressOf,
  callerId,
  gatewayId,
  grouped,
  hostnameService,
  pem,
  place,
  serviceHost,
  unique,
} from "./objects.js";

const outPort = 10080;

/**
 * Envoy by hand, after the reference configuration of the digest (6.1): a gateway is one static file. At the ingress
 * all server names share a filter chain, since they share certificate and peers; a route says path, method and the one
 * identity that may call. At the egress one listener has all hostnames, and a far server name that one caller calls is
 * one cluster, with that caller's certificate. Consumers find the hostnames by Services.
 *
 * Ours does more: a listener for each caller, a cluster (so limits and counts) for each Route, the permission's name in
 * the access log, reloading without new pods, metrics, draining and limits of memory.
 */
export const standaloneByHand = (ways: Way[]): KubeObject[] => [
  ...grouped(ways, ({ gateway }) => gateway).flatMap(([gateway, own]) => ingressGateway(gateway, own)),
  ...grouped(ways, ({ exit }) => exit).flatMap(([exit, own]) => egressGateway(exit, own)),
  ...ways.map(({ hostname, exit }) =>
    hostnameService(hostname, {
      type: "ExternalName",
      externalName: `${exit}.${place.shop.namespace}.svc.cluster.local`,
    }),
  ),
];

/** The ingress, which target Kuma 3.0 has as well. */
export function ingressGateway(
  name: string,
  ways: Way[],
  pods: Pick<GatewayPods, "labels" | "annotations"> = {},
): KubeObject[] {
  const at = { name, namespace: place.payments.namespace };
  const names = grouped(ways, ({ serverName }) => serverName);
  const server = httpServer({
    stat_prefix: "ingress",
    forward_client_cert_details: "SANITIZE_SET",
    set_current_client_cert_details: { uri: true, subject: true },
    http_filters: [denyAll, router],
    route_config: {
      ignore_port_in_host_matching: true,
      virtual_hosts: names.map(([serverName, own]) => ({
        name: serverName,
        domains: [serverName],
        routes: own.map(route),
      })),
    },
  });
  const chain = {
    filter_chain_match: { server_names: names.map(([serverName]) => serverName) },
    transport_socket: serverTls(name, "peers"),
    filters: [server],
  };
  return [
    ...gatewayPods({
      ...at,
      ports: [{ port: place.ingressPort, targetPort: place.ingressPort }],
      ...envoyPod(name),
      ...pods,
    }),
    ...envoyFiles(
      at,
      {
        listeners: [listenOn("ingress", place.ingressPort, chain, { listener_filters: [tlsInspector] })],
        clusters: ways.map(({ service }) =>
          dnsCluster(service, { host: serviceHost(service), port: place.servicePort }),
        ),
      },
      [certificateFile(name), peersFile("peers", { [place.shop.domain]: pem, [place.payments.domain]: pem })],
    ),
  ];
}

const route = ({ service, path, caller }: Way): Json => ({
  match: { path_separated_prefix: path },
  route: { cluster: service },
  typed_per_filter_config: allowRoute(callerId(caller), "GET"),
});

const farCluster = ({ serverName, caller }: Way): string => `${serverName}-as-${caller}`;

function egressGateway(name: string, ways: Way[]): KubeObject[] {
  const at = { name, namespace: place.shop.namespace };
  const server = httpServer({
    stat_prefix: "egress",
    http_filters: [router],
    route_config: {
      ignore_port_in_host_matching: true,
      virtual_hosts: ways.map((way) => ({
        name: way.hostname,
        domains: [way.hostname, `${way.hostname}.svc`, `${way.hostname}.svc.cluster.local`],
        routes: [{ match: { prefix: "/" }, route: { cluster: farCluster(way), auto_host_rewrite: true } }],
      })),
    },
  });
  return [
    ...gatewayPods({ ...at, ports: [{ port: 80, targetPort: outPort }], ...envoyPod(name) }),
    ...envoyFiles(
      at,
      {
        listeners: [listenOn("egress", outPort, { filters: [server] })],
        clusters: grouped(ways, farCluster).flatMap(([cluster, [first]]) =>
          first === undefined ? [] : [farEnd(cluster, first)],
        ),
      },
      [
        ...unique(ways.map(({ caller }) => caller)).map(certificateFile),
        ...unique(ways.map(({ gateway }) => gateway)).map((gateway) =>
          peersFile(gateway, { [place.payments.domain]: pem }, gatewayId(gateway)),
        ),
      ],
    ),
    onlyFrom(name, at.namespace, place.callers, outPort),
  ];
}

const farEnd = (name: string, { gateway, serverName, caller }: Way) =>
  dnsCluster(
    name,
    { host: addressOf(gateway), port: place.ingressPort, hostname: serverName },
    { transport_socket: clientTls(caller, gateway, serverName) },
  );
