import { join, resolve } from "node:path";
import { run, succeeds } from "../../cluster/command.js";
import { exists } from "../../cluster/files.js";
import { buildLocal } from "../../cluster/go-build.js";
import { timed } from "../../cluster/progress.js";
import { type Bench, CannotRun } from "../bench.js";

/** What the load generator is told; its own words are in load/main.go. */
export interface LoadPlan {
  address: string;
  host: string;
  http2: boolean;
  connections: number;
  streams: number;
  seconds: number;
  callers: { certificate: string; privateKey: string; method: string; path: string }[];
}

export interface LoadResult {
  requests: number;
  seconds: number;
  /** Milliseconds. */
  p50: number;
  /** Milliseconds. */
  p99: number;
}

export type Load = (plan: LoadPlan) => Promise<LoadResult>;

/** The load generator, built once a run. */
export async function ensureLoad({ progress, scratch }: Bench): Promise<Load> {
  const program = join(scratch, "load");
  if (!(await exists(program))) {
    if (!(await succeeds("go", ["version"])))
      throw new CannotRun("the load generator is built by Go", "install Go 1.25");
    await timed(progress, "build the load generator", () => buildLocal(resolve(__dirname, "../load"), ".", program));
  }
  return async (plan) => JSON.parse(await run(program, [], { input: JSON.stringify(plan) })) as LoadResult;
}
