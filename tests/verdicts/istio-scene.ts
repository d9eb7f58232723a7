import { images } from "../cluster/index.js";
import { deployment } from "./deployment.js";
import { verdictFabric } from "./fabric.js";

const istio = { kind: "istio" } as const;
const clerk = { mesh: "till", namespace: "web", serviceAccount: "clerk" };
const service = { name: "charges", namespace: "pay", port: 8080 };

/** Where the gateway of the permission family listens on its node. */
export const edgePort = 30443;

/** The trust domains of the meshes that Istio runs. */
export const trustDomains = { payments: "payments.acme.internal", till: "till.acme.internal" } as const;

/**
 * The permission family on Istio and what calls it: mesh `till`, another Istio in a cluster of its own, and `ledger` on
 * our Envoys beside it, which is called too.
 */
export function istioScene(edgeAddress: string) {
  const family = verdictFabric(istio, { address: { host: edgeAddress } });
  return {
    ...family,
    clusters: { east: {}, west: {} },
    meshes: {
      payments: { ...family.meshes.payments, cluster: "east" },
      shop: { ...family.meshes.shop, cluster: "east" },
      partner: { ...family.meshes.partner, cluster: "east" },
      till: { trustDomain: trustDomains.till, target: istio, cluster: "west" },
      ledger: { trustDomain: "ledger.acme.internal", target: { kind: "standalone" }, cluster: "west" },
    },
    meshGateways: {
      ...family.meshGateways,
      books: {
        mesh: "ledger",
        replicas: 1,
        image: images.envoy,
        listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "books.example" } },
      },
      tillExit: { mesh: "till", role: "egress", replicas: 1 },
      ledgerExit: { mesh: "ledger", role: "egress", replicas: 1, image: images.envoy },
    },
    exposes: { ...family.exposes, entries: { gateway: "books", service } },
    crossMeshPermissions: {
      ...family.crossMeshPermissions,
      clerkMayBook: { gateway: "books", from: [clerk], http: [{ method: "POST", path: { prefix: "/entries" } }] },
      clerkMayCount: { gateway: "edge", expose: "charges", from: [clerk], http: [{ path: { prefix: "/counter" } }] },
      auditorMayAudit: {
        gateway: "edge",
        expose: "charges",
        from: [{ mesh: "ledger", namespace: "web", serviceAccount: "auditor" }],
        http: [{ path: { prefix: "/audit" } }],
      },
    },
    routes: {
      count: {
        from: clerk,
        to: { expose: "charges" },
        hostname: "counter.calls",
        via: "tillExit",
        rules: [
          { match: { path: { prefix: "/old" } }, rewrite: { prefix: "/counter" } },
          { match: { path: { exact: "/moved" } }, redirect: { hostname: "elsewhere.example", statusCode: 308 } },
        ],
      },
      book: { from: clerk, to: { expose: "entries" }, hostname: "books.calls", via: "tillExit" },
      audit: {
        from: { mesh: "ledger", namespace: "web", serviceAccount: "auditor" },
        to: { expose: "charges" },
        hostname: "audit.calls",
        via: "ledgerExit",
      },
    },
  };
}

const workload = (namespace: string, app: string, image: string, labels: object = {}): object[] => [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: app, namespace } },
  deployment(namespace, app, image, { labels, serviceAccountName: app }),
];

/** The Service that is called, in both clusters. */
export const services = (): object[] => [
  ...workload("pay", "charges", images.server),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "charges", namespace: "pay" },
    spec: { selector: { app: "charges" }, ports: [{ name: "http", port: 8080 }] },
  },
];

/** Who calls: `stranger` is nobody to any Route, and `auditor` of the mesh on our Envoys has no sidecar. */
export const consumers = (): object[] => [
  ...workload("web", "clerk", images.client),
  ...workload("web", "stranger", images.client),
  ...workload("web", "auditor", images.client, { "sidecar.istio.io/inject": "false" }),
];

/** The namespaces of services and consumers, one with sidecars. */
export const injected = (withSidecars: "pay" | "web"): object[] =>
  ["pay", "web"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, ...(name === withSidecars && { labels: { "istio-injection": "enabled" } }) },
  }));
