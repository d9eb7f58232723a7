import type { Command } from "commander";
import { destroy, Verdict } from "../../engine/index.js";
import { digest } from "../digest.js";
import { doneText, previewText } from "../display/outcome.js";
import { trouble } from "../display/problems.js";
import { ExitCode, exitCodeOf } from "../exit-code.js";
import { type CommonFlags, engineCommand, presentation, withJson, withTargets } from "../flags.js";
import { stoppable } from "../stop.js";
import { confirmed, type Terminal } from "../terminal.js";

export interface DestroyFlags extends CommonFlags {
  yes?: boolean;
}

export const destroyCommand = (): Command =>
  withTargets(withJson(engineCommand("destroy", "delete everything in the stack; the program is not run"))).option(
    "-y, --yes",
    "do not ask",
  );

/** Deletes everything in the stack, after showing it and asking. */
export async function runDestroy(dir: string, flags: DestroyFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, tree, style, json, diagnostics } = presentation(dir, flags, terminal, true);
  const planned = await destroy({ ...options, dryRun: true, requireCluster: true });
  if (planned.verdict === Verdict.Ok && planned.steps.length === 0 && !json) {
    terminal.out(`the stack "${flags.stack}" is empty\n`);
    return ExitCode.Ok;
  }
  (json ? terminal.err : terminal.out)(previewText(planned, tree));
  if (planned.verdict !== Verdict.Ok) {
    terminal.err(`${trouble(planned, style).join("\n")}\nnothing was changed\n`);
    return exitCodeOf[planned.verdict];
  }
  const refused = await confirmed(terminal, `Delete all of "${flags.stack}"?`, flags.yes === true);
  if (refused !== undefined) return refused;
  const outcome = await stoppable(terminal, (signal) => destroy({ ...options, signal }));
  if (json) terminal.out(`${JSON.stringify(digest(outcome, diagnostics), undefined, 2)}\n`);
  else if (outcome.verdict === Verdict.Ok) terminal.out(doneText(outcome, tree));
  if (outcome.verdict !== Verdict.Ok) terminal.err(`${trouble(outcome, style).join("\n")}\n`);
  return exitCodeOf[outcome.verdict];
}
