import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { ip, ipHere, sysctl } from "../../packets/network.js";
import { labPrefix, removeLeftovers } from "../../packets/leftovers.js";
import { caller, consumer, consumerRange, provider, providerRange } from "./address-plan.js";

/** The namespaces of a gateway and of the two VPCs that it joins, without anything that looks at their packets. */
export interface Scene {
  gateway: string;
  provider: string;
  consumer: string;
  /** Starts a program that runs until the scene is closed, and waits for its first output. */
  start: (namespace: string, program: string, args: string[]) => Promise<void>;
  close: () => Promise<void>;
}

const link = "eth0";
const nextHop = "169.254.1.1";

export async function openScene(): Promise<Scene> {
  await removeLeftovers();
  const prefix = await labPrefix();
  const names = { gateway: `${prefix}-gateway`, provider: `${prefix}-${provider}`, consumer: `${prefix}-${consumer}` };
  const children: ChildProcess[] = [];
  const close = async () => {
    await Promise.all(children.map(ended));
    for (const name of Object.values(names)) await ipHere("netns", "delete", name).catch(() => undefined);
  };
  try {
    for (const name of Object.values(names)) await makeNamespace(name);
    await sysctl(names.gateway, { "net.ipv4.ip_forward": 1 });
    await attach(names.gateway, provider, names.provider, providerRange);
    await attach(names.gateway, consumer, names.consumer, consumerRange);
    await ip(names.consumer, [`address add ${caller}/32 dev ${link}`]);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    ...names,
    start: async (namespace, program, args) => {
      const child = spawn("nsenter", [`--net=/run/netns/${namespace}`, program, ...args]);
      children.push(child);
      await saysSomething(child, program);
    },
    close,
  };
}

/** Has the gateway's namespace forward by address, as any router does. */
export const forwardPlainly = ({ gateway }: Scene): Promise<string> =>
  ip(gateway, [
    `address add ${nextHop}/32 dev ${provider}`,
    `address add ${nextHop}/32 dev ${consumer}`,
    `route add ${providerRange} dev ${provider}`,
    `route add ${consumerRange} dev ${consumer}`,
  ]);

async function makeNamespace(name: string) {
  await ipHere("netns", "add", name);
  await sysctl(name, {
    "net.ipv6.conf.all.disable_ipv6": 1,
    "net.ipv6.conf.default.disable_ipv6": 1,
    "net.ipv4.conf.all.rp_filter": 0,
    "net.ipv4.conf.default.rp_filter": 0,
  });
  await ip(name, ["link set lo up"]);
}

/** A link between the gateway and a VPC whose namespace has every address of a range. */
async function attach(gateway: string, name: string, namespace: string, range: string) {
  await ip(gateway, [`link add ${name} type veth peer name ${link} netns ${namespace}`, `link set ${name} up`]);
  await ip(namespace, [
    `link set ${link} up`,
    `route add local ${range} dev lo`,
    `route add ${nextHop}/32 dev ${link} scope link`,
    `route add default via ${nextHop} dev ${link}`,
  ]);
}

async function saysSomething(child: ChildProcess, program: string): Promise<void> {
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", () => resolve());
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended with ${String(code)}: ${errors}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const over = once(child, "exit");
  child.kill("SIGKILL");
  await over;
}
