import { run } from "../../cluster/command.js";
import { type Case, type Figure, figures, rounds } from "../bench.js";
import { ensureBuilt, root } from "../engine/project.js";

const roundCount = 25;

/** What a program pays for the import of `isthmus`, after `@pulumi/pulumi`, which it needs anyway. */
export const imports: Case[] = [
  {
    name: "import",
    measure: async (bench): Promise<Figure[]> => {
      await ensureBuilt(bench);
      await imported();
      const { ours } = await rounds(bench, { name: "import of isthmus", count: roundCount }, { ours: imported });
      const pairs = { ours: ours.map((one) => one.both), peer: ours.map((one) => one.pulumi) };
      const aim = { of: "difference", atMost: 40 } as const;
      return figures(pairs, { time: { unit: "ms", aim }, processor: { unit: "ms", aim } });
    },
  },
];

type Cost = Record<"time" | "processor", number>;

/**
 * What one new process needs for the one import, and then for both. In one process, because two differ by more than
 * the import costs.
 */
async function imported(): Promise<{ pulumi: Cost; both: Cost }> {
  const script = `
    const processor = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
    const begin = { time: performance.now(), processor: processor() };
    const now = () => ({ time: performance.now() - begin.time, processor: processor() - begin.processor });
    require("@pulumi/pulumi");
    const pulumi = now();
    require("isthmus");
    console.log(JSON.stringify({ pulumi, both: now() }));`;
  return JSON.parse(await run(process.execPath, ["-e", script], { cwd: root })) as { pulumi: Cost; both: Cost };
}
