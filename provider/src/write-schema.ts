import { writeFileSync } from "node:fs";
import { format } from "prettier";
import { analyzePackage } from "./analyze.js";
import { schemaFile } from "./package.js";

/** `npm run schema`: after a change of the components' arguments. */
async function writeSchema(): Promise<void> {
  const text = await format(JSON.stringify(analyzePackage()), { parser: "json", printWidth: 120 });
  writeFileSync(schemaFile, text);
}

void writeSchema();
