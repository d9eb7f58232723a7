import { describe, it } from "@jest/globals";
import { withCluster } from "../acceptance/with-cluster.js";
import { userKubeconfig } from "../cluster/user-cluster.js";

/**
 * Tests that need Envoy Gateway in a cluster of the tests' own: it brings its own CRDs, and takes them away. Where
 * there is none they are one counted skip that says why.
 */
export function withEnvoyGateway(name: string, tests: () => void): void {
  if (userKubeconfig() === undefined) withCluster(name, tests);
  else describe(name, () => it.skip("needs a cluster of its own, not the user's", () => undefined));
}
