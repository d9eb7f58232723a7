import type { Command } from "commander";
import { revealed, Secret, stackOutputs, type Value } from "../../engine/index.js";
import { ExitCode } from "../exit-code.js";
import { type CommonFlags, engineCommand, presentation, withJson } from "../flags.js";
import type { Terminal } from "../terminal.js";

export interface OutputsFlags extends CommonFlags {
  showSecrets?: boolean;
}

export const outputsCommand = (): Command =>
  withJson(engineCommand("outputs", "print the stack's outputs, as the last `up` left them"))
    .alias("stack")
    .option("--show-secrets", "print secrets in clear");

/** Prints the stack's outputs. */
export async function runOutputs(dir: string, flags: OutputsFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, json } = presentation(dir, flags, terminal, false);
  const outputs = await stackOutputs(options);
  const shown = flags.showSecrets === true ? revealed(outputs) : outputs;
  if (json) terminal.out(`${JSON.stringify(shown, undefined, 2)}\n`);
  else
    for (const [name, value] of Object.entries(shown as Record<string, Value>))
      terminal.out(`${name}: ${text(value)}\n`);
  return ExitCode.Ok;
}

const text = (value: Value): string =>
  typeof value === "string" || value instanceof Secret ? String(value) : JSON.stringify(value, undefined, 2);
