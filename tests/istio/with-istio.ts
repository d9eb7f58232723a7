import { describe, it } from "@jest/globals";
import { withCluster } from "../acceptance/with-cluster.js";
import { userKubeconfig } from "../cluster/user-cluster.js";

/** Tests that need Istio in clusters of the tests' own. Where there are none they are one counted skip that says why. */
export function withIstio(name: string, tests: () => void): void {
  if (userKubeconfig() === undefined) withCluster(name, tests);
  else describe(name, () => it.skip("needs clusters of its own, not the user's", () => undefined));
}
