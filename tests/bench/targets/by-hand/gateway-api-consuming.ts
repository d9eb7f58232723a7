import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import type { Way } from "../ways.js";
import { core, envoyGateway, gateway, proxy } from "./gateway-api-gateway.js";
import { addressOf, gatewayId, grouped, hostnameService, object, pem, place } from "./objects.js";

/** How many a policy may name. */
const mostTargets = 16;
const { namespace: shop } = place.shop;

export const backendName = ({ listener, caller }: Way): string => `${listener}-as-${caller}`;
const peersOf = (name: string): Tree[] => [{ group: "", kind: "ConfigMap", name: `${name}-peers` }];

export function consuming(name: string, ways: Way[]): KubeObject[] {
  const far = grouped(ways, (way) => way.gateway).map(([of]) => of);
  const service = `${shop}-${name}.envoy-gateway-system.svc.cluster.local`;
  return [
    proxy(name, shop),
    gateway(name, shop, { listeners: [{ name: "http", port: 80, protocol: "HTTP" }] }),
    ...far.map((of) => ({
      ...object("v1", "ConfigMap", { name: `${of}-peers`, namespace: shop }, undefined),
      data: { "ca.crt": pem },
    })),
    object(
      "networking.k8s.io/v1",
      "NetworkPolicy",
      { name, namespace: "envoy-gateway-system" },
      {
        podSelector: { matchLabels: { "gateway.envoyproxy.io/owning-gateway-name": name } },
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": place.callers } } }] }],
      },
    ),
    ...ways.flatMap((way) => [
      calledRoute(way),
      hostnameService(way.hostname, { type: "ExternalName", externalName: service }),
    ]),
  ];
}

const calledRoute = (way: Way): KubeObject =>
  object(
    core,
    "HTTPRoute",
    { name: way.hostname, namespace: shop },
    {
      parentRefs: [{ name: way.exit }],
      hostnames: [way.hostname, `${way.hostname}.svc`, `${way.hostname}.svc.cluster.local`],
      rules: [
        {
          filters: [{ type: "URLRewrite", urlRewrite: { hostname: way.serverName } }],
          backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: backendName(way) }],
        },
      ],
    },
  );

export const backend = (name: string, { gateway: far, caller }: Way): KubeObject =>
  object(
    envoyGateway,
    "Backend",
    { name, namespace: shop },
    {
      endpoints: [{ fqdn: { hostname: addressOf(far), port: place.ingressPort } }],
      tls: { clientCertificateRef: { group: "", kind: "Secret", name: `${caller}-client` } },
    },
  );

export function backendTls(serverName: string, ways: Way[]): KubeObject[] {
  const names = grouped(ways, backendName).map(([name]) => name);
  const [first] = ways;
  if (first === undefined) return [];
  return Array.from({ length: Math.ceil(names.length / mostTargets) }, (_, part) =>
    object(
      core,
      "BackendTLSPolicy",
      { name: `${first.listener}-${part}`, namespace: shop },
      {
        targetRefs: names
          .slice(part * mostTargets, (part + 1) * mostTargets)
          .map((name) => ({ group: "gateway.envoyproxy.io", kind: "Backend", name })),
        validation: {
          hostname: serverName,
          caCertificateRefs: peersOf(first.gateway),
          subjectAltNames: [{ type: "URI", uri: gatewayId(first.gateway) }],
        },
      },
    ),
  );
}
