import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { messageOf, refuse } from "../model/problem.js";

/** A Pulumi project: its name, its program, and the configuration that every stack starts from. */
export interface Project {
  /** Where `Pulumi.yaml` is. */
  root: string;
  name: string;
  /** The file of the program. */
  entry: string;
  /** Where the program's file is; its working directory. */
  directory: string;
  config: Record<string, unknown>;
}

const ENTRIES = ["index.js", "index.mjs", "index.cjs", "index.ts", "index.mts", "index.cts"];

/** Reads the project in a directory, or says what is missing. */
export function readProject(dir: string): Project {
  const root = resolve(dir);
  const file = ["Pulumi.yaml", "Pulumi.yml"].map((name) => join(root, name)).find((path) => existsSync(path));
  if (file === undefined) {
    refuse("project.missing", root, "there is no Pulumi.yaml here", "name the directory of a Pulumi program");
  }
  const manifest = readYaml(file);
  const { name, runtime, main, config } = manifest;
  if (typeof name !== "string" || name === "") {
    refuse("project.name", `${file}: name`, "a project has a name", "add a line such as `name: shop`");
  }
  checkRuntime(runtime, file);
  const entry = entryOf(resolve(root, typeof main === "string" ? main : "."), file);
  return { root, name, entry, directory: dirname(entry), config: isObject(config) ? config : {} };
}

/** A YAML file that holds a record; a problem names the line that does not parse. */
export function readYaml(file: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(readFileSync(file, "utf8"));
  } catch (error) {
    refuse("project.yaml", file, `not valid YAML: ${messageOf(error).split("\n")[0]}`);
  }
  if (content === null || content === undefined) return {};
  if (!isObject(content)) refuse("project.yaml", file, "the file must hold a record of settings");
  return content;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function checkRuntime(runtime: unknown, file: string): void {
  const name = isObject(runtime) ? runtime["name"] : runtime;
  if (name === "nodejs") return;
  const said = typeof name === "string" ? `"${name}"` : "missing";
  refuse(
    "project.runtime",
    `${file}: runtime`,
    `the runtime is ${said}, and the local engine runs only nodejs`,
    "run the program with `pulumi`",
  );
}

/** As `pulumi` finds it: the file itself, package.json's `main`, or an index file. */
function entryOf(path: string, file: string): string {
  const missing = (what: string) =>
    refuse("project.entry", `${file}: main`, what, "set `main` in Pulumi.yaml or package.json, or add an index.ts");
  if (!existsSync(path)) missing(`${path} does not exist`);
  if (statSync(path).isFile()) return path;
  const main = packageMain(path);
  const candidates = [...(main === undefined ? [] : [main, `${main}.js`, `${main}.ts`]), ...ENTRIES];
  const found = candidates
    .map((name) => resolve(path, name))
    .find((name) => existsSync(name) && statSync(name).isFile());
  return found ?? missing(`there is no program in ${path} (${ENTRIES.map((name) => basename(name)).join(", ")})`);
}

function packageMain(directory: string): string | undefined {
  const manifest = join(directory, "package.json");
  if (!existsSync(manifest)) return undefined;
  try {
    const { main } = JSON.parse(readFileSync(manifest, "utf8")) as { main?: unknown };
    return typeof main === "string" ? main : undefined;
  } catch (error) {
    refuse("project.package", manifest, `not valid JSON: ${messageOf(error)}`);
  }
}
