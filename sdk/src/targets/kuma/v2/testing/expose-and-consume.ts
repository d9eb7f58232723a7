import { fabricWith } from "../../../../fabric/testing/problems.js";
import type { FabricSpec } from "../../../../model/fabric.js";

const target = { kind: "kuma" as const, version: "2.14" };

/** The case of Kuma's proposal: `client` of mesh `consume` may call `/api` of mesh `expose`, where `server` answers. */
export const exposeAndConsume = () =>
  ({
    meshes: {
      expose: { trustDomain: "expose", target, namespace: "gateways" },
      consume: { trustDomain: "consume", target },
    },
    meshGateways: {
      "edge-gateway": {
        mesh: "expose",
        listeners: { mesh: { port: 8090, protocol: "HTTPS", crossMesh: true, hostname: "expose.mesh" } },
      },
    },
    exposes: {
      api: {
        gateway: "edge-gateway",
        path: { prefix: "/api" },
        service: { name: "server", namespace: "app", port: 8080 },
      },
    },
    crossMeshPermissions: {
      clientMayCall: { gateway: "edge-gateway", from: [{ mesh: "consume", namespace: "web", service: "client" }] },
    },
    routes: { api: { from: { mesh: "consume" }, to: { expose: "api" }, hostname: "expose.mesh", port: 8090 } },
  }) satisfies FabricSpec;

/** `exposeAndConsume` with other values at some paths. */
export const kumaWith = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  fabricWith({ ...exposeAndConsume(), ...changes });

/** A mesh of another target that offers `charges`, to which mesh `consume` has a Route. */
export const withPartner = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  kumaWith({
    "meshes.pay": { trustDomain: "pay.example", target: { kind: "standalone" } },
    "meshGateways.pay-edge": {
      mesh: "pay",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "pay.mesh" } },
    },
    "exposes.charges": { gateway: "pay-edge", service: { name: "charges", namespace: "pay", port: 8080 } },
    "crossMeshPermissions.consumeMayCharge": { gateway: "pay-edge", from: [{ mesh: "consume" }] },
    "routes.charge": { from: { mesh: "consume" }, to: { expose: "charges" }, hostname: "pay.mesh", port: 80 },
    ...changes,
  });
