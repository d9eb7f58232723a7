import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, succeeds } from "../../cluster/command.js";
import { type Bench, type Case, type Figure, figures, rounds } from "../bench.js";
import { type Command, peakMemory, taken } from "../engine/measured.js";
import { ensureBuilt, isthmus, objectsProject, type Project } from "../engine/project.js";

const count = 1000;
const timeRounds = 5;
const memoryRounds = 2;

/** A preview without a cluster, so that nothing but the tool is measured, against that of `pulumi`. */
export const preview: Case[] = [
  {
    name: `preview/${count}`,
    measure: async (bench): Promise<Figure[]> => {
      await ensureBuilt(bench);
      const project = objectsProject(bench, count, noCluster(bench));
      const { dir: cwd, env, file } = project;
      const args = [isthmus, "preview", cwd, "--stack", "bench", "--config", `objects=${file}`];
      const ours: Command = { program: process.execPath, args, cwd, env };
      const peer = await pulumiPreview(project);

      // what is compiled or cached once is there before the first round
      await taken(ours);
      if (typeof peer !== "string") await taken(peer);
      const name = `preview of ${count} objects`;
      const times = await rounds(bench, { name, count: timeRounds }, both(ours, peer, taken));
      const memories = await rounds(
        bench,
        { name: `memory of a ${name}`, count: memoryRounds },
        both(ours, peer, async (command) => ({ memory: (await peakMemory(command)) / 1e6 })),
      );
      const missing = typeof peer === "string" ? peer : undefined;
      return [
        ...figures(times, { time: { unit: "s", aim: { of: "ours", atMost: 1.5 } }, processor: { unit: "s" } }, missing),
        ...figures(memories, { memory: { unit: "MB", aim: { of: "ours", atMost: 300 } } }, missing),
      ];
    },
  },
];

const both = <Sample>(ours: Command, peer: Command | string, measure: (command: Command) => Promise<Sample>) => ({
  ours: () => measure(ours),
  ...(typeof peer !== "string" && { peer: () => measure(peer) }),
});

/**
 * The same preview by `pulumi`; where it is not installed, what to do about it. It asks a server that refuses for
 * minutes, and gives up at once where there is no kubeconfig; ours calls that a mistake, and gives up on the server.
 */
async function pulumiPreview({ dir: cwd, file, ...project }: Project): Promise<Command | string> {
  if (!(await succeeds("pulumi", ["version"]))) return "pulumi is not on PATH; install it with its kubernetes plugin";
  const env = { ...project.env, KUBECONFIG: join(cwd, "no-kubeconfig") };
  await run("pulumi", ["stack", "init", "bench", "--non-interactive"], { cwd, env });
  await run("pulumi", ["config", "set", "objects", file, "--stack", "bench", "--non-interactive"], { cwd, env });
  return { program: "pulumi", args: ["preview", "--stack", "bench", "--non-interactive"], cwd, env };
}

/** A kubeconfig whose server never answers. */
function noCluster({ scratch }: Bench): string {
  const path = join(scratch, "no-cluster.kubeconfig");
  const named = (name: string, key: string, value: object) => [{ name, [key]: value }];
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "none",
      clusters: named("none", "cluster", { server: "https://127.0.0.1:1" }),
      users: named("none", "user", {}),
      contexts: named("none", "context", { cluster: "none", user: "none" }),
    }),
  );
  return path;
}
