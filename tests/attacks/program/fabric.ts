import type { FabricArgs } from "isthmus";

/** What of it stands; the attack on removed trust takes some away. */
export interface Present {
  /** Whether the visitor of mesh `partner` still has its permission. */
  visitorPermission: boolean;
  /** Whether mesh `leaver` is still of the Fabric. */
  leaver: boolean;
}

const target = { kind: "standalone" } as const;
const cluster = "west";

/**
 * Mesh `payments` offers charges on one server name and its ledger on another, both on one port. Mesh `shop` may use
 * some of it, `partner` reads charges, and `leaver` writes them until it leaves.
 */
export const attackedFabric = (kubeconfig: string | undefined, { visitorPermission, leaver }: Present) =>
  ({
    clusters: { west: { ...(kubeconfig !== undefined && { kubeconfig }) } },
    meshes: {
      shop: { trustDomain: "shop.acme.internal", target, cluster },
      payments: { trustDomain: "payments.acme.internal", target, cluster },
      partner: { trustDomain: "partner.example", target, cluster },
      ...(leaver && { leaver: { trustDomain: "leaver.example", target, cluster } }),
    },
    meshGateways: {
      edge: {
        mesh: "payments",
        listeners: {
          api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh", nodePort: 30443 },
          books: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "ledger.mesh" },
        },
        service: { type: "NodePort" },
        // one pod, so that it is known which one stayed up
        replicas: 1,
        resources: { limits: { memory: "128Mi" } },
      },
    },
    exposes: {
      charges: { gateway: "edge", listener: "api", service: { name: "charges", namespace: "pay", port: 8080 } },
      ledger: { gateway: "edge", listener: "books", service: { name: "ledger", namespace: "pay", port: 8080 } },
    },
    crossMeshPermissions: {
      checkoutMayCharge: {
        gateway: "edge",
        listener: "api",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ method: "POST", path: { prefix: "/charges" } }],
      },
      auditMayRead: {
        gateway: "edge",
        listener: "books",
        from: [{ mesh: "shop", namespace: "audit" }],
        http: [{ method: "GET" }],
      },
      ...(visitorPermission && {
        visitorMayRead: {
          gateway: "edge",
          listener: "api",
          from: [{ mesh: "partner", namespace: "visitors", serviceAccount: "visitor" }],
          http: [{ method: "GET", path: { prefix: "/charges" } }],
        },
      }),
      ...(leaver && {
        leaverMayCharge: {
          gateway: "edge",
          listener: "api",
          from: [{ mesh: "leaver", namespace: "web", serviceAccount: "checkout" }],
          http: [{ method: "POST", path: { prefix: "/charges" } }],
        },
      }),
    },
  }) satisfies FabricArgs;
