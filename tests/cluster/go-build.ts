import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "./command.js";
import { exists, writeWhole } from "./files.js";
import { moduleSource } from "./go-download.js";
import { linkerFlags, wrapperGoMod, type GoModule } from "./go-module.js";
import { binariesRoot, cacheRoot } from "./paths.js";
import { timed } from "./progress.js";
import type { Progress } from "./test-cluster.js";

const environment = { CGO_ENABLED: "0", GOFLAGS: "-mod=mod", GOWORK: "off" };

/** Builds what the cache does not hold and returns the path of each program. */
export async function ensurePrograms<P extends string>(
  module: GoModule & { programs: Record<P, string> },
  progress: Progress,
  wanted: readonly P[] = Object.keys(module.programs) as P[],
): Promise<Record<P, string>> {
  const paths = Object.fromEntries(wanted.map((name) => [name, programPath(module, name)])) as Record<P, string>;
  const missing: P[] = [];
  for (const name of wanted) if (!(await exists(paths[name]))) missing.push(name);
  if (missing.length === 0) {
    progress({ step: `${module.name} ${module.version}`, state: "cached" });
    return paths;
  }

  const workspace = await timed(progress, `download ${module.name} ${module.version}`, () => prepareWorkspace(module));
  // One after the other: the Go tool fills both cores by itself, and each program reuses the packages of the last.
  for (const name of missing) {
    await timed(progress, `build ${name}`, () => build(workspace, module, module.programs[name], paths[name]));
  }
  return paths;
}

/** Where the cache keeps a program, built or not. */
export const programPath = (module: GoModule, program: string) =>
  join(binariesRoot(), `${module.name}-${module.version}-${recipe(module)}`, program);

/** Builds one package of a module in the repository. */
export async function buildLocal(folder: string, pkg: string, target: string): Promise<void> {
  await goBuild(folder, ["-trimpath", "-ldflags", linkerFlags({})], pkg, target, { CGO_ENABLED: "0", GOWORK: "off" });
}

async function prepareWorkspace(module: GoModule): Promise<string> {
  const { path, version, name } = module;
  const workspace = join(cacheRoot(), "src", `${name}-${version}`);
  await mkdir(workspace, { recursive: true });
  const source = await moduleSource(path, version);
  await writeFile(join(workspace, "go.mod"), wrapperGoMod(await readFile(join(source, "go.mod"), "utf8"), module));
  // The module cache is read-only, and so would be a copy, to which the Go tool must add.
  await writeFile(join(workspace, "go.sum"), await readFile(join(source, "go.sum")));
  return workspace;
}

const build = (workspace: string, module: GoModule, pkg: string, target: string) =>
  goBuild(workspace, ["-trimpath", "-ldflags", linkerFlags(module)], pkg, target, environment);

const goBuild = (cwd: string, flags: string[], pkg: string, target: string, env: Record<string, string>) =>
  writeWhole(target, (partial) => run("go", ["build", ...flags, "-o", partial, pkg], { cwd, env }));

const recipe = (module: GoModule) =>
  createHash("sha256")
    .update(JSON.stringify([module.path, module.stagingVersion, linkerFlags(module), environment]))
    .digest("hex")
    .slice(0, 8);
