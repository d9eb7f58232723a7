import type { Command } from "commander";
import { exportState } from "../../engine/index.js";
import { ExitCode } from "../exit-code.js";
import { type CommonFlags, engineCommand, presentation, withJson } from "../flags.js";
import type { Terminal } from "../terminal.js";

export const exportCommand = (): Command =>
  withJson(engineCommand("export", "print the stack's state as `pulumi stack import` reads it; secrets stay sealed"));

/** Prints the stack's state. */
export async function runExport(dir: string, flags: CommonFlags, terminal: Terminal): Promise<ExitCode> {
  const { options } = presentation(dir, flags, terminal, false);
  terminal.out(`${JSON.stringify(await exportState(options), undefined, 4)}\n`);
  return ExitCode.Ok;
}
