import { ownSets } from "./configuration.js";
import { flush } from "./kernel/conntrack.js";
import { change, network } from "./kernel/ip.js";
import { elementsOf, removeTable } from "./kernel/nft.js";
import { knownPassageOf, ownAddressOf } from "./kernel-facts.js";
import { networkPlan } from "./network-plan.js";

/** What was taken away. */
export interface Removed {
  table: boolean;
  /** Lines given to `ip`. */
  network: string[];
  flushed: number;
}

/** Takes away all that `apply` has made in this network namespace: addresses, table, rules, routes and flows. */
export async function remove(): Promise<Removed> {
  const owned = ((await elementsOf(ownSets.attachments)) ?? []).flatMap(ownAddressOf);
  const passages = ((await elementsOf(ownSets.passages)) ?? []).flatMap(knownPassageOf);
  const { after } = networkPlan([], await network(), owned, false);
  await change(after, true);
  const table = await removeTable();
  return { table, network: after, flushed: await flush(passages) };
}
