import type { KubeObject } from "../../../../sdk/src/targets/emitted.js";
import type { Way } from "../ways.js";
import { appOf, istioGateway } from "./gateway-pods.js";
import { allowAtEgress } from "./istio-access.js";
import { addressOf, gatewayId, object, place, unique } from "./objects.js";

const networking = "networking.istio.io/v1";
const outPort = 8443;

/** A gateway, and the hostnames that leave by it. */
export const egress = (exit: string, ways: Way[]): KubeObject[] => [
  ...istioGateway({ name: exit, namespace: place.shop.namespace, ports: [{ port: outPort, targetPort: outPort }] }),
  ...entrance(exit),
  ...ways.map(twoLegs),
  allowAtEgress(exit, ways, fullName),
];

const fullName = ({ hostname }: Pick<Way, "hostname">): string => `${hostname}.svc.cluster.local`;
const exitHost = (exit: string): string => `${exit}.${place.shop.namespace}.svc.cluster.local`;

/** All hostnames come in under one server name. */
function entrance(name: string): KubeObject[] {
  const { namespace } = place.shop;
  const all = `*.${place.hostnames}.svc.cluster.local`;
  return [
    object(
      networking,
      "Gateway",
      { name, namespace },
      {
        selector: appOf(name),
        servers: [
          { port: { number: outPort, name: "https", protocol: "HTTPS" }, hosts: [all], tls: { mode: "ISTIO_MUTUAL" } },
        ],
      },
    ),
    object(
      networking,
      "DestinationRule",
      { name, namespace },
      {
        host: exitHost(name),
        trafficPolicy: { tls: { mode: "ISTIO_MUTUAL", sni: all.replace("*", name) } },
      },
    ),
  ];
}

/** From the consumer's proxy to the gateway, and from there to the far host under the caller's certificate. */
function twoLegs({ hostname, exit, serverName, caller }: Way): KubeObject {
  const { namespace } = place.shop;
  const gateway = `${namespace}/${exit}`;
  return object(
    networking,
    "VirtualService",
    { name: hostname, namespace },
    {
      hosts: [fullName({ hostname })],
      gateways: ["mesh", gateway],
      http: [
        {
          match: [{ gateways: ["mesh"], port: 80 }],
          rewrite: { authority: fullName({ hostname }) },
          route: [{ destination: { host: exitHost(exit), port: { number: outPort } } }],
        },
        {
          match: [{ gateways: [gateway], port: outPort }],
          rewrite: { authority: serverName },
          route: [{ destination: { host: serverName, subset: caller, port: { number: place.ingressPort } } }],
        },
      ],
    },
  );
}

/** A far name, under the certificate of each caller. */
export function farEnd(serverName: string, ways: Way[]): KubeObject[] {
  const at = { name: serverName, namespace: place.shop.namespace };
  const [gateway = ""] = unique(ways.map((way) => way.gateway));
  const [exit = ""] = unique(ways.map((way) => way.exit));
  return [
    object(networking, "ServiceEntry", at, {
      hosts: [serverName],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ number: place.ingressPort, name: "http", protocol: "HTTP" }],
      endpoints: [{ address: addressOf(gateway) }],
      exportTo: ["."],
    }),
    object(networking, "DestinationRule", at, {
      host: serverName,
      exportTo: ["."],
      workloadSelector: { matchLabels: appOf(exit) },
      subsets: unique(ways.map(({ caller }) => caller)).map((caller) => ({
        name: caller,
        trafficPolicy: {
          tls: {
            mode: "MUTUAL",
            credentialName: `${caller}-client`,
            sni: serverName,
            subjectAltNames: [gatewayId(gateway)],
          },
        },
      })),
    }),
  ];
}
