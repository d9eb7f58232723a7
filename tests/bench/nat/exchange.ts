import { join, resolve } from "node:path";
import { exists } from "../../cluster/files.js";
import { buildLocal } from "../../cluster/go-build.js";
import { timed } from "../../cluster/progress.js";
import { runIn } from "../../packets/network.js";
import type { Bench } from "../bench.js";
import { caller } from "./address-plan.js";
import type { Scene } from "./scene.js";

/** What is asked of a gateway; its own words are in exchange/main.go. */
export interface ExchangePlan {
  kind: "datagrams" | "connections";
  /** Datagrams that are under way at once. */
  window: number;
  seconds: number;
}

export interface Exchanged {
  count: number;
  lost: number;
  seconds: number;
  /** Microseconds. */
  p50: number;
  /** Microseconds. */
  p99: number;
}

const port = 7000;

/** The path of the program that asks and answers, built once a run. */
export async function ensureExchange({ progress, scratch }: Bench): Promise<string> {
  const program = join(scratch, "exchange");
  if (!(await exists(program)))
    await timed(progress, "build what sends messages", () =>
      buildLocal(resolve(__dirname, "../exchange"), ".", program),
    );
  return program;
}

/** Has an address of the provider answer. */
export const answering = (program: string, scene: Scene, address: string): Promise<void> =>
  scene.start(scene.provider, program, ["answer", address, `${port}`]);

/** Asks an address from the consumer. */
export async function exchanged(program: string, scene: Scene, to: string, plan: ExchangePlan): Promise<Exchanged> {
  const input = JSON.stringify({ ...plan, from: caller, to, port });
  return JSON.parse(await runIn(scene.consumer, program, ["ask"], input)) as Exchanged;
}
