import { fabricWith } from "../../../fabric/testing/problems.js";

/** The design's program with both meshes on Istio, each with a control plane of its own, and other values at some paths. */
export const onIstio = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  fabricWith({
    "meshes.shop.target": { kind: "istio", systemNamespace: "istio-shop" },
    "meshes.payments.target": { kind: "istio" },
    ...changes,
  });

/** An Expose of mesh `shop` at a listener of its own, so that Routes have two places to go. */
export const refunds = () => ({
  "meshGateways.edge.listeners.back": { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "refunds.mesh" },
  "exposes.refunds": { gateway: "edge", listener: "back", service: { name: "refunds", namespace: "pay", port: 8080 } },
});
