import { type Case, type Figure, figures, rounds } from "../bench.js";
import { ensureBuilt } from "../engine/project.js";
import { renderedOnce } from "../targets/rendered-once.js";
import { benchTargets, targetName } from "../targets/targets.js";

const roundCount = 3;

/** Each with a tenth of it as the peer. */
const counts = [1000, 10_000];
const atMost = 12;

/** What it takes to render so many Routes on each target, and what comes of it. */
export const targetsRender: Case[] = benchTargets.flatMap((target) =>
  counts.map((count) => ({
    name: `targets/render/${targetName(target)}/${count}`,
    measure: async (bench): Promise<Figure[]> => {
      await ensureBuilt(bench);
      const sides = { ours: renderedOnce(bench, target, count), peer: renderedOnce(bench, target, count / 10) };
      const samples = await rounds(
        bench,
        { name: `rendering of ${count} Routes on ${targetName(target)}`, count: roundCount },
        sides,
      );
      const most = count === 10_000;
      return figures(samples, {
        time: { unit: "s", aim: most ? { of: "ours", atMost: 2 } : undefined },
        processor: { unit: "s", aim: most ? { of: "ratio", atMost } : undefined },
        objects: { unit: "" },
        bytes: { unit: "B" },
      });
    },
  })),
);
