import type { FabricSpec } from "../../sdk/src/model/fabric.js";
import type { MeshGatewaySpec } from "../../sdk/src/model/mesh-gateway.js";
import type { MeshTarget } from "../../sdk/src/model/target.js";

/** The server name and Host of the gateway that is probed. */
export const hostname = "payments.mesh";

/**
 * The permission family: what mesh `shop` and `partner` may do at gateway `edge` of mesh `payments`, which a target
 * realises. Deny beats allow, headers and paths tell requests apart, and one Expose has more specific paths than another.
 */
export const verdictFabric = (target: MeshTarget, edge: Partial<MeshGatewaySpec> = {}) =>
  ({
    meshes: {
      payments: { trustDomain: "payments.acme.internal", target },
      shop: { trustDomain: "shop.acme.internal", target: { kind: "standalone" } },
      partner: { trustDomain: "partner.example", target: { kind: "standalone" } },
    },
    meshGateways: {
      edge: {
        mesh: "payments",
        replicas: 1,
        service: { type: "NodePort" },
        ...edge,
        listeners: { api: { port: 8443, nodePort: 30443, protocol: "HTTPS", crossMesh: true, hostname } },
      },
    },
    exposes: {
      charges: { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } },
      admin: {
        gateway: "edge",
        service: { name: "charges", namespace: "pay", port: 8080 },
        path: { prefix: "/admin" },
      },
    },
    crossMeshPermissions: {
      checkoutMayCharge: {
        gateway: "edge",
        expose: "charges",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ method: "POST", path: { prefix: "/charges" } }, { path: { exact: "/status" } }],
      },
      batchMayRead: {
        gateway: "edge",
        expose: "charges",
        from: [{ mesh: "shop", namespace: "batch" }],
        http: [{ method: "GET" }],
      },
      partnersMayAsk: {
        gateway: "edge",
        expose: "charges",
        from: [{ mesh: "partner" }],
        http: [{ path: { prefix: "/offers" }, headers: [{ name: "x-tenant", exact: "blue" }] }],
      },
      nobodyRefunds: {
        gateway: "edge",
        action: "deny",
        from: [{ mesh: "*" }],
        http: [{ path: { prefix: "/charges/refunds" } }, { headers: [{ name: "x-debug", present: true }] }],
      },
      nightlyStaysOut: {
        gateway: "edge",
        action: "deny",
        from: [{ mesh: "shop", namespace: "batch", serviceAccount: "nightly" }],
      },
    },
  }) satisfies FabricSpec;
