import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { validFabricsOfAllListeners } from "../../sdk/src/fabric/testing/fabrics.js";
import { type EmittedObject, settle } from "../../sdk/src/targets/emitted.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { apply, ensureClusters, kubectl, stopClusters, type TestCluster } from "../cluster/index.js";
import { Trust } from "../wire/material.js";
import { withCluster } from "./with-cluster.js";

const minutes = 60_000;
const fabricCount = 20;
const namespaceLabel = "isthmus-fuzz";

withCluster("an API server, asked by dry run", () => {
  let cluster: TestCluster;
  const namespaces = new Set<string>();

  beforeAll(async () => {
    const [found] = await ensureClusters(["t-shop"]);
    if (found === undefined) throw new Error("one cluster was asked for");
    cluster = found;
  }, 40 * minutes);

  afterAll(async () => {
    await kubectl(cluster, ["delete", "namespace", "--selector", namespaceLabel, "--wait=false", "--ignore-not-found"]);
    await stopClusters(["t-shop"]);
  }, 5 * minutes);

  /** Objects cannot be tried in a namespace that is not there. */
  async function makeNamespaces(objects: EmittedObject[]): Promise<void> {
    const wanted = new Set(objects.flatMap(({ object }) => object.metadata.namespace ?? []));
    for (const name of wanted) {
      if (namespaces.has(name)) continue;
      await apply(cluster, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name, labels: { [namespaceLabel]: "" } },
      });
      namespaces.add(name);
    }
  }

  /** What the API server says to a list of objects; undefined where it takes all of them. */
  async function refusal(items: unknown[]): Promise<string | undefined> {
    const input = JSON.stringify({ apiVersion: "v1", kind: "List", items });
    try {
      await kubectl(cluster, ["apply", "--server-side", "--dry-run=server", "--field-manager=fuzz", "-f", "-"], {
        input,
      });
      return undefined;
    } catch (error) {
      return String(error);
    }
  }

  it("would not take an object that is wrong", async () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "-a-", namespace: "default" }, spec: {} };
    expect(await refusal([service])).toContain("-a-");
  }, 60_000);

  it(
    `takes every object of ${fabricCount} random Fabrics`,
    async () => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(validFabricsOfAllListeners(), async (fabric) => {
          const { objects, certificates } = planFabric("fuzz", fabric);
          const material = await new Trust().issue(certificates);
          await makeNamespaces(objects);
          // objects of different clusters may have one name
          for (const name of new Set(objects.map((emitted) => emitted.cluster))) {
            const here = objects.filter((emitted) => emitted.cluster === name);
            expect(await refusal(here.map(({ object }) => settle(object, material)))).toBeUndefined();
            count += here.length;
          }
        }),
        { numRuns: fabricCount, endOnFailure: true },
      );
      console.log(`${count} objects accepted`);
    },
    10 * minutes,
  );
});
