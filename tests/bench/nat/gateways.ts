import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { checked, configurationOf } from "../../packets/fabric-lab.js";
import { writeConfiguration } from "../../packets/configuration-directory.js";
import { runIn } from "../../packets/network.js";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import type { Bench } from "../bench.js";
import { isthmus } from "../engine/project.js";
import { exposesFabric } from "./exposes-fabric.js";
import { type Known, linearIptables } from "./linear-rules.js";
import { iptablesRestore } from "./requirements.js";
import type { Scene } from "./scene.js";

/** The files of the gateway of a Fabric. */
export const filesOf = (fabric: FabricSpec): Map<string, string> => configurationOf(checked(fabric));

/** A new directory with the files of a gateway of so many Exposes. */
export async function configured({ scratch }: Bench, count: number): Promise<string> {
  const directory = mkdtempSync(join(scratch, "gateway-"));
  await writeConfiguration(directory, filesOf(exposesFabric(count)));
  return directory;
}

/** What `isthmus nat apply` says of itself. */
export interface Applied {
  milliseconds: number;
  reasons: string[];
}

/** Brings a directory into force as a person would. */
export async function applied({ gateway }: Scene, directory: string): Promise<Applied> {
  const printed = await runIn(gateway, process.execPath, [isthmus, "nat", "apply", directory, "--json"]);
  const result = JSON.parse(printed) as Applied;
  if (result.reasons.length > 0) throw new Error(result.reasons.join("; "));
  return result;
}

/** Loads a file of rules of nftables. */
export async function loadedLinear({ gateway }: Scene, file: string): Promise<{ milliseconds: number }> {
  const begin = performance.now();
  await runIn(gateway, "nft", ["-f", file]);
  return { milliseconds: performance.now() - begin };
}

/** Likewise as rules of iptables. */
export const loadIptables = ({ gateway }: Scene, count: number, known: Known): Promise<string> =>
  runIn(gateway, iptablesRestore(), [], linearIptables(count, known));
