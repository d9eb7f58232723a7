import type { CheckedGateway } from "../../../../fabric/checked.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { noLimits } from "./mesh-circuit-breaker.js";
import { gatewayProxies, kumaApi, policyMetadata } from "./metadata.js";

/** No limit on a gateway's calls: the consumer's Route says how long it waits, and Kuma's default is 15 s. */
export const meshTimeout = (gateway: CheckedGateway): KubeObject =>
  onCallsOf(gateway, "MeshTimeout", {
    http: { requestTimeout: "0s", maxStreamDuration: "0s", streamIdleTimeout: "0s" },
  });

/**
 * A gateway's call is made once: the consumer's Route says what is sent again. Kuma's default would send five times
 * again what a service answers with 502 to 504 or not within 16 s, a POST too.
 */
export const meshRetry = (gateway: CheckedGateway): KubeObject =>
  onCallsOf(gateway, "MeshRetry", { http: { numRetries: 0 }, grpc: { numRetries: 0 } });

/** An Expose says how many calls there are at once. Kuma's default is 1024 for a service, whatever an Expose says. */
export const meshCircuitBreaker = (gateway: CheckedGateway): KubeObject =>
  onCallsOf(gateway, "MeshCircuitBreaker", noLimits);

const onCallsOf = ({ mesh, namespace, objectName }: CheckedGateway, kind: string, conf: Tree): KubeObject => ({
  apiVersion: kumaApi,
  kind,
  metadata: policyMetadata(mesh, namespace, `isthmus-${objectName}`),
  spec: {
    targetRef: gatewayProxies({ name: objectName, namespace }),
    to: [{ targetRef: { kind: "Mesh" }, default: conf }],
  },
});
