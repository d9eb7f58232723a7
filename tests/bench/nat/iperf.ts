import { runIn } from "../../packets/network.js";
import { caller } from "./address-plan.js";
import type { Scene } from "./scene.js";

/** Has an address of the provider take what iperf3 sends. */
export const receiving = (scene: Scene, address: string): Promise<void> =>
  scene.start(scene.provider, "iperf3", ["--server", "--bind", address, "--forceflush"]);

/** Gbit/s that arrive of one TCP connection from the consumer to an address. */
export async function sent(scene: Scene, to: string, seconds: number): Promise<number> {
  const args = ["--client", to, "--bind", caller, "--time", `${seconds}`, "--json"];
  return receivedGigabits(await runIn(scene.consumer, "iperf3", args));
}

/** What `iperf3 --json` says of the receiver. */
export function receivedGigabits(json: string): number {
  const { error, end } = JSON.parse(json) as { error?: string; end?: { sum_received?: { bits_per_second: number } } };
  const bits = end?.sum_received?.bits_per_second;
  if (error !== undefined || bits === undefined) throw new Error(`iperf3: ${error ?? "no result"}`);
  return bits / 1e9;
}
