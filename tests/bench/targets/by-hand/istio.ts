import type { KubeObject } from "../../../../sdk/src/targets/emitted.js";
import type { Way } from "../ways.js";
import { appOf, istioGateway } from "./gateway-pods.js";
import { allowAtIngress, denyOthers, strict } from "./istio-access.js";
import { egress, farEnd } from "./istio-egress.js";
import { grouped, hostnameService, object, place, serviceHost } from "./objects.js";

const networking = "networking.istio.io/v1";

/**
 * Istio by hand, after `istio-mesh-to-mesh.txt` and the skeletons of the digest (2.1). Server: a Gateway MUTUAL whose
 * hosts share one entry, a VirtualService for each host with a rule for each path, one DestinationRule, an
 * AuthorizationPolicy that allows nothing and one for the gateway with a rule for each caller. Client: one entrance
 * ISTIO_MUTUAL with a wildcard, a ServiceEntry and a DestinationRule for each far host with a subset, so a certificate,
 * for each caller, and a VirtualService for each hostname with its two legs.
 *
 * Ours does more: it refuses identities written as DNS names and resumed sessions (EnvoyFilter), normalises paths,
 * bounds connections, turns Istio's own retries off, lets only consumers' namespaces see a hostname, and has an
 * entrance for each caller.
 */
export const istioByHand = (ways: Way[]): KubeObject[] => [
  ...grouped(ways, ({ gateway }) => gateway).flatMap(([gateway, own]) => [
    ...istioGateway({
      name: gateway,
      namespace: place.payments.namespace,
      ports: [{ port: place.ingressPort, targetPort: place.ingressPort }],
    }),
    ...ingress(gateway, own),
    allowAtIngress(gateway, own),
  ]),
  denyOthers(place.payments.namespace),
  strict(place.payments.namespace),
  object(
    networking,
    "DestinationRule",
    { name: "services", namespace: place.payments.namespace },
    {
      host: serviceHost("*"),
      exportTo: ["."],
      trafficPolicy: { tls: { mode: "ISTIO_MUTUAL" } },
    },
  ),
  ...grouped(ways, ({ exit }) => exit).flatMap(([exit, own]) => egress(exit, own)),
  ...grouped(ways, ({ serverName }) => serverName).flatMap(([serverName, own]) => farEnd(serverName, own)),
  denyOthers(place.shop.namespace),
  strict(place.shop.namespace),
  ...ways.map(({ hostname }) => hostnameService(hostname, { ports: [{ name: "http", port: 80 }] })),
];

function ingress(name: string, ways: Way[]): KubeObject[] {
  const { namespace } = place.payments;
  const names = grouped(ways, ({ serverName }) => serverName);
  return [
    object(
      networking,
      "Gateway",
      { name, namespace },
      {
        selector: appOf(name),
        servers: [
          {
            port: { number: place.ingressPort, name: "https", protocol: "HTTPS" },
            hosts: names.map(([serverName]) => serverName),
            tls: { mode: "MUTUAL", credentialName: `${name}-server`, minProtocolVersion: "TLSV1_2" },
          },
        ],
      },
    ),
    ...names.map(([serverName, own]) =>
      object(
        networking,
        "VirtualService",
        { name: serverName, namespace },
        {
          hosts: [serverName],
          gateways: [name],
          exportTo: ["."],
          http: own.map(({ service, path }) => ({
            match: [{ uri: { exact: path } }, { uri: { prefix: `${path}/` } }],
            route: [{ destination: { host: serviceHost(service), port: { number: place.servicePort } } }],
          })),
        },
      ),
    ),
  ];
}
