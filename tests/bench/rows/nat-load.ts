import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, type Figure, figures, rounds } from "../bench.js";
import { ensureBuilt } from "../engine/project.js";
import { applied, configured, loadedLinear } from "../nat/gateways.js";
import { linearNft } from "../nat/linear-rules.js";
import { ensureNamespaces } from "../nat/requirements.js";
import { openScene, type Scene } from "../nat/scene.js";

const roundCount = 5;

/** What the agent needs to bring a gateway into force where nothing was, against nft with the policy as linear rules. */
export const natLoad: Case[] = [10, 1000, 10_000].map((count) => ({
  name: `nat/load/${count}`,
  measure: async (bench): Promise<Figure[]> => {
    await ensureNamespaces(bench);
    await ensureBuilt(bench);
    const directory = await configured(bench, count);
    const file = join(bench.scratch, `linear-${count}.nft`);
    writeFileSync(file, linearNft(count));
    const inNew = (load: (scene: Scene) => Promise<{ milliseconds: number }>) => async () => {
      const scene = await openScene();
      try {
        return { time: (await load(scene)).milliseconds };
      } finally {
        await scene.close();
      }
    };
    const sides = {
      ours: inNew((scene) => applied(scene, directory)),
      peer: inNew((scene) => loadedLinear(scene, file)),
    };
    const samples = await rounds(bench, { name: `load of ${count} Exposes`, count: roundCount }, sides);
    return figures(samples, { time: { unit: "ms" } });
  },
}));
