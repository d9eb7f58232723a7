import type { CheckedForward, CheckedMesh } from "../../../fabric/checked.js";
import type { Retries } from "../../../model/route-rule.js";
import { retriedStatusCodes } from "../../crossing/retry-conditions.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { goDuration } from "../go-duration.js";
import { apiVersion, systemMetadata } from "./metadata.js";

/** Whose calls to what a policy is about. */
export interface Calls {
  mesh: CheckedMesh;
  /** The policy's name, which stands beside those of all meshes. */
  name: string;
  targetRef: Tree;
  to: Tree;
}

/** How long one side may say nothing, once a stream is open; at gateways Kuma's default is 5 s. */
const longestSilence = "1h0m0s";

/** Of a whole request, also of a stream; `0s` is no limit. */
export const meshTimeout = (calls: Calls, { timeout }: Pick<CheckedForward, "timeout">): KubeObject =>
  policy("MeshTimeout", calls, {
    http: { requestTimeout: goDuration(timeout ?? "0s"), streamIdleTimeout: longestSilence },
  });

/** No attempts, too, are said: Kuma tries five times where nobody says otherwise, also what may not be sent twice. */
export const meshRetry = (calls: Calls, { retries }: Pick<CheckedForward, "retries">): KubeObject =>
  policy("MeshRetry", calls, {
    http: retries === undefined ? { numRetries: 0 } : attempts(retries),
    grpc: { numRetries: 0 },
  });

const policy = (kind: string, { mesh, name, targetRef, to }: Calls, conf: Tree): KubeObject => ({
  apiVersion,
  kind,
  metadata: systemMetadata(mesh, name),
  spec: { targetRef, to: [{ targetRef: to, default: conf }] },
});

/**
 * Requests that were not sent, and answers; nothing that may be on its way already, since a policy cannot tell the
 * methods apart that may be sent twice. A try has no limit of its own unless it is declared: Kuma's would be 16 s.
 */
const attempts = (retries: Retries): Tree => ({
  numRetries: retries.attempts,
  perTryTimeout: goDuration(retries.perTryTimeout ?? "0s"),
  retryOn: ["ConnectFailure", "RefusedStream", ...[...new Set(retriedStatusCodes(retries))].sort().map(String)],
});
