import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { exists } from "../cluster/files.js";
import { buildLocal } from "../cluster/go-build.js";
import { binariesRoot } from "../cluster/paths.js";

const sources = resolve(__dirname, "prober");

/** The prober's path; built where the cache has none of these sources. */
export async function ensureProber(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of (await readdir(sources)).sort()) hash.update(name).update(await readFile(join(sources, name)));
  const path = join(binariesRoot(), `prober-${hash.digest("hex").slice(0, 16)}`, "prober");
  if (!(await exists(path))) await buildLocal(sources, ".", path);
  return path;
}
