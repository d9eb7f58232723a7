import type { FabricArgs } from "isthmus";

const target = { kind: "gloo-mesh", managementCluster: "mgmt" } as const;

/**
 * Pods of `app1` in cluster `local` and of `app2` in cluster `remote` call `httpbin.external`, plain. All of it leaves by
 * one egress gateway in `local`, which begins TLS to the partner; calls of `remote` come to it by an east-west gateway.
 */
export const declarations = {
  clusters: { mgmt: {}, local: {}, remote: {} },
  meshes: {
    local: { trustDomain: "local.acme.internal", cluster: "local", namespace: "ops", target },
    remote: { trustDomain: "remote.acme.internal", cluster: "remote", namespace: "ops", target },
  },
  meshGateways: {
    egress: { mesh: "local", role: "egress" },
    eastWest: { mesh: "local", role: "east-west", service: { type: "LoadBalancer" } },
  },
  externalGateways: {
    httpbin: { addresses: ["httpbin.org"], protocol: "tls" },
  },
  routes: {
    fromApp1: {
      from: { mesh: "local", namespace: "app1" },
      to: { externalGateway: "httpbin" },
      hostname: "httpbin.external",
      via: "egress",
    },
    fromApp2: {
      from: { mesh: "remote", namespace: "app2" },
      to: { externalGateway: "httpbin" },
      hostname: "httpbin.external",
      via: "egress",
    },
  },
} satisfies FabricArgs;
