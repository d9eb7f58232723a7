import type { Command } from "commander";
import { preview, Verdict } from "../../engine/index.js";
import { digest } from "../digest.js";
import { previewText } from "../display/outcome.js";
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
import type { Terminal } from "../terminal.js";

export const previewCommand = (): Command =>
  withRefresh(
    withForce(
      withTargets(withJson(engineCommand("preview", "show what `up` would do, and who could then reach what"))),
    ),
  );

/** Shows what `up` would do. */
export async function runPreview(dir: string, flags: CommonFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, tree, style, json, diagnostics } = presentation(dir, flags, terminal, false);
  const outcome = await preview(options);
  if (json) terminal.out(`${JSON.stringify(digest(outcome, diagnostics), undefined, 2)}\n`);
  else if (outcome.steps.length > 0) terminal.out(previewText(outcome, tree));
  if (outcome.verdict !== Verdict.Ok && !json) terminal.err(`${trouble(outcome, style).join("\n")}\n`);
  return exitCodeOf[outcome.verdict];
}
