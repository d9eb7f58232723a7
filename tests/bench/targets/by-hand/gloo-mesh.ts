import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import type { Way } from "../ways.js";
import { appOf, istioGateway } from "./gateway-pods.js";
import { workspaces } from "./gloo-workspaces.js";
import { allowAtEgress, allowAtIngress, denyOthers, strict } from "./istio-access.js";
import { addressOf, gatewayId, grouped, object, place } from "./objects.js";

const networking = "networking.gloo.solo.io/v2";
const cluster = { shop: "east", payments: "west" };
const outPort = 10443;
const { namespace: shop } = place.shop;
const { namespace: payments } = place.payments;

/**
 * Gloo Mesh by hand, with the resources that `gloo-mesh-egress.txt` lists and their names there. Shared are the
 * ExternalEndpoint of a far gateway, the egress VirtualDestination with the DestinationRule that leads to it, and the
 * ExternalService of a far name for each caller with the DestinationRule that originates TLS; a hostname has a
 * VirtualDestination and two RouteTables. A far name has one RouteTable with a route for each path. Who may call is
 * said as on Istio.
 *
 * Ours does more: an ExternalService for each Route, an SNI for each hostname, as the source's note wants it, and what
 * it does more on Istio.
 */
export const glooMeshByHand = (ways: Way[]): KubeObject[] => [
  ...grouped(ways, ({ exit }) => exit).flatMap(([exit, own]) => [
    ...istioGateway({ name: exit, namespace: shop, ports: [{ port: 443, targetPort: outPort }] }),
    ...egress(exit),
    ...own.flatMap(hostname),
    allowAtEgress(exit, own, (way) => way.hostname),
  ]),
  ...grouped(ways, ({ gateway }) => gateway).flatMap(([gateway, own]) => [
    ...istioGateway({
      ...{ name: gateway, namespace: payments },
      ports: [{ port: place.ingressPort, targetPort: place.ingressPort }],
    }),
    ...ingress(gateway, own),
    allowAtIngress(gateway, own),
    object(
      networking,
      "ExternalEndpoint",
      { name: gateway, namespace: shop, labels: { far: gateway } },
      {
        address: addressOf(gateway),
        ports: [{ name: "tls", number: place.ingressPort }],
      },
    ),
  ]),
  ...grouped(ways, outlet).flatMap(([name, [first]]) => (first === undefined ? [] : externalService(name, first))),
  ...workspaces(cluster),
  ...[shop, payments].flatMap((namespace) => [denyOthers(namespace), strict(namespace)]),
];

const virtualGateway = (name: string, namespace: string, of: string, port: number, tls: Tree, hosts: string[]) =>
  object(
    networking,
    "VirtualGateway",
    { name, namespace },
    {
      workloads: [{ selector: { labels: appOf(name), namespace, cluster: of } }],
      listeners: [
        {
          ...{ port: { number: port }, appProtocol: "HTTPS", http: {}, tls },
          allowedRouteTables: hosts.map((host) => ({ host })),
        },
      ],
    },
  );

const egressHost = (exit: string): string => `${exit}.${place.hostnames}`;

function egress(name: string): KubeObject[] {
  return [
    virtualGateway(name, shop, cluster.shop, 443, { mode: "ISTIO_MUTUAL" }, [`*.${place.hostnames}`]),
    object(
      networking,
      "VirtualDestination",
      { name, namespace: shop },
      {
        hosts: [egressHost(name)],
        services: [{ labels: appOf(name), namespace: shop, cluster: cluster.shop }],
        ports: [{ number: 443, protocol: "HTTP", targetPort: { number: 443 } }],
        clientMode: { tlsTermination: {} },
      },
    ),
    object(
      "networking.istio.io/v1",
      "DestinationRule",
      { name: `to-${name}`, namespace: place.callers },
      {
        host: egressHost(name),
        exportTo: ["."],
        trafficPolicy: { tls: { mode: "ISTIO_MUTUAL", sni: egressHost(name) } },
      },
    ),
  ];
}

const outlet = ({ listener, caller }: Way): string => `${listener}-as-${caller}`;

/** What the egress calls as one caller. */
function externalService(name: string, { serverName, gateway, caller, exit }: Way): KubeObject[] {
  const host = `${name}.external`;
  return [
    object(
      networking,
      "ExternalService",
      { name, namespace: shop, labels: { outlet: name } },
      {
        hosts: [host],
        selector: { far: gateway },
        ports: [{ name: "http", number: 80, protocol: "HTTP", targetPort: { name: "tls" } }],
      },
    ),
    object(
      "networking.istio.io/v1",
      "DestinationRule",
      { name, namespace: shop },
      {
        host,
        exportTo: ["."],
        workloadSelector: { matchLabels: appOf(exit) },
        trafficPolicy: {
          tls: {
            ...{ mode: "MUTUAL", credentialName: `${caller}-client`, sni: serverName },
            subjectAltNames: [gatewayId(gateway)],
          },
        },
      },
    ),
  ];
}

/** From the mesh to the egress, and from the egress out. */
function hostname(way: Way): KubeObject[] {
  const { exit, serverName } = way;
  const table = (
    leg: string,
    where: { [field: string]: Tree },
    to: Tree,
    more: { [field: string]: Tree },
  ): KubeObject =>
    object(
      networking,
      "RouteTable",
      { name: `${way.hostname}-${leg}`, namespace: shop },
      {
        hosts: [way.hostname],
        ...where,
        http: [{ matchers: [{ uri: { prefix: "/" } }], forwardTo: { destinations: [to], ...more } }],
      },
    );
  return [
    object(
      networking,
      "VirtualDestination",
      { name: way.hostname, namespace: shop },
      {
        hosts: [way.hostname],
        externalServices: [{ labels: { outlet: outlet(way) } }],
        ports: [{ number: 80, protocol: "HTTP", targetPort: { number: 80 } }],
        clientMode: { tlsTermination: {} },
      },
    ),
    table("mesh", { workloadSelectors: [] }, destination("VIRTUAL_DESTINATION", exit, shop, cluster.shop, 443), {}),
    table(
      "egress",
      { virtualGateways: [{ name: exit, namespace: shop, cluster: cluster.shop }] },
      destination("EXTERNAL_SERVICE", outlet(way), shop, cluster.shop, 80),
      { hostRewrite: serverName },
    ),
  ];
}

const destination = (kind: string, name: string, namespace: string, of: string, port: number): Tree => ({
  ref: { name, namespace, cluster: of },
  kind,
  port: { number: port },
  weight: 100,
});

function ingress(name: string, ways: Way[]): KubeObject[] {
  const names = grouped(ways, ({ serverName }) => serverName);
  const tls = { mode: "MUTUAL", secretName: `${name}-server`, parameters: { minimumProtocolVersion: "TLSv1_2" } };
  return [
    virtualGateway(
      ...([name, payments, cluster.payments, place.ingressPort, tls] as const),
      names.map(([serverName]) => serverName),
    ),
    ...names.map(([serverName, own]) =>
      object(
        networking,
        "RouteTable",
        { name: serverName, namespace: payments },
        {
          hosts: [serverName],
          virtualGateways: [{ name, namespace: payments, cluster: cluster.payments }],
          http: own.map(({ service, path }) => ({
            matchers: [{ uri: { exact: path } }, { uri: { prefix: `${path}/` } }],
            forwardTo: {
              destinations: [destination("SERVICE", service, place.services, cluster.payments, place.servicePort)],
            },
          })),
        },
      ),
    ),
  ];
}
