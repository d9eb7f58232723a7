import { type Case, type Figure, figures, rounds } from "../bench.js";
import { ensureBuilt } from "../engine/project.js";
import { checkedOnce } from "../vpc/checked-once.js";

const roundCount = 5;

/** Each with a tenth of it as the peer: sweeps cost little more than ten times as much, pairs a hundred times. */
const counts = [100, 1000, 10_000];
const atMost = 12;
/** MB. */
const room = 300;

/** What it takes to check, flatten and render so many Exposes and as many Routes. */
export const vpcCheck: Case[] = counts.map((count) => ({
  name: `vpc/check/${count}`,
  measure: async (bench): Promise<Figure[]> => {
    await ensureBuilt(bench);
    const sides = { ours: checkedOnce(bench, count), peer: checkedOnce(bench, count / 10) };
    await sides.peer();
    const samples = await rounds(bench, { name: `check of ${count} Exposes`, count: roundCount }, sides);
    const most = count === 10_000;
    const growth = most ? ({ of: "ratio", atMost } as const) : undefined;
    return figures(samples, {
      time: { unit: "s", aim: growth },
      processor: { unit: "s", aim: growth },
      memory: { unit: "MB", aim: most ? { of: "ours", atMost: room } : undefined },
    });
  },
}));
