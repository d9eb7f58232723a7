import { images } from "../cluster/index.js";
import { deployment } from "./deployment.js";
import { verdictFabric } from "./fabric.js";

const service = { name: "charges", namespace: "pay", port: 8080 };

/** As many listeners as make a ListenerSet necessary; an Expose stands behind the last. */
export const crowdedListeners = 70;
export const lastOfCrowd = `h${crowdedListeners - 1}.crowd`;

/** The node ports of gateway `site`, by listener. */
export const sitePorts = { tls: 30445, open: 30080, narrow: 30081, bytes: 30222, passed: 30444, shut: 30447 } as const;

/**
 * The permission family on Envoy Gateway and what stands around it: mesh `till` on Envoy Gateway calls, `ledger` on ours
 * is called and calls, listeners for outsiders, and a gateway that is down. `ledgerRoot` vouches for what is called as
 * an external gateway.
 */
export function gatewayApiScene(ledgerRoot: string) {
  const family = verdictFabric({ kind: "gateway-api" });
  const clerk = { mesh: "till", namespace: "web", serviceAccount: "clerk" };
  return {
    ...family,
    meshes: {
      ...family.meshes,
      till: { trustDomain: "till.acme.internal", target: { kind: "gateway-api" } },
      ledger: { trustDomain: "ledger.acme.internal", target: { kind: "standalone" } },
    },
    meshGateways: {
      ...family.meshGateways,
      site: {
        mesh: "payments",
        replicas: 1,
        service: { type: "NodePort" },
        listeners: {
          tls: {
            port: 9443,
            nodePort: sitePorts.tls,
            protocol: "HTTPS",
            hostname: "site.example",
            tls: { secretName: "site" },
          },
          open: { port: 80, nodePort: sitePorts.open, protocol: "HTTP" },
          narrow: { port: 81, nodePort: sitePorts.narrow, protocol: "HTTP", sourceRanges: ["203.0.113.0/24"] },
          bytes: { port: 2222, nodePort: sitePorts.bytes, protocol: "TCP" },
          passed: {
            port: 8444,
            nodePort: sitePorts.passed,
            protocol: "TLS",
            hostname: "books.example",
            tls: { mode: "passthrough" },
          },
          shut: {
            port: 8445,
            nodePort: sitePorts.shut,
            protocol: "TLS",
            hostname: "books.example",
            tls: { mode: "passthrough" },
            sourceRanges: ["203.0.113.0/24"],
          },
        },
      },
      crowd: {
        mesh: "payments",
        replicas: 1,
        service: { type: "NodePort" },
        listeners: Object.fromEntries(
          Array.from({ length: crowdedListeners }, (_, index) => [
            `h${index}`,
            { port: 8443, nodePort: 30446, protocol: "HTTPS", crossMesh: true, hostname: `h${index}.crowd` },
          ]),
        ),
      },
      books: {
        mesh: "ledger",
        replicas: 1,
        image: images.envoy,
        listeners: {
          api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "books.example" },
          pipe: { port: 9443, protocol: "TLS", crossMesh: true, hostname: "pipe.example" },
        },
      },
      gone: {
        mesh: "ledger",
        replicas: 1,
        image: images.envoy,
        scheduling: { nodeSelector: { "isthmus.test/nowhere": "true" } },
        listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "gone.example" } },
      },
      tillExit: { mesh: "till", role: "egress", replicas: 1 },
      ledgerExit: { mesh: "ledger", role: "egress", replicas: 1, image: images.envoy },
    },
    exposes: {
      ...family.exposes,
      ...Object.fromEntries(
        ["tls", "open", "narrow", "bytes"].map((listener) => [
          `site-${listener}`,
          { gateway: "site", listener, service },
        ]),
      ),
      "site-streams": {
        gateway: "site",
        listener: "open",
        path: { prefix: "/streams" },
        service: { ...service, protocol: "HTTP2" },
      },
      ...Object.fromEntries(
        ["passed", "shut"].map((listener) => [
          `site-${listener}`,
          { gateway: "site", listener, service: { name: "books", namespace: "isthmus-ledger", port: 8443 } },
        ]),
      ),
      crowded: { gateway: "crowd", listener: `h${crowdedListeners - 1}`, service },
      alone: { gateway: "crowd", listener: "h0", service },
      calls: { gateway: "crowd", listener: "h1", service: { ...service, protocol: "GRPC" } },
      entries: { gateway: "books", listener: "api", service },
      pipe: { gateway: "books", listener: "pipe", service },
      vanished: { gateway: "gone", service },
    },
    crossMeshPermissions: {
      ...family.crossMeshPermissions,
      clerkMayBook: {
        gateway: "books",
        listener: "api",
        from: [clerk],
        http: [{ method: "POST", path: { prefix: "/entries" } }],
      },
      clerkMayPipe: { gateway: "books", listener: "pipe", from: [clerk] },
      auditorMayCharge: {
        gateway: "edge",
        expose: "charges",
        from: [{ mesh: "ledger", namespace: "web", serviceAccount: "auditor" }],
        http: [{ path: { prefix: "/audit" } }],
      },
      clerkMayCharge: { gateway: "edge", expose: "charges", from: [clerk], http: [{ path: { prefix: "/counter" } }] },
      checkoutMayAsk: {
        gateway: "crowd",
        expose: "calls",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ path: { prefix: "/greetings.Greeter" } }],
      },
      crowdOfOne: {
        gateway: "crowd",
        expose: "crowded",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
      },
    },
    externalGateways: {
      archive: {
        addresses: ["books.isthmus-ledger.svc.cluster.local"],
        port: 8443,
        hostname: "books.example",
        identity: { spiffeId: "spiffe://ledger.acme.internal/ns/isthmus-ledger/sa/books", bundle: ledgerRoot },
        trusts: ["till"],
      },
      stranger: {
        addresses: ["books.isthmus-ledger.svc.cluster.local"],
        port: 8443,
        hostname: "books.example",
        identity: { spiffeId: "spiffe://ledger.acme.internal/ns/isthmus-ledger/sa/other", bundle: ledgerRoot },
        trusts: ["till"],
      },
    },
    routes: {
      book: {
        from: clerk,
        to: { expose: "entries" },
        hostname: "books.calls",
        via: "tillExit",
        requestHeaders: { set: { "x-till": "7" } },
        rules: [
          { match: { path: { prefix: "/old" } }, rewrite: { prefix: "/entries" } },
          { match: { path: { exact: "/moved" } }, redirect: { hostname: "elsewhere.example", statusCode: 308 } },
        ],
      },
      counter: { from: clerk, to: { expose: "charges" }, hostname: "counter.calls", via: "tillExit" },
      pipe: { from: clerk, to: { expose: "pipe" }, hostname: "pipe.calls", port: 9000, via: "tillExit" },
      safe: { from: clerk, to: { expose: "vanished" }, failover: ["entries"], hostname: "safe.calls", via: "tillExit" },
      archive: { from: clerk, to: { externalGateway: "archive" }, hostname: "archive.calls", via: "tillExit" },
      stranger: { from: clerk, to: { externalGateway: "stranger" }, hostname: "stranger.calls", via: "tillExit" },
      audit: {
        from: { mesh: "ledger", namespace: "web", serviceAccount: "auditor" },
        to: { expose: "charges" },
        hostname: "audit.calls",
        via: "ledgerExit",
      },
    },
  };
}

/** Who answers behind every gateway of the scene, and who calls. */
export const sceneWorkloads = (): object[] => [
  deployment("pay", "charges", images.server),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "charges", namespace: "pay" },
    spec: { selector: { app: "charges" }, ports: [{ port: 8080, targetPort: 8080 }] },
  },
  deployment("web", "clerk", images.client),
];
