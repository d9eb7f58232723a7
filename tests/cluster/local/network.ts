import { run, succeeds } from "../command.js";
import { clusterNetwork, namespaceOf, nodeNetwork } from "./layout.js";

/**
 * Nodes meet on a bridge that has a network namespace of its own; the host has one leg in it. So nothing of the
 * host's forwarding or firewall (Docker's, say) touches traffic between nodes, and the host forwards nothing.
 */
const hub = "isthmus-hub";
const hubBridge = "nodes";
const hostLink = "isthmus0";

const ip = (...args: string[]) => run("ip", args);
const inHub = (...args: string[]) => run("ip", ["-n", hub, ...args]);

/** The bridge and the host's leg. Does nothing where both are there. */
export async function ensureHub(): Promise<void> {
  if (await succeeds("ip", ["link", "show", hostLink])) return;
  await removeHub();
  await ip("netns", "add", hub);
  await inHub("link", "set", "lo", "up");
  await inHub("link", "add", hubBridge, "type", "bridge");
  await inHub("link", "set", hubBridge, "up");
  await ip("link", "add", hostLink, "type", "veth", "peer", "name", "host", "netns", hub);
  await inHub("link", "set", "host", "master", hubBridge, "up");
  await ip("addr", "add", `${nodeNetwork.host}/${nodeNetwork.length}`, "dev", hostLink);
  await ip("link", "set", hostLink, "up");
}

/** Takes the bridge and the host's leg away. */
export async function removeHub(): Promise<void> {
  if (await succeeds("ip", ["link", "show", hostLink])) await ip("link", "del", hostLink);
  await removeNamespace(hub);
}

/** The node's namespace, its address and what its pods need. The namespace must not be there yet. */
export async function createNodeNetwork(name: string, address: string): Promise<void> {
  const namespace = namespaceOf(name);
  const inNode = (...args: string[]) => run("ip", ["-n", namespace, ...args]);
  await ip("netns", "add", namespace);
  await inNode("link", "set", "lo", "up");
  await ip("-n", namespace, "link", "add", "eth0", "type", "veth", "peer", "name", name, "netns", hub);
  await inHub("link", "set", name, "master", hubBridge, "up");
  await inNode("addr", "add", `${address}/${nodeNetwork.length}`, "dev", "eth0");
  await inNode("link", "set", "eth0", "up");
  // There is no way out, so no default route; but what the node itself sends to a Service must leave its socket.
  await inNode("route", "add", clusterNetwork.services, "dev", "eth0");
  await run("nsenter", [`--net=/run/netns/${namespace}`, "sh", "-ec", settings]);
  await run("nsenter", [`--net=/run/netns/${namespace}`, "nft", "-f", "-"], { input: masquerade });
}

/** Of the node's namespace alone. Pods share a bridge, and Services must work between them too. */
const settings = `
echo 1 > /proc/sys/net/ipv4/ip_forward
echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter
echo 0 > /proc/sys/net/ipv4/conf/default/rp_filter
if [ -e /proc/sys/net/bridge/bridge-nf-call-iptables ]; then echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables; fi
`;

/** Every cluster has the same pod addresses, so none may leave its node. */
const masquerade = `table ip isthmus {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    ip saddr ${clusterNetwork.nodePods} oifname "eth0" masquerade
  }
}
`;

/** Every process in a network namespace, by id. */
export async function processesIn(namespace: string): Promise<number[]> {
  if (!(await namespaceExists(namespace))) return [];
  const pids = await run("ip", ["netns", "pids", namespace]);
  return pids.split("\n").flatMap((line) => (line.trim() === "" ? [] : [Number(line)]));
}

/** Takes the node's link and namespace away. */
export async function removeNodeNetwork(name: string): Promise<void> {
  // The kernel deletes a namespace's links some time after the namespace; a restart would find the name taken.
  if (await succeeds("ip", ["-n", hub, "link", "show", name])) await inHub("link", "del", name);
  await removeNamespace(namespaceOf(name));
}

async function removeNamespace(namespace: string): Promise<void> {
  if (await namespaceExists(namespace)) await ip("netns", "del", namespace);
}

/** Names of the nodes whose namespace is there, whatever is recorded of them. */
export async function nodeNamespaces(): Promise<string[]> {
  const names = (await run("ip", ["netns", "list"])).split("\n").map((line) => line.split(" ")[0] ?? "");
  return names.flatMap((name) => (name.startsWith("isthmus-") && name !== hub ? [name.slice("isthmus-".length)] : []));
}

async function namespaceExists(namespace: string): Promise<boolean> {
  const names = (await run("ip", ["netns", "list"])).split("\n").map((line) => line.split(" ")[0]);
  return names.includes(namespace);
}
