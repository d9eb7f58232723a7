import type { FabricArgs } from "isthmus";

const target = { kind: "kuma", version: "3.0" } as const;

/** Mesh `expose` offers what `server` answers under `/api`, and of mesh `consume` only `client` in `shop` may call it. */
export const declarations = {
  meshes: {
    expose: { trustDomain: "expose.acme.internal", namespace: "expose-gateways", target },
    consume: { trustDomain: "consume.acme.internal", namespace: "consume-gateways", target },
  },
  meshGateways: {
    edge: {
      mesh: "expose",
      listeners: { api: { port: 8090, protocol: "HTTPS", crossMesh: true, hostname: "expose.mesh" } },
    },
  },
  exposes: {
    api: {
      gateway: "edge",
      service: { name: "server", namespace: "app", port: 8080, selector: { app: "server" } },
      path: { prefix: "/api" },
    },
  },
  crossMeshPermissions: {
    clientMayCall: {
      gateway: "edge",
      from: [{ mesh: "consume", namespace: "shop", serviceAccount: "client" }],
      http: [{ method: "GET" }, { method: "POST" }],
    },
  },
  routes: {
    api: {
      from: { mesh: "consume", namespace: "shop", serviceAccount: "client" },
      to: { expose: "api" },
      hostname: "expose.mesh",
      port: 8090,
    },
  },
} satisfies FabricArgs;
