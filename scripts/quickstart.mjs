// npm run quickstart [-- --down]: from a fresh clone to live traffic between two meshes, and the proof of it.
import { build, install, node, requireNode } from "./steps.mjs";

requireNode();
for (const prepare of [install, build]) {
  if (!prepare().ok) process.exit(1);
}
process.exit(node("quickstart", "tsx/dist/cli.mjs", ["tests/quickstart/main.ts", ...process.argv.slice(2)]).status);
