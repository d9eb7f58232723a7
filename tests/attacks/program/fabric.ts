import type { FabricArgs } from "isthmus";

/** What of it stands; the attack on removed trust takes some away. */
export interface Present {
  /** Whether the visitor of mesh `partner` still has its permission. */
  visitorPermission: boolean;
  /** Whether mesh `leaver` is still of the Fabric. */
  leaver: boolean;
}

/** What of the world around it the Fabric must know. */
export interface Surroundings {
  kubeconfig?: string;
  /** Where attackers come from, as a range of addresses. */
  attackers: string;
  /** The public keys of those who sign tokens, as JSON. */
  loginKeys: string;
  partnerKeys: string;
}

/** Who sign tokens. */
export const loginIssuer = "https://login.example";
export const partnerIssuer = "https://login.partner.example";

const target = { kind: "standalone" } as const;
const cluster = "west";

const checkout = { mesh: "shop", namespace: "web", serviceAccount: "checkout" };
const catalog = { mesh: "shop", namespace: "web", serviceAccount: "catalog" };
const onEdge = { port: 8443, protocol: "HTTPS", crossMesh: true } as const;
const charges = { name: "charges", namespace: "pay", port: 8080 };

/**
 * Mesh `payments` offers charges on one server name and its ledger on another, both on one port. Mesh `shop` may use
 * some of it, `partner` reads charges, and `leaver` writes them until it leaves. On the same port `orders` has rules
 * of all kinds and `papers` asks for tokens; the vault is no HTTP, and the desk is for outsiders, some of them.
 */
export const attackedFabric = (
  { kubeconfig, attackers, loginKeys, partnerKeys }: Surroundings,
  { visitorPermission, leaver }: Present,
) =>
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
          api: { ...onEdge, hostname: "payments.mesh", nodePort: 30443 },
          books: { ...onEdge, hostname: "ledger.mesh" },
          orders: { ...onEdge, hostname: "orders.mesh" },
          papers: { ...onEdge, hostname: "papers.mesh" },
          vault: { port: 5432, protocol: "TCP", crossMesh: true, nodePort: 30432 },
          desk: { port: 8080, protocol: "HTTP", hostname: "desk.example", sourceRanges: [attackers], nodePort: 30880 },
          // addresses that nobody has (RFC 5737)
          backdoor: {
            port: 8081,
            protocol: "HTTP",
            hostname: "desk.example",
            sourceRanges: ["192.0.2.0/24"],
            nodePort: 30881,
          },
        },
        service: { type: "NodePort" },
        // one pod, so that it is known which one stayed up
        replicas: 1,
        resources: { limits: { memory: "128Mi" } },
      },
    },
    exposes: {
      charges: { gateway: "edge", listener: "api", service: charges },
      ledger: { gateway: "edge", listener: "books", service: { name: "ledger", namespace: "pay", port: 8080 } },
      orders: { gateway: "edge", listener: "orders", service: charges },
      papers: { gateway: "edge", listener: "papers", service: charges },
      vault: { gateway: "edge", listener: "vault", service: { name: "vault", namespace: "pay", port: 8080 } },
      desk: { gateway: "edge", listener: "desk", service: charges },
      backdoor: { gateway: "edge", listener: "backdoor", service: charges },
    },
    crossMeshPermissions: {
      checkoutMayCharge: {
        gateway: "edge",
        listener: "api",
        from: [checkout],
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
      webMayOrder: {
        gateway: "edge",
        listener: "orders",
        from: [{ mesh: "shop", namespace: "web" }],
        http: [
          { method: "GET" },
          { method: "PUT", headers: [{ name: "X-Role", exact: "clerk" }] },
          { method: "POST", query: [{ name: "currency", exact: "chf" }] },
          { method: "PATCH", path: { regex: "/v[0-9]+/orders/.*" } },
        ],
      },
      catalogMayNot: { gateway: "edge", listener: "orders", action: "deny", from: [catalog] },
      someMayNot: {
        gateway: "edge",
        listener: "orders",
        action: "deny",
        from: [{ mesh: "shop" }],
        http: [
          { headers: [{ name: "X-Tier", exact: "free" }] },
          { query: [{ name: "admin", exact: "true" }] },
          { path: { prefix: "/internal" } },
          { path: { exact: "/orders/all" } },
          { path: { prefix: "/orders/a@b:c" } },
          { path: { exact: "/orders/caf%C3%A9" } },
          { path: { regex: "/orders/[0-9]+:cancel" } },
        ],
      },
      checkoutReadsPapers: {
        gateway: "edge",
        listener: "papers",
        from: [checkout],
        http: [
          {
            method: "GET",
            path: { prefix: "/reports" },
            jwt: { issuer: loginIssuer, jwks: loginKeys, audiences: ["papers"], claims: { group: "readers" } },
          },
          { method: "GET", path: { prefix: "/partner" }, jwt: { issuer: partnerIssuer, jwks: partnerKeys } },
          { method: "GET", path: { prefix: "/open" } },
        ],
      },
      checkoutOpensVault: { gateway: "edge", listener: "vault", from: [checkout] },
    },
  }) satisfies FabricArgs;
