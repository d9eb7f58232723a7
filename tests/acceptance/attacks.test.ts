import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { withstood } from "../attacks/attack.js";
import { families } from "../attacks/families/index.js";
import { attackTable, showTable, shownTable } from "../attacks/page.js";
import { type FamilyResult, goodControl, runFamily } from "../attacks/run.js";
import { programDirectory, Stage } from "../attacks/stage.js";
import { ensureClusters, stopClusters } from "../cluster/index.js";
import { progressLine } from "../cluster/progress.js";
import { forgetStack } from "../quickstart/stack.js";
import { withCluster } from "./with-cluster.js";

const minutes = 60_000;
const name = "t-attacks";

/** Set to write the table of this run into the page, instead of comparing it. */
const writes = process.env["ISTHMUS_WRITE_ATTACKS"] !== undefined;

withCluster("attacks on a live gateway", () => {
  let stage: Stage;
  const done: FamilyResult[] = [];

  beforeAll(async () => {
    const progress = (event: Parameters<typeof progressLine>[0]): void => console.log(progressLine(event));
    const [cluster] = await ensureClusters([name], { progress });
    if (cluster === undefined) throw new Error("a cluster was asked for");
    stage = new Stage(cluster);
    await stage.start();
  }, 40 * minutes);

  afterAll(async () => {
    await stopClusters([name]);
    forgetStack("attacks", programDirectory);
  }, 5 * minutes);

  describe.each(families)("$name", (family) => {
    let result: FamilyResult;
    beforeAll(async () => {
      result = await runFamily(stage, family);
      done.push(result);
    }, 5 * minutes);

    it("come to what is expected, and no more of them reaches a service", () => {
      const failed = result.results.filter((one) => !withstood(one));
      expect(failed.map(({ id, attack: { what }, verdict, reached }) => ({ id, what, verdict, reached }))).toEqual([]);
    });

    it("bring nothing to a service that no permission allows", () => {
      expect(result.trespasses).toEqual([]);
    });

    it("leave the gateway up: the same pod, which serves permitted calls before, between and after", () => {
      expect(new Set(result.controls)).toEqual(new Set([goodControl]));
      expect(result.sameGateway).toBe(true);
    });
  });

  it("are shown in docs/security.md as they came", () => {
    expect(done).toHaveLength(families.length);
    const table = attackTable(done);
    if (writes) showTable(table);
    expect(shownTable()).toBe(table);
  });
});
