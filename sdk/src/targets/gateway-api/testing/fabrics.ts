import { fabricWith } from "../../../fabric/testing/problems.js";

/** The design's program with both meshes on this target, and other values at some paths. */
export const onGatewayApi = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  fabricWith({
    "meshes.shop.target": { kind: "gateway-api" },
    "meshes.payments.target": { kind: "gateway-api" },
    ...changes,
  });
