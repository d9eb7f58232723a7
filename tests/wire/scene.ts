import type { FabricSpec } from "../../sdk/src/model/fabric.js";
import { type Call, call, type Identity, type Outcome } from "./client.js";
import { Gateways } from "./gateways.js";

const target = { kind: "standalone" } as const;
const https = { protocol: "HTTPS", crossMesh: true } as const;

/**
 * Mesh `payments` offers charges and status on one server name and its ledger on another, both on one port. Mesh
 * `shop` may use some of it; mesh `partner` is of the Fabric, and nothing permits it.
 */
export const sceneFabric = () =>
  ({
    meshes: {
      shop: { trustDomain: "shop.acme.internal", target },
      payments: { trustDomain: "payments.acme.internal", target },
      partner: { trustDomain: "partner.example", target },
    },
    meshGateways: {
      edge: {
        mesh: "payments",
        listeners: {
          api: { port: 8443, hostname: "payments.mesh", ...https },
          books: { port: 8443, hostname: "ledger.mesh", ...https },
        },
      },
    },
    exposes: {
      charges: { gateway: "edge", listener: "api", service: { name: "charges", namespace: "pay", port: 8080 } },
      status: {
        gateway: "edge",
        listener: "api",
        path: { exact: "/status" },
        service: { name: "status", namespace: "pay", port: 8080 },
      },
      ledger: { gateway: "edge", listener: "books", service: { name: "ledger", namespace: "pay", port: 8080 } },
    },
    crossMeshPermissions: {
      checkoutMayCharge: {
        gateway: "edge",
        listener: "api",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ method: "POST", path: { prefix: "/charges" } }],
      },
      shopMayAskForStatus: {
        gateway: "edge",
        listener: "api",
        from: [{ mesh: "shop" }],
        http: [{ method: "GET", path: { exact: "/status" } }],
      },
      auditMayRead: {
        gateway: "edge",
        listener: "books",
        from: [{ mesh: "shop", namespace: "audit" }],
        http: [{ method: "GET" }],
      },
    },
    routes: {
      charge: {
        from: { mesh: "shop", namespace: "web", serviceAccount: "checkout" },
        to: { expose: "charges" },
        hostname: "payments.mesh",
      },
      visit: { from: { mesh: "partner" }, to: { expose: "charges" }, hostname: "payments.partner" },
    },
  }) satisfies FabricSpec;

export const checkout = "spiffe://shop.acme.internal/ns/web/sa/checkout";

/** The scene's ingress gateway, and calls to it as the permitted caller makes them. */
export class Scene extends Gateways {
  #checkout: Identity | undefined;

  async startEdge(fabric: unknown = sceneFabric()): Promise<void> {
    await this.start(fabric, ["edge"]);
    this.#checkout = await this.trust.workload("shop", checkout);
  }

  get edgePort(): number {
    return this.envoy("edge").portOf(8443);
  }

  get checkout(): Identity {
    if (this.#checkout === undefined) throw new Error("the scene has not started");
    return this.#checkout;
  }

  /** A permitted call, but for what is said otherwise; `identity: undefined` presents no certificate. */
  call(differences: Partial<Call> = {}): Promise<Outcome> {
    const permitted: Call = {
      port: this.edgePort,
      host: "payments.mesh",
      identity: this.checkout,
      method: "POST",
      target: "/charges",
    };
    return call({ ...permitted, ...differences });
  }

  /** The same call under another SPIFFE ID of a mesh. */
  async callAs(mesh: string, spiffeId: string, differences: Partial<Call> = {}): Promise<Outcome> {
    return this.call({ identity: await this.trust.workload(mesh, spiffeId), ...differences });
  }
}
