import { ensureClusters } from "../cluster/index.js";
import { progressLine } from "../cluster/progress.js";
import { withstood } from "./attack.js";
import { families } from "./families/index.js";
import { attackTable, showTable } from "./page.js";
import { type FamilyResult, goodControl, runFamily } from "./run.js";
import { Stage } from "./stage.js";

/**
 * `tsx tests/attacks/main.ts CLUSTER [--write] [FAMILY...]`: runs attacks by hand and shows what was not withstood.
 * `--write` puts the table into docs/security.md.
 */
async function main([name = "attacks", ...words]: string[]): Promise<number> {
  const only = words.filter((word) => word !== "--write");
  const done: FamilyResult[] = [];
  const [cluster] = await ensureClusters([name], { progress: (event) => console.log(progressLine(event)) });
  if (cluster === undefined) throw new Error("a cluster was asked for");
  const stage = new Stage(cluster);
  await stage.start();
  let failures = 0;
  for (const family of families) {
    if (only.length > 0 && !only.includes(family.letter)) continue;
    const begin = performance.now();
    const result = await runFamily(stage, family);
    done.push(result);
    const { results, controls, sameGateway, trespasses } = result;
    const failed = results.filter((result) => !withstood(result));
    for (const { id, attack, seconds } of results.filter((result) => result.seconds > 2)) {
      console.log(`  ${id} ${attack.what} took ${seconds.toFixed(1)} s`);
    }
    for (const { id, attack, verdict, reached } of failed) {
      console.log(
        `✖ ${id} ${attack.what}: expected ${attack.expected} [${attack.reaches ?? ""}], was ${verdict} [${reached}]`,
      );
    }
    const badControls = controls.filter((text) => text !== goodControl);
    for (const text of [...badControls, ...trespasses]) console.log(`✖ ${family.name}: ${text}`);
    if (!sameGateway) console.log(`✖ ${family.name}: the gateway is another one`);
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    console.log(`${family.name}: ${results.length - failed.length} of ${results.length} withstood (${seconds} s)`);
    failures += failed.length + badControls.length + trespasses.length + (sameGateway ? 0 : 1);
  }
  if (words.includes("--write") && only.length === 0) showTable(attackTable(done));
  return failures === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
