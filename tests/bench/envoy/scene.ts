import { planFabric } from "../../../sdk/src/targets/plan.js";
import { ensureEnvoy } from "../../cluster/index.js";
import { type RunningEnvoy, startEnvoy } from "../../wire/envoy.js";
import { Trust } from "../../wire/material.js";
import { type Pod, podsOf } from "../../wire/pod.js";
import { type Bench, CannotRun } from "../bench.js";
import { backendPod, type HandWritten, peerPod } from "./peer.js";
import { gateway, service } from "./permissions.js";

/** Our gateway and a hand-written one, side by side before one service. */
export interface Scene {
  ours: RunningEnvoy;
  peer: RunningEnvoy;
  trust: Trust;
  stop: () => Promise<void>;
}

/** Starts the gateway of a Fabric, and its peer with these routes. */
export async function startScene(bench: Bench, fabric: unknown, handWritten: HandWritten): Promise<Scene> {
  if (process.platform !== "linux") throw new CannotRun(`this is ${process.platform}`, "run it on Linux");
  await ensureEnvoy({ progress: bench.progress });
  const plan = planFabric("bench", fabric);
  const trust = new Trust();
  const pod = podsOf(plan, await trust.issue(plan.certificates)).find(({ name }) => name === gateway.name);
  if (pod === undefined) throw new Error(`the Fabric has no gateway "${gateway.name}"`);

  const running: RunningEnvoy[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(running.map((envoy) => envoy.stop()));
  };
  const start = async (wanted: Pod, upstream: () => number): Promise<RunningEnvoy> => {
    const envoy = await startEnvoy(wanted, upstream);
    running.push(envoy);
    return envoy;
  };
  try {
    const backend = await start(backendPod(pod), () => 0);
    const upstream = (): number => backend.portOf(service.port);
    const peer = await start(peerPod(pod, handWritten), upstream);
    return { ours: await start(pod, upstream), peer, trust, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Where our gateway and the peer listen, as ports of a pod. */
export const listeningPort = async (envoy: RunningEnvoy): Promise<number> => {
  const { listener_statuses: listeners } = JSON.parse(await envoy.admin("/listeners?format=json")) as Listeners;
  const found = listeners.find(({ name }) => name === `port-${gateway.port}`);
  if (found === undefined) throw new Error(`no listener on port ${gateway.port}`);
  return found.local_address.socket_address.port_value;
};

interface Listeners {
  listener_statuses: { name: string; local_address: { socket_address: { port_value: number } } }[];
}
