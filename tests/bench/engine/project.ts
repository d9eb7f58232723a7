import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../../cluster/command.js";
import { timed } from "../../cluster/progress.js";
import type { Bench } from "../bench.js";
import { objects } from "./objects.js";

export const root = resolve(__dirname, "../../..");
/** The command line tool, to be run by Node. */
export const isthmus = join(root, "sdk/bin/isthmus.js");

let built: Promise<unknown> | undefined;

/** Where the objects of a project are. */
export const namespace = "bench-objects";

/** What users would install, compiled from the sources of today. */
export const ensureBuilt = ({ progress }: Bench): Promise<unknown> =>
  (built ??= timed(progress, "build isthmus", () =>
    run("npm", ["run", "build", "--silent", "-w", "sdk"], { cwd: root }),
  ));

/** A stack of its own for one case: a program, its objects as a file, and the environment of every command. */
export interface Project {
  dir: string;
  /** A List in JSON, which kubectl reads as well as the program. */
  file: string;
  /** Nothing of it touches the user's backend, stacks or clusters. */
  env: Record<string, string>;
}

/** A program that declares so many objects in a namespace. */
export function objectsProject({ scratch }: Bench, count: number, kubeconfig: string): Project {
  const dir = mkdtempSync(join(scratch, "objects-"));
  cpSync(resolve(__dirname, "../programs/objects"), dir, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
  mkdirSync(join(dir, "backend"));
  const file = join(dir, "objects.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects(count, namespace) }));
  return {
    dir,
    file,
    env: {
      KUBECONFIG: kubeconfig,
      PULUMI_BACKEND_URL: `file://${join(dir, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  };
}
