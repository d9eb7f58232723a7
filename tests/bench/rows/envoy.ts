import type { RunningEnvoy } from "../../wire/envoy.js";
import { type Aim, type Bench, type Case, type Figure, figures, rounds } from "../bench.js";
import { ensureLoad, type Load, type LoadPlan } from "../envoy/load.js";
import { oneRoute } from "../envoy/peer.js";
import { callerMesh, evenly, gateway, permissionsFabric, permittedCall } from "../envoy/permissions.js";
import { listeningPort, type Scene, startScene } from "../envoy/scene.js";
import { processorSeconds } from "../process.js";

const roundCount = 12;
const seconds = 2;
/** So few that a machine of two cores has time for both ends. */
const shape = { connections: 8, streams: 4 };

const counts: { count: number; aim?: Aim }[] = [
  { count: 1 },
  { count: 100, aim: { of: "ratio", atLeast: 0.9 } },
  { count: 5000, aim: { of: "ratio", atLeast: 0.8 } },
];

/** What a request costs, by the number of permissions, against an Envoy without policy. */
export const envoy: Case[] = [false, true].flatMap((http2) =>
  counts.map(({ count, aim }) => ({
    name: `envoy/${http2 ? "http2" : "http1"}/${count}`,
    measure: async (bench): Promise<Figure[]> => {
      const load = await ensureLoad(bench);
      const scene = await startScene(bench, permissionsFabric(count), oneRoute);
      try {
        return await measure(bench, scene, load, { http2, count, aim });
      } finally {
        await scene.stop();
      }
    },
  })),
);

type Sample = Record<"requests" | "p50" | "p99" | "processor", number>;

async function measure(
  bench: Bench,
  { ours, peer, trust }: Scene,
  load: Load,
  { http2, count, aim }: { http2: boolean; count: number; aim: Aim | undefined },
): Promise<Figure[]> {
  const callers = await Promise.all(
    evenly(count, shape.connections).map(async (index) => {
      const { spiffeId, method, path } = permittedCall(index);
      return { ...(await trust.workload(callerMesh, spiffeId)), method, path };
    }),
  );
  const plan = { host: gateway.hostname, http2, seconds, callers, ...shape };
  const side = async (envoy: RunningEnvoy): Promise<() => Promise<Sample>> => {
    const address = `127.0.0.1:${await listeningPort(envoy)}`;
    return () => sample(load, { ...plan, address }, envoy.pid);
  };
  const name = `${count} permissions, ${http2 ? "HTTP/2" : "HTTP/1.1"}`;
  const sides = { ours: await side(ours), peer: await side(peer) };
  await sides.ours();
  await sides.peer();
  const samples = await rounds(bench, { name, count: roundCount }, sides);
  return figures(samples, {
    requests: { unit: "1/s", aim },
    p50: { unit: "ms" },
    p99: { unit: "ms" },
    processor: { unit: "µs/request" },
  });
}

/** One look at one gateway, with the processor time that Envoy itself needed, which other work hardly disturbs. */
async function sample(load: Load, plan: LoadPlan, pid: number): Promise<Sample> {
  const before = processorSeconds(pid);
  const { requests, seconds: taken, p50, p99 } = await load(plan);
  const used = processorSeconds(pid) - before;
  return { requests: requests / taken, p50, p99, processor: (used / requests) * 1e6 };
}
