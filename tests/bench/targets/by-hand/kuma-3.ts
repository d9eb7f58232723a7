import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import type { Way } from "../ways.js";
import { appOf } from "./gateway-pods.js";
import { addressOf, callerId, gatewayId, grouped, object, pem, place } from "./objects.js";
import { ingressGateway } from "./standalone.js";

const apiVersion = "kuma.io/v1alpha1";
const system = "kuma-system";
const exposing = "payments";
const consuming = "shop";
const zone = "east";

const named = (mesh: string, name: string, namespace: string = system) => ({
  ...{ name, namespace },
  labels: { "kuma.io/mesh": mesh, ...(namespace === system && { "kuma.io/origin": "zone" }) },
});

/**
 * Kuma 3.0 by hand, with Kuma's own way out (digest 1.1). Exposing: Envoy as on standalone, as delegated gateway, and a
 * MeshTrafficPermission that lets it into the services' namespace. Consuming: a MeshExternalService for each hostname
 * with its caller's certificate, one HostnameGenerator for all, one MeshHTTPRoute that gives far names their Host, and
 * at the zone egress a MeshTrafficPermission for each caller.
 *
 * Ours does more at the ingress as on standalone, and leaves by an egress gateway of its own: docs/kuma-3.md has what a
 * MeshExternalService loses.
 */
export const kuma3ByHand = (ways: Way[]): KubeObject[] => [
  ...([exposing, consuming] as const).flatMap(meshObjects),
  ...grouped(ways, ({ gateway }) => gateway).flatMap(([gateway, own]) => delegated(gateway, own)),
  ...ways.map(external),
  object(
    apiVersion,
    "HostnameGenerator",
    { name: "calls", namespace: system, labels: { "kuma.io/origin": "zone" } },
    {
      selector: { meshExternalService: { matchLabels: { crossing: "true" } } },
      template: `{{ .DisplayName }}.${place.hostnames}`,
    },
  ),
  farHosts(ways),
  ...grouped(ways, ({ caller }) => caller).map(([caller, own]) => mayLeave(caller, own)),
];

function meshObjects(mesh: "payments" | "shop"): KubeObject[] {
  const trustDomain = place[mesh].domain;
  const secret = (name: string): Tree => ({ type: "Secret", secretRef: { kind: "Secret", name } });
  return [
    object(apiVersion, "Mesh", { name: mesh }, {}),
    object(apiVersion, "MeshIdentity", named(mesh, `${mesh}-identity`), {
      selector: { dataplane: { matchLabels: {} } },
      spiffeID: { trustDomain, path: "/ns/{{ .Namespace }}/sa/{{ .ServiceAccount }}" },
      provider: {
        type: "Bundled",
        bundled: {
          meshTrustCreation: "Enabled",
          ca: { certificate: secret(`${mesh}-ca`), privateKey: secret(`${mesh}-ca-key`) },
        },
      },
    }),
    object(apiVersion, "MeshTLS", named(mesh, `${mesh}-strict`), {
      targetRef: { kind: "Mesh" },
      rules: [{ default: { mode: "Strict" } }],
    }),
  ];
}

const delegated = (gateway: string, ways: Way[]): KubeObject[] => [
  ...ingressGateway(gateway, ways, {
    labels: { "kuma.io/sidecar-injection": "enabled", "kuma.io/mesh": exposing },
    annotations: { "kuma.io/gateway": "enabled" },
  }),
  object(apiVersion, "MeshTrafficPermission", named(exposing, gateway, place.services), {
    targetRef: { kind: "Dataplane" },
    rules: [{ default: { allow: [exactly(gatewayId(gateway))] } }],
  }),
];

const exactly = (value: string): { [field: string]: Tree } => ({ spiffeID: { type: "Exact", value } });

/** The name of its hostname's first label, which is what the HostnameGenerator writes. */
const nameOf = ({ hostname }: Way): string => hostname.split(".")[0] ?? hostname;

function external(way: Way): KubeObject {
  const { gateway, serverName, listener, caller } = way;
  const inSecret = (name: string): Tree => ({ type: "Secret", secretRef: { kind: "Secret", name } });
  const metadata = named(consuming, nameOf(way));
  return object(
    apiVersion,
    "MeshExternalService",
    { ...metadata, labels: { ...metadata.labels, crossing: "true", far: listener } },
    {
      match: { type: "HostnameGenerator", port: 80, protocol: "http" },
      endpoints: [{ address: addressOf(gateway), port: place.ingressPort }],
      tls: {
        enabled: true,
        version: { min: "TLS12" },
        verification: {
          serverName,
          subjectAltNames: [{ type: "Exact", value: gatewayId(gateway) }],
          caCert: { type: "InsecureInline", insecureInline: { value: pem } },
          clientCert: inSecret(`${caller}-cert`),
          clientKey: inSecret(`${caller}-key`),
        },
      },
    },
  );
}

/** The far side knows its own names. */
const farHosts = (ways: Way[]): KubeObject =>
  object(apiVersion, "MeshHTTPRoute", named(consuming, "far-hosts"), {
    targetRef: { kind: "Mesh" },
    to: grouped(ways, ({ listener }) => listener).map(([far, [first]]) => ({
      targetRef: { kind: "MeshExternalService", labels: { far } },
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          default: { filters: [{ type: "URLRewrite", urlRewrite: { hostname: first?.serverName } }] },
        },
      ],
    })),
  });

const mayLeave = (caller: string, ways: Way[]): KubeObject =>
  object(apiVersion, "MeshTrafficPermission", named(consuming, caller), {
    targetRef: { kind: "Dataplane", labels: appOf("zone-egress") },
    rules: [
      {
        default: {
          allow: ways.map((way) => ({
            ...exactly(callerId(caller)),
            sni: { type: "Exact", value: `sni.extsvc.${consuming}.${zone}.${system}.${nameOf(way)}.80` },
          })),
        },
      },
    ],
  });
