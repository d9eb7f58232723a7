import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MeshTarget } from "../../../sdk/src/model/target.js";
import { run } from "../../cluster/command.js";
import type { Bench } from "../bench.js";
import { root } from "../engine/project.js";
import { manyRoutes } from "./many-routes.js";

/** What a new process needed, from the declarations to the text of all objects, and how much that is. */
export type Rendered = Record<"time" | "processor" | "objects" | "bytes", number>;

/** Checks, plans and writes out in a new process, as a user's program would; certificates are of a usual length. */
export function renderedOnce({ scratch }: Bench, target: MeshTarget, count: number): () => Promise<Rendered> {
  const file = join(scratch, `routes-${target.kind}-${target.version ?? ""}-${count}.json`);
  writeFileSync(file, JSON.stringify(manyRoutes(target, count)));
  return async () => JSON.parse(await run(process.execPath, ["-e", script, file], { cwd: root })) as Rendered;
}

const script = `
  const { planFabric } = require("./sdk/dist/targets/plan.js");
  const { settle } = require("./sdk/dist/targets/emitted.js");
  const spec = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  const begin = { time: performance.now(), used: process.cpuUsage() };
  const { objects, certificates } = planFabric("bench", spec);
  const pem = { certificate: "C".repeat(1400), privateKey: "K".repeat(250) };
  const material = Object.fromEntries(certificates.map(({ name }) => [name, pem]));
  const bytes = objects.reduce((sum, { object }) => sum + JSON.stringify(settle(object, material)).length, 0);
  const { user, system } = process.cpuUsage(begin.used);
  const [time, processor] = [(performance.now() - begin.time) / 1000, (user + system) / 1e6];
  console.log(JSON.stringify({ time, processor, objects: objects.length, bytes }));`;
