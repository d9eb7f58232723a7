import { ensureKubectl } from "../../cluster/index.js";
import { type Case, type Figure, figures, rounds } from "../bench.js";
import { type Taken, taken } from "../engine/measured.js";
import { ensureBuilt, isthmus, namespace, objectsProject } from "../engine/project.js";

const count = 500;
const roundCount = 5;

/** `up` of new objects, against `kubectl apply --server-side` of the same objects. */
export const up: Case[] = [
  {
    name: `up/${count}`,
    measure: async (bench): Promise<Figure[]> => {
      await ensureBuilt(bench);
      const { kubeconfig } = await bench.cluster();
      const { dir: cwd, file, env } = objectsProject(bench, count, kubeconfig);
      const kubectl = await ensureKubectl({ progress: bench.progress });

      const by = (program: string, ...args: string[]) => taken({ program, args, cwd, env });
      const stack = [cwd, "--yes", "--stack", "bench"];
      const sides = {
        ours: async (): Promise<Taken> => {
          const config = `objects=${file}`;
          const needed = await by(process.execPath, isthmus, "up", ...stack, "--skip-preview", "--config", config);
          await by(process.execPath, isthmus, "destroy", ...stack);
          return needed;
        },
        peer: async (): Promise<Taken> => {
          const needed = await by(kubectl, "apply", "--server-side", "-f", file);
          await by(kubectl, "delete", "namespace", namespace, "--wait");
          return needed;
        },
      };
      const samples = await rounds(bench, { name: `up of ${count} objects`, count: roundCount }, sides);
      return figures(samples, { time: { unit: "s", aim: { of: "ratio", atMost: 1 } }, processor: { unit: "s" } });
    },
  },
];
