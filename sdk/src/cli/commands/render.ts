import type { Command } from "commander";
import { render, Verdict } from "../../engine/index.js";
import { trouble } from "../display/problems.js";
import { type ExitCode, exitCodeOf } from "../exit-code.js";
import { type CommonFlags, engineCommand, presentation } from "../flags.js";
import type { Terminal } from "../terminal.js";

export interface RenderFlags extends CommonFlags {
  out: string;
  includeSecrets?: boolean;
}

export const renderCommand = (): Command =>
  engineCommand("render", "write the program's Kubernetes objects as YAML; no cluster is asked")
    .requiredOption("-o, --out <dir>", "the directory to write")
    .option("--include-secrets", "write Secrets too, in clear");

/** Writes the program's Kubernetes objects as YAML. */
export async function runRender(dir: string, flags: RenderFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, style } = presentation(dir, flags, terminal, false);
  const outcome = await render({ ...options, out: flags.out, includeSecrets: flags.includeSecrets === true });
  if (outcome.verdict !== Verdict.Ok) {
    terminal.err(`${trouble(outcome, style).join("\n")}\nnothing was written\n`);
    return exitCodeOf[outcome.verdict];
  }
  const removed = outcome.removed.length === 0 ? "" : `, removed ${outcome.removed.length}`;
  terminal.out(`wrote ${outcome.written} file${outcome.written === 1 ? "" : "s"} to ${flags.out}${removed}\n`);
  if (outcome.leftOut.length > 0) {
    const list = outcome.leftOut.map((name) => `  ${name}`).join("\n");
    terminal.out(`left out, because they are secret (--include-secrets writes them):\n${list}\n`);
  }
  return exitCodeOf[outcome.verdict];
}
