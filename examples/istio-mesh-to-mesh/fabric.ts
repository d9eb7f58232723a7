import type { FabricArgs } from "isthmus";

const istio = { kind: "istio" } as const;

/**
 * Two meshes of Istio in two clusters, each with a root of its own: pods of `cluster1` call httpbin in `cluster2` over
 * mutual TLS between two gateways.
 */
export const declarations = {
  clusters: { cluster1: {}, cluster2: {} },
  meshes: {
    client: { trustDomain: "cluster1.example", cluster: "cluster1", target: istio },
    server: { trustDomain: "cluster2.example", cluster: "cluster2", target: istio },
  },
  meshGateways: {
    exit: { mesh: "client", role: "egress" },
    entrance: {
      mesh: "server",
      listeners: {
        https: { port: 443, nodePort: 30443, protocol: "HTTPS", crossMesh: true, hostname: "httpbin.cluster2.example" },
      },
      // without a load balancer callers take the node port
      service: { type: "NodePort" },
      address: { host: "192.0.2.10" },
    },
  },
  exposes: {
    httpbin: {
      gateway: "entrance",
      service: { name: "httpbin", namespace: "httpbin", port: 8000, selector: { app: "httpbin" } },
      outlierDetection: { consecutiveErrors: 3 },
    },
  },
  crossMeshPermissions: {
    testersMayLook: {
      gateway: "entrance",
      from: [{ mesh: "client", namespace: "test", serviceAccount: "sleep" }],
      http: [
        { method: "GET", path: { prefix: "/status" } },
        { method: "GET", path: { exact: "/headers" } },
      ],
    },
    // whoever is no longer to be let in: beats every permission
    revokedMayNot: {
      gateway: "entrance",
      action: "deny",
      from: [{ mesh: "client", namespace: "test", serviceAccount: "former" }],
    },
  },
  routes: {
    look: {
      from: { mesh: "client", namespace: "test", serviceAccount: "sleep" },
      to: { expose: "httpbin" },
      hostname: "httpbin.partners",
      via: "exit",
      timeout: "5s",
      retries: { attempts: 2 },
    },
  },
} satisfies FabricArgs;
