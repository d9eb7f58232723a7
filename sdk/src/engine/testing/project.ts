import { symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { temporaryDirectory } from "./temporary-directory.js";

/** A Pulumi project in a temporary directory, with this repository's packages. */
export function temporaryProject(files: Record<string, string>): string {
  const dir = temporaryDirectory();
  const pulumi = dirname(createRequire(__filename).resolve("@pulumi/pulumi/package.json"));
  symlinkSync(dirname(dirname(pulumi)), join(dir, "node_modules"));
  const all = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "package.json": "{}", ...files };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(dir, name), text);
  return dir;
}
