import * as pulumi from "@pulumi/pulumi";
import { Fabric } from "isthmus";
import { paymentsWorkloads, shopWorkloads } from "./workloads";

const config = new pulumi.Config();
const shopKubeconfig = config.get("shopKubeconfig") || undefined;
const paymentsKubeconfig = config.get("paymentsKubeconfig") || shopKubeconfig;
const paymentsAddress = config.get("paymentsAddress") || undefined;
const permitCheckout = config.getBoolean("permitCheckout") ?? true;
const permitCatalog = config.getBoolean("permitCatalog") ?? false;

const fabric = new Fabric("crossing", {
  clusters: {
    east: { ...(shopKubeconfig !== undefined && { kubeconfig: shopKubeconfig }) },
    west: { ...(paymentsKubeconfig !== undefined && { kubeconfig: paymentsKubeconfig }) },
  },
  meshes: {
    shop: { trustDomain: "shop.acme.internal", target: { kind: "standalone" }, cluster: "east" },
    partner: { trustDomain: "partner.example", target: { kind: "standalone" }, cluster: "east" },
    payments: { trustDomain: "payments.acme.internal", target: { kind: "standalone" }, cluster: "west" },
  },
  meshGateways: {
    edge: {
      mesh: "payments",
      listeners: {
        api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh", nodePort: 30443 },
      },
      service: { type: "NodePort" },
      address: { host: paymentsAddress ?? "edge.isthmus-payments.svc.cluster.local" },
    },
  },
  exposes: {
    charges: { gateway: "edge", listener: "api", service: { name: "charges", namespace: "pay", port: 8080 } },
  },
  crossMeshPermissions: {
    ...(permitCheckout && {
      checkoutMayCharge: {
        gateway: "edge",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ method: "POST", path: { prefix: "/charges" } }],
      },
    }),
    ...(permitCatalog && {
      catalogMayCharge: {
        gateway: "edge",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "catalog" }],
        http: [{ method: "POST", path: { exact: "/charges" } }],
      },
    }),
  },
  routes: {
    charge: {
      from: { mesh: "shop", namespace: "web", serviceAccount: "checkout", labels: { app: "checkout" } },
      to: { expose: "charges" },
      hostname: "payments.mesh",
    },
    // declared so that the quickstart can show them refused: at first nothing permits these callers
    browse: {
      from: { mesh: "shop", namespace: "web", serviceAccount: "catalog", labels: { app: "catalog" } },
      to: { expose: "charges" },
      hostname: "payments-for-catalog.mesh",
    },
    intrude: {
      from: { mesh: "partner", namespace: "visitors", serviceAccount: "visitor" },
      to: { expose: "charges" },
      hostname: "payments-for-visitors.mesh",
    },
  },
});

shopWorkloads(shopKubeconfig);
paymentsWorkloads(paymentsKubeconfig);

/** Who may reach what. Pulumi shows its diff in every preview. */
export const connectivity = fabric.connectivity;
