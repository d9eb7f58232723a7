import { isOwnTable, type Network, type OwnAddress, type Rule, type TableRoute } from "../network-plan.js";
import { run } from "./run.js";

/** Interfaces, and of rules and routes those that are the agent's. */
export async function network(): Promise<Network> {
  const listings = ["link show", "address show", "rule show", "route show table all"];
  const { code, out, err } = await run("ip", ["-4", "-j", "-batch", "-"], `${listings.join("\n")}\n`);
  const documents = out.split("\n").filter((line) => line.startsWith("["));
  const [links, addresses, rules, routes] = documents.map((line) => JSON.parse(line) as unknown);
  if (code !== 0 || routes === undefined) throw new Error(`ip failed: ${err.trim() || "it printed too little"}`);
  return {
    interfaces: interfacesOf(links as Link[], addresses as Link[]),
    rules: (rules as KernelRule[]).flatMap(ownRule),
    routes: (routes as KernelRoute[]).flatMap(ownRoute),
  };
}

/** Runs lines of `ip -batch`; false with ip's words if one of them fails, and the rest is not done. */
export async function change(
  lines: readonly string[],
  force = false,
): Promise<{ ok: true } | { ok: false; words: string }> {
  if (lines.length === 0) return { ok: true };
  const { code, err } = await run("ip", [...(force ? ["-force"] : []), "-batch", "-"], `${lines.join("\n")}\n`);
  if (code === 0) return { ok: true };
  const line = /Command failed -:(\d+)/.exec(err)?.[1];
  const which = line === undefined ? "" : ` (ip ${lines[Number(line) - 1] ?? ""})`;
  return { ok: false, words: `${(err.split("\n")[0] ?? "").trim()}${which}` };
}

/**
 * Tells the neighbours that addresses are here now. Asking the kernel to look up the own address has it broadcast an
 * ARP request in its own name, a gratuitous ARP, which takes NET_ADMIN only.
 */
export async function announce(addresses: readonly OwnAddress[]): Promise<void> {
  const bare = addresses.map(({ address, interface: device }) => ({ address: address.split("/")[0] ?? "", device }));
  await change(
    bare.flatMap(({ address, device }) => [
      `neigh replace ${address} dev ${device} nud none`,
      `neigh change ${address} dev ${device} use`,
    ]),
    true,
  );
}

/** Forgets the look-ups of {@link announce}. */
export async function forget(addresses: readonly OwnAddress[]): Promise<void> {
  const lines = addresses.map(({ address, interface: dev }) => `neigh del ${address.split("/")[0] ?? ""} dev ${dev}`);
  await change(lines, true);
}

interface Link {
  ifname?: string;
  flags?: string[];
  addr_info?: { family?: string; local?: string; prefixlen?: number }[];
}

interface KernelRule {
  priority: number;
  fwmark?: string;
  fwmask?: string;
  iif?: string;
  table?: string;
}

interface KernelRoute {
  dst: string;
  gateway?: string;
  dev?: string;
  table?: string;
}

function interfacesOf(links: readonly Link[], addressed: readonly Link[]): Network["interfaces"] {
  const addresses = new Map(
    addressed.map(({ ifname, addr_info: list = [] }) => [
      ifname,
      list.filter(({ family }) => family === "inet").map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    ]),
  );
  return new Map(
    links.flatMap(({ ifname, flags = [] }) =>
      ifname === undefined ? [] : [[ifname, { up: flags.includes("UP"), addresses: addresses.get(ifname) ?? [] }]],
    ),
  );
}

function ownRule({ priority, fwmark, fwmask = "0xffffffff", iif, table }: KernelRule): Rule[] {
  if (!isOwnTable(Number(table))) return [];
  const mark = fwmark === undefined ? "" : `fwmark ${fwmark}/${fwmask}`;
  const selector = [iif === undefined ? "" : `iif ${iif}`, mark].filter((part) => part !== "").join(" ");
  return [{ preference: priority, selector, table: Number(table) }];
}

function ownRoute({ dst, gateway, dev = "", table }: KernelRoute): TableRoute[] {
  if (!isOwnTable(Number(table))) return [];
  const to = dst === "default" ? "0.0.0.0/0" : dst.includes("/") ? dst : `${dst}/32`;
  return [{ table: Number(table), to, device: dev, ...(gateway === undefined ? {} : { via: gateway }) }];
}
