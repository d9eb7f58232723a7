import { readFile, writeFile } from "node:fs/promises";

/** What the kernel's settings stand in the way of. */
export interface Settings {
  /** The gateway does not work. */
  reasons: string[];
  /** It works, but for something small. */
  warnings: string[];
}

/** Sets what forwarding between interfaces of equal addresses needs, in this namespace; writes only what is wrong. */
export async function ensureSettings(interfaces: readonly string[]): Promise<Settings> {
  const settings: Settings = { reasons: [], warnings: [] };
  if (!(await set("ip_forward", "1"))) {
    settings.reasons.push(`net.ipv4.ip_forward is 0 and may not be written: ${way("net.ipv4.ip_forward=1")}`);
  }
  if (!(await set("fwmark_reflect", "1"))) {
    const effect = "ICMP errors of the gateway itself may not reach VPCs with equal addresses";
    settings.warnings.push(`net.ipv4.fwmark_reflect is 0, so ${effect}: ${way("net.ipv4.fwmark_reflect=1")}`);
  }
  const names = ["all", ...interfaces];
  for (const name of names) await set(`conf/${name}/rp_filter`, "0");
  // the kernel takes the greater of the interface's own and that of all
  const all = Number(await read("conf/all/rp_filter"));
  for (const name of interfaces) {
    const effective = Math.max(all, Number(await read(`conf/${name}/rp_filter`)));
    const setting = `net.ipv4.conf.${all > 0 ? "all" : name}.rp_filter`;
    if (effective === 1) {
      settings.reasons.push(`rp_filter of ${name} is strict and may not be written: ${way(`${setting}=0`)}`);
    } else if (effective > 1) {
      const effect = "sources that no route leads to are dropped";
      settings.warnings.push(`rp_filter of ${name} is loose, so ${effect}: ${way(`${setting}=0`)}`);
    }
  }
  return settings;
}

/** Flows in use and their limit, where conntrack is loaded. */
export async function flowCounts(): Promise<{ flows: number; limit: number } | undefined> {
  const [flows, limit] = await Promise.all(
    ["count", "max"].map((name) =>
      readFile(`/proc/sys/net/netfilter/nf_conntrack_${name}`, "utf8").catch(() => undefined),
    ),
  );
  return flows === undefined || limit === undefined ? undefined : { flows: Number(flows), limit: Number(limit) };
}

const way = (setting: string): string =>
  `set ${setting}, in a pod with securityContext.sysctls (setSysctls: true), which the kubelet must allow`;

const path = (name: string): string => `/proc/sys/net/ipv4/${name}`;
/** As the kernel has it; 0 for an interface that is gone. */
const read = async (name: string): Promise<string> => (await readFile(path(name), "utf8").catch(() => "0")).trim();

async function set(name: string, value: string): Promise<boolean> {
  if ((await read(name)) === value) return true;
  try {
    await writeFile(path(name), value);
    return true;
  } catch {
    return false;
  }
}
