import { mkdir } from "node:fs/promises";
import { run } from "./command.js";
import { cacheRoot } from "./paths.js";

/** The folder of a module's files, read-only, downloaded where Go's own cache does not hold it. */
export async function moduleSource(path: string, version: string): Promise<string> {
  // anywhere but in a module, whose pins would have a say
  const cwd = cacheRoot();
  await mkdir(cwd, { recursive: true });
  const answer = await run("go", ["mod", "download", "-json", `${path}@${version}`], { cwd, env: { GOWORK: "off" } });
  return (JSON.parse(answer) as { Dir: string }).Dir;
}
