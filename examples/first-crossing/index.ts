import { Fabric } from "isthmus";

const shop = new Fabric("shop", {
  meshes: {
    shop:     { trustDomain: "shop.acme.internal",     target: { kind: "standalone" } },
    payments: { trustDomain: "payments.acme.internal", target: { kind: "standalone" } },
  },
  meshGateways: {
    edge: { mesh: "payments", listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" } } },
  },
  exposes: { charges: { gateway: "edge", listener: "api", service: { name: "charges", namespace: "pay", port: 8080 } } },
  crossMeshPermissions: {
    checkoutMayCharge: { gateway: "edge", from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
                         http: [{ method: "POST", path: { prefix: "/charges" } }] },
  },
  routes: { charge: { from: { mesh: "shop", namespace: "web", serviceAccount: "checkout" }, to: { expose: "charges" }, hostname: "payments.mesh", port: 80 } },
});
export const connectivity = shop.connectivity; // Pulumi shows its diff in every preview
