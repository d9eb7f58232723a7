import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { meshTargets } from "../sdk/src/targets/registry.ts";
import { supportPage } from "../sdk/src/targets/support/support-table.ts";

writeFileSync(resolve(import.meta.dirname, "../docs/targets.md"), supportPage(meshTargets));
