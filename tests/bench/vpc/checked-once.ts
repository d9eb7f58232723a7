import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../cluster/command.js";
import type { Bench } from "../bench.js";
import { root } from "../engine/project.js";
import { offersFabric } from "./offers-fabric.js";

/** What a new process needed, from the declarations to the files of the gateway. */
export type Checked = Record<"time" | "processor" | "memory", number>;

/**
 * Checks, flattens and renders in a new process, as a user's program would: nothing is compiled yet, and the memory is
 * that of the whole process at its peak, its modules and the declarations among it.
 */
export function checkedOnce({ scratch }: Bench, count: number): () => Promise<Checked> {
  const file = join(scratch, `offers-${count}.json`);
  writeFileSync(file, JSON.stringify(offersFabric(count)));
  return async () => JSON.parse(await run(process.execPath, ["-e", script, file], { cwd: root })) as Checked;
}

const script = `
  const { checkFabric } = require("./sdk/dist/fabric/check.js");
  const { natConfiguration } = require("./sdk/dist/targets/standalone/nat/index.js");
  const spec = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  const begin = { time: performance.now(), used: process.cpuUsage() };
  const { fabric, problems } = checkFabric("bench", spec);
  if (fabric === undefined) throw new Error(problems.map(({ message }) => message).join("\\n"));
  for (const gateway of fabric.vpcSide.natGateways) natConfiguration(gateway, fabric.vpcSide);
  const { user, system } = process.cpuUsage(begin.used);
  const [time, processor] = [(performance.now() - begin.time) / 1000, (user + system) / 1e6];
  console.log(JSON.stringify({ time, processor, memory: (process.resourceUsage().maxRSS * 1024) / 1e6 }));`;
