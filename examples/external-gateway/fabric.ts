import type { FabricArgs } from "isthmus";

/** The authority that vouches for the cloud's gateway, as its operator hands it out. */
const cloudBundle = `-----BEGIN CERTIFICATE-----
MIIBzzCCAXagAwIBAgIUP0zTysdazbXfy5Ib+52juvn7ZgUwCgYIKoZIzj0EAwIw
JDEiMCAGA1UEAwwZZ2F0ZXdheXMgb2YgY2xvdWQuZXhhbXBsZTAeFw0yNjExMjYy
MjA2NTJaFw0zNjExMjMyMjA2NTJaMCQxIjAgBgNVBAMMGWdhdGV3YXlzIG9mIGNs
b3VkLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAReTDeLDBhAeQUK
2eJXy4Sh5Vtd8dUh1jTyood4cd//pawMUw7GmYxEBZxjlo6s7xkmROBgwa5U0TqG
SjQbtN4qo4GFMIGCMB0GA1UdDgQWBBQEHjgwOh+59+ICd2eVoWN454F+wjAfBgNV
HSMEGDAWgBQEHjgwOh+59+ICd2eVoWN454F+wjAPBgNVHRMBAf8EBTADAQH/MA4G
A1UdDwEB/wQEAwIBBjAfBgNVHR4BAf8EFTAToBEwD4YNY2xvdWQuZXhhbXBsZTAK
BggqhkjOPQQDAgNHADBEAiAGw5sLDCR/xSSfoPLv6Vy4XHhGIrYIYNjStIAqHBWC
7gIgJvVEpJs7mGACT2meh92VCx+0V+zzUiBBbmKaHijLEMU=
-----END CERTIFICATE-----
`;

/**
 * A gateway outside the cluster (GEP-3792): the cloud's own, which has an identity of its own and believes mesh `app`.
 * And a Gateway of Gateway API inside the cluster, which another mesh calls.
 */
export const declarations = {
  meshes: {
    app: { trustDomain: "app.example", target: { kind: "gateway-api" } },
    sales: { trustDomain: "sales.example", target: { kind: "standalone" } },
  },
  meshGateways: {
    front: {
      mesh: "app",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "api.app.example" } },
    },
  },
  exposes: {
    orders: {
      gateway: "front",
      service: { name: "orders", namespace: "shop", port: 8080 },
      path: { prefix: "/orders" },
    },
  },
  crossMeshPermissions: {
    salesMayOrder: {
      gateway: "front",
      from: [{ mesh: "sales", namespace: "crm", serviceAccount: "desk" }],
      http: [{ method: "POST", path: { prefix: "/orders" } }],
    },
  },
  externalGateways: {
    cloud: {
      addresses: ["gateway.cloud.example"],
      port: 8443,
      identity: { spiffeId: "spiffe://cloud.example/gateways/edge", bundle: cloudBundle },
      trusts: ["app"],
    },
    carrier: { addresses: ["api.carrier.example"], protocol: "tls" },
  },
  routes: {
    // sales calls the Gateway of mesh app
    order: {
      from: { mesh: "sales", namespace: "crm", serviceAccount: "desk" },
      to: { expose: "orders" },
      hostname: "orders.app",
    },
    // app calls the gateway outside, as its own service account and by the mesh's mutual TLS
    forecast: {
      from: { mesh: "app", namespace: "shop", serviceAccount: "planner" },
      to: { externalGateway: "cloud" },
      hostname: "forecast.cloud",
      timeout: "10s",
      retries: { attempts: 2 },
    },
    // app calls a server of the Internet, which shows a certificate of a public authority
    ship: {
      from: { mesh: "app", namespace: "shop" },
      to: { externalGateway: "carrier" },
      hostname: "ship.carrier",
      requestHeaders: { set: { "x-customer": "app" } },
    },
  },
} satisfies FabricArgs;
