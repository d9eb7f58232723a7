import type { KubeObject } from "../../../../sdk/src/targets/emitted.js";
import type { Way } from "../ways.js";
import { backend, backendName, backendTls, consuming } from "./gateway-api-consuming.js";
import { core, envoyGateway, gateway, proxy } from "./gateway-api-gateway.js";
import { callerId, grouped, object, pem, place } from "./objects.js";

const gatewayKind = { group: "gateway.networking.k8s.io", kind: "Gateway" };
const { namespace: payments } = place.payments;

/**
 * Gateway API by hand with Envoy Gateway, after the skeletons of the digest (4.2), since
 * `gep-3792-external-gateways.txt` has no objects. Exposing: a Gateway with a listener for each name and client
 * certificates, an HTTPRoute for each service beside it, with path and method, and a SecurityPolicy for each caller that
 * finds its HTTPRoutes by label. Consuming: a Gateway with one listener, an HTTPRoute for each hostname, and for each
 * far name a Backend for each caller, and BackendTLSPolicies of as many Backends as one may name.
 *
 * Ours does more: it refuses certificates with two identities, says method and path in the policy (403 in place of
 * 404), has an entrance for each caller, and permits services of other namespaces by name.
 */
export const gatewayApiByHand = (ways: Way[]): KubeObject[] => [
  ...grouped(ways, ({ gateway }) => gateway).flatMap(([gateway, own]) => exposing(gateway, own)),
  ...ways.map(exposedRoute),
  ...grouped(ways, ({ caller }) => caller).map(([caller]) => onlyCaller(caller)),
  ...grouped(ways, ({ exit }) => exit).flatMap(([exit, own]) => consuming(exit, own)),
  ...grouped(ways, backendName).flatMap(([name, [first]]) => (first === undefined ? [] : [backend(name, first)])),
  ...grouped(ways, ({ serverName }) => serverName).flatMap(([serverName, own]) => backendTls(serverName, own)),
];

function exposing(name: string, ways: Way[]): KubeObject[] {
  const targetRefs = [{ ...gatewayKind, name }];
  const own = { name, namespace: payments };
  return [
    proxy(name, payments),
    gateway(name, payments, {
      listeners: grouped(ways, ({ listener }) => listener).map(([listener, [first]]) => ({
        name: listener,
        port: place.ingressPort,
        protocol: "HTTPS",
        hostname: first?.serverName,
        tls: { mode: "Terminate", certificateRefs: [{ name: `${name}-server` }] },
        allowedRoutes: {
          namespaces: {
            from: "Selector",
            selector: { matchLabels: { "kubernetes.io/metadata.name": place.services } },
          },
        },
      })),
      tls: {
        frontend: {
          default: { validation: { caCertificateRefs: [{ group: "", kind: "ConfigMap", name: `${name}-peers` }] } },
        },
      },
    }),
    {
      ...object("v1", "ConfigMap", { name: `${name}-peers`, namespace: payments }, undefined),
      data: { "ca.crt": pem },
    },
    object(envoyGateway, "SecurityPolicy", own, { targetRefs, authorization: { defaultAction: "Deny" } }),
    object(envoyGateway, "ClientTrafficPolicy", own, {
      targetRefs,
      path: { escapedSlashesAction: "RejectRequest" },
      headers: { withUnderscoresAction: "RejectRequest", xForwardedClientCert: { mode: "SanitizeSet" } },
      timeout: { http: { idleTimeout: "5m" } },
      connection: { connectionLimit: { maxConnectionDuration: "10m" } },
    }),
  ];
}

/** In the namespace of its service, whose caller a policy finds by label. */
const exposedRoute = ({ service, path, gateway: name, listener, caller }: Way): KubeObject =>
  object(
    core,
    "HTTPRoute",
    { name: service, namespace: place.services, labels: { caller } },
    {
      parentRefs: [{ name, namespace: payments, sectionName: listener }],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: path }, method: "GET" }],
          backendRefs: [{ name: service, port: place.servicePort }],
        },
      ],
    },
  );

const onlyCaller = (caller: string): KubeObject =>
  object(
    envoyGateway,
    "SecurityPolicy",
    { name: caller, namespace: place.services },
    {
      targetSelectors: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", matchLabels: { caller } }],
      authorization: {
        defaultAction: "Deny",
        rules: [{ action: "Allow", cel: `connection.uri_san_peer_certificate == '${callerId(caller)}'` }],
      },
    },
  );
