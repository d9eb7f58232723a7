import { type Case, type Figure, figures } from "../bench.js";
import { byHandSize, emittedSize } from "../targets/size.js";
import { benchTargets, targetName } from "../targets/targets.js";

const count = 1000;
const aim = { of: "ratio", atMost: 1 } as const;

/** How much so many Routes come to on each target, and how much of it somebody would write by hand. One look will do. */
export const targetsByHand: Case[] = benchTargets.map((target) => ({
  name: `targets/by-hand/${targetName(target)}/${count}`,
  measure: (): Promise<Figure[]> => {
    const sizes = { ours: [emittedSize(target, count)], peer: [byHandSize(target, count)] };
    return Promise.resolve(figures(sizes, { objects: { unit: "", aim }, bytes: { unit: "B", aim } }));
  },
}));
