import type { FabricArgs } from "isthmus";

const target = { kind: "kuma", version: "2.14" } as const;

/** Mesh `expose` offers what `server` answers under `/api`, and of mesh `consume` only `client` in `shop` may call it. */
export const declarations = {
  meshes: {
    expose: { trustDomain: "expose", namespace: "expose-gateways", target },
    consume: { trustDomain: "consume", namespace: "consume-gateways", target },
  },
  meshGateways: {
    "edge-gateway": {
      mesh: "expose",
      listeners: { api: { port: 8090, protocol: "HTTPS", crossMesh: true, hostname: "expose.mesh" } },
    },
  },
  exposes: {
    api: {
      gateway: "edge-gateway",
      service: { name: "server", namespace: "app", port: 8080 },
      path: { prefix: "/api" },
    },
  },
  crossMeshPermissions: {
    clientMayCall: {
      gateway: "edge-gateway",
      from: [{ mesh: "consume", namespace: "shop", service: "client" }],
    },
  },
  routes: {
    api: { from: { mesh: "consume" }, to: { expose: "api" }, hostname: "expose.mesh", port: 8090 },
  },
} satisfies FabricArgs;
