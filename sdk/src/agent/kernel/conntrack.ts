import type { KnownPassage } from "../difference.js";
import { flushLines, parseFlows } from "../flush.js";
import { run } from "./run.js";
import { runScript } from "./script.js";

/** Up to here it is cheaper to delete what may not be there than to list all flows. */
const fewPassages = 50;

/** Deletes the flows of passages, and no others; how many there were. Throws if it cannot. */
export async function flush(passages: readonly KnownPassage[]): Promise<number> {
  if (passages.length === 0) return 0;
  let present: { zone: number; mark: number }[] | undefined;
  if (passages.length > fewPassages) present = parseFlows((await run("conntrack", ["-L"])).out);
  const lines = flushLines(passages, present);
  if (lines.length === 0) return 0;
  const { code, out, err } = await runScript("conntrack", ["-R"], `${lines.join("\n")}\n`);
  if (code !== 0) throw new Error(`conntrack: ${err.split("\n")[0] ?? ""}`);
  return out.split("\n").filter((line) => line !== "").length;
}
