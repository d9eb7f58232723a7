import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../command.js";
import { kubectl } from "../kubectl.js";
import { isAlive } from "../process-identity.js";
import type { TestCluster } from "../test-cluster.js";
import { nodeLayout } from "./layout.js";
import type { NodeState } from "./state.js";

type Access = Pick<TestCluster, "kubeconfig" | "context">;

const apiTimeoutMs = 90_000;
const nodeTimeoutMs = 120_000;
const logTail = 1500;

/** What is wrong with a node that should run; undefined when it answers and its pods can. */
export async function nodeProblem(cluster: Access, state: NodeState | undefined): Promise<string | undefined> {
  if (state === undefined) return "it is not there";
  if (!state.complete) return "its start was broken off";
  if (state.init === undefined || !(await isAlive(state.init))) return "its processes have ended";
  const ended = await endedComponent(state);
  if (ended !== undefined) return `${ended} has ended`;
  try {
    await kubectl(cluster, ["get", "--raw=/readyz"], { timeoutMs: 5000 });
  } catch {
    return "its API server does not answer";
  }
  return (await notReady(cluster)) ? "its node or DNS is not ready" : undefined;
}

/** Waits until the API server answers; fails as soon as a component ends. */
export const waitForApi = (cluster: Access, state: NodeState) =>
  waitUntil(`API server of ${state.name}`, apiTimeoutMs, state, async () => {
    await kubectl(cluster, ["get", "--raw=/readyz"], { timeoutMs: 5000 });
    return true;
  });

/** Waits until the node runs pods and CoreDNS is one of them. */
export const waitForNode = (cluster: Access, state: NodeState) =>
  waitUntil(`node and DNS of ${state.name}`, nodeTimeoutMs, state, async () => !(await notReady(cluster)));

async function notReady(cluster: Access): Promise<boolean> {
  const condition = (type: string) => `{.items[*].status.conditions[?(@.type=="${type}")].status}`;
  const nodes = await kubectl(cluster, ["get", "nodes", `-o=jsonpath=${condition("Ready")}`]);
  const dns = await kubectl(cluster, ["get", "deployments", "-n=kube-system", `-o=jsonpath=${condition("Available")}`]);
  return nodes !== "True" || dns !== "True";
}

async function waitUntil(what: string, timeoutMs: number, state: NodeState, check: () => Promise<boolean>) {
  let last = "it never became ready";
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(250)) {
    const ended = await endedComponent(state);
    if (ended !== undefined) throw new Error(`${ended} of ${state.name} ended\n${await tailOf(state.name, ended)}`);
    try {
      if (await check()) return;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      last = error.output;
    }
  }
  const logs = nodeLayout(state.name).log;
  throw new Error(`${what} is not ready after ${timeoutMs / 1000} s: ${last}\nlogs: ${logs}`);
}

async function endedComponent({ components }: NodeState): Promise<string | undefined> {
  for (const [name, identity] of Object.entries(components)) if (!(await isAlive(identity))) return name;
  return undefined;
}

async function tailOf(name: string, component: string): Promise<string> {
  return (await readFile(nodeLayout(name).logOf(component), "utf8").catch(() => "")).trim().slice(-logTail);
}
