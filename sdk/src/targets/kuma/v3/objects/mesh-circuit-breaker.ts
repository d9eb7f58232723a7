import type { EgressGateway } from "../../../crossing/egress.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { gatewayProxies, kumaApi, policyMetadata } from "./metadata.js";

/** The greatest number that Kuma's field takes. */
const unlimited = 2_147_483_647;

/** As many calls at once as our Envoy lets through. */
export const noLimits: Tree = {
  connectionLimits: { maxConnections: unlimited, maxPendingRequests: unlimited, maxRequests: unlimited },
};

/** A sidecar hands no more than 1024 connections at once to a port of its pod, so to a door, where nobody says otherwise. */
export const doorCircuitBreaker = (gateway: EgressGateway): KubeObject => ({
  apiVersion: kumaApi,
  kind: "MeshCircuitBreaker",
  metadata: policyMetadata(gateway.mesh, gateway.namespace, `isthmus-${gateway.name}`),
  spec: { targetRef: gatewayProxies(gateway), rules: [{ default: noLimits }] },
});
