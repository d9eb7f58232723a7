import { describe, it } from "@jest/globals";

/** Tests that need a Kubernetes cluster. Where there can be none they are one counted skip that says why. */
export function withCluster(name: string, tests: () => void): void {
  const reason = process.env["ISTHMUS_NO_CLUSTER"];
  describe(name, () => {
    if (reason === undefined) tests();
    else it.skip(`needs a cluster: ${reason}`, () => undefined);
  });
}
