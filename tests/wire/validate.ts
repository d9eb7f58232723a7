import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError, run } from "../cluster/command.js";
import { ensureEnvoy } from "../cluster/index.js";

/** What Envoy says against a configuration; undefined where it takes it. */
export async function refusal(config: unknown): Promise<string | undefined> {
  const binary = await ensureEnvoy();
  const directory = mkdtempSync(join(tmpdir(), "isthmus-validate-"));
  try {
    const file = join(directory, "envoy.json");
    writeFileSync(file, JSON.stringify(config));
    await run(binary, ["--mode", "validate", "-c", file, "--log-level", "error"], { timeoutMs: 60_000 });
    return undefined;
  } catch (error) {
    if (error instanceof CommandError) return error.output;
    throw error;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
