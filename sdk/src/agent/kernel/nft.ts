import { TABLE, TABLE_IPV6 } from "../configuration.js";
import { run } from "./run.js";
import { runScript } from "./script.js";

/** A transaction's end: in force as a whole, or refused as a whole with nft's words. */
export type Loaded = { ok: true } | { ok: false; words: string };

/** Loads a script as one transaction. */
export async function load(script: string): Promise<Loaded> {
  const { code, err } = await runScript("nft", ["-f"], script);
  return code === 0 ? { ok: true } : { ok: false, words: refusal(err, script) };
}

/** nft's errors, each with the piece of the script that it points at; nft itself prints lines of 100,000 elements. */
export function refusal(err: string, script: string): string {
  const lines = script.split("\n");
  const errors = [...err.matchAll(/^[^\n]*?:(\d+):(\d+)-(\d+): Error: ([^\n]*)/gm)].map(
    ([, line, from, to, message]) => {
      const piece = (lines[Number(line) - 1] ?? "").slice(Number(from) - 1, Math.min(Number(to), Number(from) + 119));
      return `${message} at "${piece.trim()}"`;
    },
  );
  const words = errors.length > 0 ? errors.slice(0, 3).join("\n") : err.trim().slice(0, 1000);
  return words === "" ? "nft gave no reason" : words;
}

/** An element as the kernel has it, of a set of marks. */
export interface KernelElement {
  key: number;
  comment?: string;
  packets: number;
  bytes: number;
}

/** The elements of a set of marks; undefined if there is no such set, or no table. */
export async function elementsOf(set: string): Promise<KernelElement[] | undefined> {
  const { code, out } = await run("nft", ["-j", "list", "set", ...TABLE.split(" "), set]);
  return code === 0 ? parseElements(out) : undefined;
}

/** What `nft -j list set` prints of a set of marks. */
export function parseElements(json: string): KernelElement[] {
  const { nftables } = JSON.parse(json) as { nftables: { set?: { elem?: unknown[] } }[] };
  const elements = nftables.find(({ set }) => set !== undefined)?.set?.elem ?? [];
  return elements.map((element) => {
    if (typeof element === "number") return { key: element, packets: 0, bytes: 0 };
    const { elem } = element as {
      elem: { val: number; comment?: string; counter?: { packets: number; bytes: number } };
    };
    const { packets = 0, bytes = 0 } = elem.counter ?? {};
    return { key: elem.val, packets, bytes, ...(elem.comment === undefined ? {} : { comment: elem.comment }) };
  });
}

/** A named counter. */
export interface Counter {
  name: string;
  packets: number;
  bytes: number;
}

/**
 * The named counters of the table. Of all listings that have them, nft 1.0.6 reads only a terse one of the ruleset
 * without every element of every set (9 ms against 450 ms with 10,000 exposes).
 */
export async function counters(): Promise<Counter[]> {
  const { code, out } = await run("nft", ["-j", "-t", "list", "ruleset", "ip"]);
  return code === 0 ? parseCounters(out) : [];
}

/** The named counters of our table in what `nft -j list ruleset` prints. */
export function parseCounters(json: string): Counter[] {
  const { nftables } = JSON.parse(json) as { nftables: { counter?: Counter & { table: string } }[] };
  return nftables.flatMap(({ counter }) => {
    if (counter === undefined || counter.table !== TABLE.split(" ")[1]) return [];
    const { name, packets, bytes } = counter;
    return [{ name, packets, bytes }];
  });
}

/** Removes the table; true if there was one. */
export async function removeTable(): Promise<boolean> {
  await run("nft", ["delete", "table", ...TABLE_IPV6.split(" ")]);
  return (await run("nft", ["delete", "table", ...TABLE.split(" ")])).code === 0;
}
