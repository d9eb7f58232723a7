import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Lab } from "../../packets/lab.js";
import { type Bench, type Case, type Figure, figures, rounds } from "../bench.js";
import { ensureBuilt } from "../engine/project.js";
import { caller, consumer, consumerRange, provider, providerRange, publicAddress } from "../nat/address-plan.js";
import { exposesFabric, movedFabric } from "../nat/exposes-fabric.js";
import { Follower } from "../nat/follower.js";
import { filesOf, loadedLinear } from "../nat/gateways.js";
import { replacedLinearNft } from "../nat/linear-rules.js";
import { ensureNamespaces } from "../nat/requirements.js";
import { openScene, type Scene } from "../nat/scene.js";

const count = 10_000;
const roundCount = 10;
/** Milliseconds that a change may take. */
const atMost = 20;

/** Through an Expose that stays; a message a millisecond. */
const interval = 1;
const stays = { vpc: consumer, protocol: "udp", source: caller, destination: publicAddress(0) } as const;

/**
 * One Expose of many gets another address while a stream goes through the gateway: how long it takes, and what is lost.
 * Against nft, which replaces all linear rules at once.
 */
export const natChange: Case[] = [
  {
    name: `nat/change/${count}`,
    measure: async (bench): Promise<Figure[]> => {
      await ensureNamespaces(bench);
      await ensureBuilt(bench);
      const linear = await openScene();
      try {
        return await withLab((lab) => measure(bench, lab, linear));
      } finally {
        await linear.close();
      }
    },
  },
];

async function measure(bench: Bench, lab: Lab, linear: Scene): Promise<Figure[]> {
  const [first, moved] = [filesOf(exposesFabric(count)), filesOf(movedFabric(count))];
  const file = join(bench.scratch, "replaced.nft");
  writeFileSync(file, replacedLinearNft(count));
  const follower = await Follower.start(bench, lab.gateway.namespace, first);
  const streams: Record<"lost" | "gap" | "sent", number>[] = [];
  const peer = async () => {
    const { milliseconds } = await loadedLinear(linear, file);
    return { time: milliseconds, effect: milliseconds };
  };
  const ours = async () => {
    const stream = await lab.stream(stays, interval);
    await stream.continues();
    const { milliseconds, effect, table } = await follower.change(streams.length % 2 === 0 ? moved : first);
    if (table !== "Changed") throw new Error(`the table was ${table.toLowerCase()}, not changed`);
    await stream.continues();
    const { lost, longestGapMs: gap, sent } = await stream.stop();
    streams.push({ lost, gap, sent });
    return { time: milliseconds, effect };
  };
  try {
    await peer();
    const samples = await rounds(bench, { name: `change of one of ${count}`, count: roundCount }, { ours, peer });
    return [
      ...figures(samples, { time: { unit: "ms", aim: { of: "ours", atMost } }, effect: { unit: "ms" } }),
      ...figures(
        { ours: streams, peer: [] },
        {
          lost: { unit: "packets", aim: { of: "ours", atMost: 0 } },
          gap: { unit: "ms" },
          sent: { unit: "packets" },
        },
        "no packets go through the linear rules here",
      ),
    ];
  } finally {
    await follower.stop();
  }
}

async function withLab<T>(use: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await Lab.open({
    vpcs: {
      [provider]: { interface: provider, ranges: [providerRange] },
      [consumer]: { interface: consumer, ranges: [consumerRange] },
    },
  });
  try {
    await lab.listen([80], [provider]);
    return await use(lab);
  } finally {
    await lab.close();
  }
}
