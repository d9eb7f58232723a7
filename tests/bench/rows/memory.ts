import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import type { RunningEnvoy } from "../../wire/envoy.js";
import { type Bench, type Case, type Figure, rounds } from "../bench.js";
import { type HandWritten, upstreamCluster } from "../envoy/peer.js";
import { callerMesh, gateway, permissionsFabric } from "../envoy/permissions.js";
import { startScene } from "../envoy/scene.js";
import { residentBytes } from "../process.js";

const count = 1000;
const roundCount = 3;

/** What a thousand Exposes add to a gateway's memory, against the same routes and clusters written by hand. */
export const memory: Case[] = [
  {
    name: `memory/${count}`,
    measure: async (bench): Promise<Figure[]> => {
      const none = await look(bench, 0);
      const samples = await rounds(
        bench,
        { name: `memory of ${count} routes`, count: roundCount },
        { ours: () => look(bench, count) },
      );
      const added = (key: keyof Look, of: "allocated" | "resident"): number[] =>
        samples.ours.map((one) => (one[key][of] - none[key][of]) / 1e6);
      return (["allocated", "resident"] as const).map((of) => ({
        name: of,
        unit: `MB/${count} routes`,
        ours: added("ours", of),
        peer: added("peer", of),
      }));
    },
  },
];

interface Held {
  /** What Envoy's allocator has given out, in bytes. */
  allocated: number;
  /** What the process holds, in bytes. */
  resident: number;
}

interface Look {
  ours: Held;
  peer: Held;
}

/** Both gateways, new, with one route more than asked for: a gateway without any has no listener. */
async function look(bench: Bench, routes: number): Promise<Look> {
  const { ours, peer, stop } = await startScene(bench, exposesFabric(routes + 1), handWritten(routes + 1));
  try {
    return { ours: await held(ours), peer: await held(peer) };
  } finally {
    await stop();
  }
}

async function held({ admin, pid }: RunningEnvoy): Promise<Held> {
  const { allocated } = JSON.parse(await admin("/memory")) as { allocated: string };
  return { allocated: Number(allocated), resident: residentBytes(pid) };
}

const pathOf = (index: number): string => `/services/${index}`;
const serviceOf = (index: number) => ({ name: `service-${index}`, namespace: "pay", port: 8080 });
const indices = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** A gateway with a path a service, and one mesh that may use them all. */
function exposesFabric(routes: number): FabricSpec {
  const { meshes = {}, meshGateways = {} } = permissionsFabric(1);
  const exposes = indices(routes).map((index) => {
    const path = { prefix: pathOf(index) };
    return [`service-${index}`, { gateway: gateway.name, listener: "api", path, service: serviceOf(index) }] as const;
  });
  return {
    meshes,
    meshGateways,
    exposes: Object.fromEntries(exposes),
    crossMeshPermissions: { everything: { gateway: gateway.name, from: [{ mesh: callerMesh }] } },
  };
}

const handWritten = (routes: number): HandWritten => ({
  routes: indices(routes).map((index) => ({
    match: { path_separated_prefix: pathOf(index) },
    route: { cluster: serviceOf(index).name, timeout: "0s" },
  })),
  clusters: indices(routes).map((index) => {
    const { name, namespace, port } = serviceOf(index);
    return upstreamCluster(name, `${name}.${namespace}.svc.cluster.local`, port);
  }),
});
