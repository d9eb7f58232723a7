import { expect, it, jest } from "@jest/globals";
import fc from "fast-check";
import { FakeCluster } from "../../sdk/src/engine/testing/fake-cluster.js";
import { type MeshSide, validFabrics } from "../../sdk/src/fabric/testing/fabrics.js";
import { changesOf, ComponentStack } from "./component-stack.js";

jest.setTimeout(600_000);

/** Several Fabrics in one program, which starts once for all of them, each over clusters of its own. */
const together = (fabrics: MeshSide[]): string =>
  fabrics
    .map(({ clusters, ...fabric }, index) => {
      const own = Object.keys(clusters).map((name) => [name, { context: `${index}-${name}` }]);
      const declarations = JSON.stringify({ ...fabric, clusters: Object.fromEntries(own) as MeshSide["clusters"] });
      return `{ const provider = new kubernetes.Provider("here${index}", { context: "${index}" });
        new isthmus.Fabric("fabric${index}", ${declarations}, { provider }); }\n`;
    })
    .join("");

/** What the Fabrics leave to others to make. */
const namespaces = ["calls", ...["shop", "payments", "ledger", "searchindex"].map((mesh) => `${mesh}-gateways`)];

/** A stack with a cluster for each context. */
function stackOfClusters(): ComponentStack {
  const clusters = new Map<string, FakeCluster>();
  return new ComponentStack({
    // one Fabric leaves the namespace `calls` to others, another makes it
    forceConflicts: true,
    connect: ({ context = "" }) => {
      const cluster = clusters.get(context) ?? new FakeCluster(...namespaces);
      clusters.set(context, cluster);
      return Promise.resolve(cluster);
    },
  });
}

it("a second run changes nothing, whatever the Fabric", async () => {
  const four = fc.array(validFabrics(), { minLength: 4, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(four, async (fabrics) => {
      const stack = stackOfClusters();
      const first = await stack.up(together(fabrics));
      expect(first).toMatchObject({ verdict: "ok", problems: [], failures: [] });
      expect(changesOf(first).length).toBeGreaterThan(2 * fabrics.length);
      const second = await stack.up(together(fabrics));
      expect({ verdict: second.verdict, changes: changesOf(second) }).toEqual({ verdict: "ok", changes: [] });
    }),
    { numRuns: 3, endOnFailure: true },
  );
});
