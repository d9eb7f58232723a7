import type { FabricSpec } from "../../../model/fabric.js";
import { withValues } from "../../../fabric/testing/with-values.js";

/** Two clusters under one management plane, of which one has the egress gateway of both, as in the source's example. */
export const twoClusters = () => {
  const target = { kind: "gloo-mesh" as const, managementCluster: "mgmt" };
  const route = { to: { externalGateway: "httpbin" }, hostname: "httpbin.external", via: "egress" };
  return {
    clusters: { mgmt: {}, local: {}, remote: {} },
    meshes: {
      local: { trustDomain: "local.acme.internal", cluster: "local", namespace: "ops", target },
      remote: { trustDomain: "remote.acme.internal", cluster: "remote", namespace: "ops", target },
    },
    meshGateways: {
      egress: { mesh: "local", role: "egress" },
      eastWest: { mesh: "local", role: "east-west", service: { type: "LoadBalancer" } },
    },
    externalGateways: { httpbin: { addresses: ["httpbin.org"], protocol: "tls" } },
    exposes: {},
    crossMeshPermissions: {},
    routes: {
      fromApp1: { ...route, from: { mesh: "local", namespace: "app1" } },
      fromApp2: { ...route, from: { mesh: "remote", namespace: "app2" } },
    },
  } satisfies FabricSpec;
};

/** The same with other values at some paths, such as `{ "routes.fromApp1.port": 81 }`; undefined takes a field away. */
export const glooFabricWith = (changes: Record<string, unknown>): Record<string, unknown> =>
  withValues(twoClusters(), changes);
