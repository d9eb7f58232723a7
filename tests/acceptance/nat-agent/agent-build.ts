import { transformFileSync } from "@swc/core";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const source = resolve(__dirname, "../../../sdk/src");

/** The agent as JavaScript, of the sources as they are now, in a folder without any node_modules. */
export function buildAgent(): { main: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "isthmus-agent-"));
  const files = readdirSync(join(source, "agent"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => join("agent", file));
  for (const file of [...files, "model/problem.ts"]) {
    const { code } = transformFileSync(join(source, file), {
      swcrc: false,
      jsc: { target: "es2023", parser: { syntax: "typescript" } },
      module: { type: "commonjs" },
    });
    const target = join(folder, file.replace(/\.ts$/, ".js"));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code);
  }
  return { main: join(folder, "agent/main.js"), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
