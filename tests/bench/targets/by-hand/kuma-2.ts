import type { KubeObject, Tree } from "../../../../sdk/src/targets/emitted.js";
import { extension, type Json, jsonText } from "../../../../sdk/src/targets/standalone/envoy/json.js";
import type { Way } from "../ways.js";
import { grouped, object, place } from "./objects.js";

const apiVersion = "kuma.io/v1alpha1";
const system = "kuma-system";
const exposing = "payments";
const consuming = "shop";

const named = (mesh: string, name: string) => ({ name, namespace: system, labels: { "kuma.io/mesh": mesh } });
const tagOf = (name: string, namespace: string, port?: number): string =>
  [name, namespace, "svc", ...(port === undefined ? [] : [port])].join("_");
const gatewayTag = (gateway: string): string => tagOf(gateway, place.payments.namespace);

/**
 * Kuma 2.14 by hand, after `kuma-cross-mesh.txt` as Kuma came to have it (digest 1.1): two Meshes with mTLS, a
 * MeshGateway whose `crossMesh` listeners' hostnames are what consumers call, a MeshHTTPRoute and a
 * MeshTrafficPermission for each service, and, since Kuma asks nobody at the gateway, a MeshProxyPatch with a policy for
 * each caller in the form that the digest measured (1.8).
 *
 * Ours does more: it wants a certificate of one mesh as a whole, finds a service that is not the first of its pod, asks
 * for listener and path besides, names the permission, and turns off Kuma's own retries and timeouts.
 */
export const kuma2ByHand = (ways: Way[]): KubeObject[] => [
  mesh(exposing),
  mesh(consuming),
  ...grouped(ways, ({ gateway }) => gateway).flatMap(([gateway, own]) => [
    onlyCallers(gateway, own),
    meshGateway(gateway, own),
    {
      ...{ apiVersion, kind: "MeshGatewayInstance" },
      metadata: { name: gateway, namespace: place.payments.namespace, labels: { "kuma.io/mesh": exposing } },
      spec: { replicas: 2, serviceType: "ClusterIP" },
    },
  ]),
  ...ways.flatMap((way) => [meshHttpRoute(way), fromGateway(way)]),
];

const mesh = (name: string): KubeObject =>
  object(
    apiVersion,
    "Mesh",
    { name },
    {
      mtls: { enabledBackend: "ca", backends: [{ name: "ca", type: "builtin", mode: "STRICT" }] },
    },
  );

const meshGateway = (name: string, ways: Way[]): KubeObject => ({
  ...{ apiVersion, kind: "MeshGateway", mesh: exposing },
  metadata: { name, labels: { "kuma.io/mesh": exposing } },
  spec: {
    selectors: [{ match: { "kuma.io/service": gatewayTag(name) } }],
    conf: {
      listeners: ways.map(({ listener, serverName }) => ({
        port: place.ingressPort,
        protocol: "HTTP",
        crossMesh: true,
        hostname: serverName,
        tags: { listener },
      })),
    },
  },
});

const meshHttpRoute = ({ gateway, listener, service, path }: Way): KubeObject =>
  object(apiVersion, "MeshHTTPRoute", named(exposing, service), {
    targetRef: { kind: "MeshGateway", name: gateway, tags: { listener } },
    to: [
      {
        targetRef: { kind: "Mesh" },
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: path } }],
            default: { backendRefs: [{ kind: "MeshService", name: backendTag(service), weight: 1 }] },
          },
        ],
      },
    ],
  });

const backendTag = (service: string): string => tagOf(service, place.services, place.servicePort);

const fromGateway = ({ gateway, service }: Way): KubeObject =>
  object(apiVersion, "MeshTrafficPermission", named(exposing, service), {
    targetRef: subset(backendTag(service)),
    from: [{ targetRef: subset(gatewayTag(gateway)), default: { action: "Allow" } }],
  });

const subset = (tag: string): Tree => ({ kind: "MeshSubset", tags: { "kuma.io/service": tag } });

/** A policy for each caller, with its method and paths, each of which one listener alone has. */
function onlyCallers(gateway: string, ways: Way[]): KubeObject {
  const filter = extension("envoy.filters.http.rbac", "envoy.extensions.filters.http.rbac.v3.RBAC", {
    rules: { action: "ALLOW", policies: Object.fromEntries(grouped(ways, ({ caller }) => caller).map(policy)) },
  });
  return object(apiVersion, "MeshProxyPatch", named(exposing, `${gateway}-callers`), {
    targetRef: { kind: "MeshGateway", name: gateway },
    default: {
      appendModifications: [
        { httpFilter: { operation: "AddFirst", match: { origin: "gateway" }, value: `${jsonText(filter)}\n` } },
      ],
    },
  });
}

const policy = ([caller, ways]: [string, Way[]]): [string, Json] => [
  caller,
  {
    principals: [
      { authenticated: { principal_name: { exact: `spiffe://${consuming}/${tagOf(caller, place.callers, 80)}` } } },
    ],
    permissions: [
      {
        and_rules: {
          rules: [
            { header: { name: ":method", string_match: { exact: "GET" } } },
            {
              or_rules: {
                rules: ways.map(({ path }) => ({
                  url_path: { path: { safe_regex: { regex: `${path}(/.*)?` } } },
                })),
              },
            },
          ],
        },
      },
    ],
  },
];
