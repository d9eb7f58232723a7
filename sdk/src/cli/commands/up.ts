import type { Command } from "commander";
import { preview, up, Verdict } from "../../engine/index.js";
import { digest } from "../digest.js";
import { doneText, previewText } from "../display/outcome.js";
import { trouble } from "../display/problems.js";
import { type ExitCode, exitCodeOf } from "../exit-code.js";
import {
  type CommonFlags,
  engineCommand,
  presentation,
  withForce,
  withJson,
  withRefresh,
  withTargets,
} from "../flags.js";
import { confirmed, type Terminal } from "../terminal.js";
import { stoppable } from "../stop.js";

export interface UpFlags extends CommonFlags {
  yes?: boolean;
  skipPreview?: boolean;
}

export const upCommand = (): Command =>
  withRefresh(
    withForce(
      withTargets(
        withJson(engineCommand("up", "make what the program asks for, and delete what it no longer asks for")),
      ),
    ),
  )
    .option("-y, --yes", "do not ask")
    .option("--skip-preview", "do not show a preview first");

/** Shows a preview, asks, and makes it so. */
export async function runUp(dir: string, flags: UpFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, tree, style, json, diagnostics } = presentation(dir, flags, terminal, true);
  if (flags.skipPreview !== true) {
    const planned = await preview({ ...options, requireCluster: true });
    if (planned.steps.length > 0) (json ? terminal.err : terminal.out)(previewText(planned, tree));
    if (planned.verdict !== Verdict.Ok) {
      if (json) terminal.out(`${JSON.stringify(digest(planned, diagnostics), undefined, 2)}\n`);
      terminal.err(`${trouble(planned, style).join("\n")}\nnothing was changed\n`);
      return exitCodeOf[planned.verdict];
    }
    diagnostics.length = 0;
  }
  const refused = await confirmed(terminal, "Do this?", flags.yes === true);
  if (refused !== undefined) return refused;
  const outcome = await stoppable(terminal, (signal) => up({ ...options, signal }));
  if (json) terminal.out(`${JSON.stringify(digest(outcome, diagnostics), undefined, 2)}\n`);
  else if (outcome.verdict === Verdict.Ok) terminal.out(doneText(outcome, tree));
  if (outcome.verdict !== Verdict.Ok) terminal.err(`${trouble(outcome, style).join("\n")}\n`);
  return exitCodeOf[outcome.verdict];
}
