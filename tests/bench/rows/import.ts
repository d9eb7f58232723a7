import { run } from "../../cluster/command.js";
import { type Case, type Figure, rounds } from "../bench.js";
import { ensureBuilt, root } from "../engine/project.js";

const roundCount = 20;

/** What a program pays for the import of `isthmus`, after `@pulumi/pulumi`, which it needs anyway. */
export const imports: Case[] = [
  {
    name: "import",
    measure: async (bench): Promise<Figure[]> => {
      await ensureBuilt(bench);
      await milliseconds(["@pulumi/pulumi", "isthmus"]);
      const samples = await rounds(
        bench,
        { name: "import of isthmus", count: roundCount },
        {
          ours: () => milliseconds(["@pulumi/pulumi", "isthmus"]),
          peer: () => milliseconds(["@pulumi/pulumi"]),
        },
      );
      return [{ name: "time", unit: "ms", ...samples, aim: { of: "difference", atMost: 40 } }];
    },
  },
];

/** How long a new process takes for these imports, without its own start. */
async function milliseconds(packages: string[]): Promise<number> {
  const imports = packages.map((name) => `require(${JSON.stringify(name)});`).join("");
  const script = `const begin = performance.now(); ${imports} console.log(performance.now() - begin);`;
  return Number(await run(process.execPath, ["-e", script], { cwd: root }));
}
