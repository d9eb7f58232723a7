import type { Command } from "commander";
import { refresh, Verdict } from "../../engine/index.js";
import { digest } from "../digest.js";
import { driftText } from "../display/drift.js";
import { trouble } from "../display/problems.js";
import { ExitCode, exitCodeOf } from "../exit-code.js";
import { type CommonFlags, engineCommand, presentation, withJson } from "../flags.js";
import { stoppable } from "../stop.js";
import type { Terminal } from "../terminal.js";

export interface RefreshFlags extends CommonFlags {
  previewOnly?: boolean;
  expectNoChanges?: boolean;
}

export const refreshCommand = (): Command =>
  withJson(engineCommand("refresh", "make the state say what is in the cluster, and show what differs"))
    .option("--preview-only", "show what differs, and leave the state as it is")
    .option("--expect-no-changes", "fail if anything differs");

/** Updates the state from the cluster, and shows what differed. The cluster is not changed. */
export async function runRefresh(dir: string, flags: RefreshFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, style, json, diagnostics } = presentation(dir, flags, terminal, false);
  const dryRun = flags.previewOnly === true;
  const outcome = await stoppable(terminal, (signal) => refresh({ ...options, signal, dryRun }));
  if (json) terminal.out(`${JSON.stringify(digest(outcome, diagnostics), undefined, 2)}\n`);
  else if (outcome.verdict === Verdict.Ok) terminal.out(driftText(outcome.steps, style, dryRun));
  if (outcome.verdict !== Verdict.Ok && !json) terminal.err(`${trouble(outcome, style).join("\n")}\n`);
  const unexpected = flags.expectNoChanges === true && outcome.steps.length > 0;
  return outcome.verdict === Verdict.Ok && unexpected ? ExitCode.Failed : exitCodeOf[outcome.verdict];
}
