import { Command, CommanderError } from "commander";
import { describeProblem } from "../model/problem.js";
import { problemsOf, Verdict } from "../engine/index.js";
import { cancelCommand, runCancel } from "./commands/cancel.js";
import { exportCommand, runExport } from "./commands/export.js";
import { importStateCommand, runImportState } from "./commands/import-state.js";
import { destroyCommand, runDestroy } from "./commands/destroy.js";
import { natApplyCommand, type NatApplyFlags, runNatApply } from "./commands/nat-apply.js";
import { natRemoveCommand, type NatRemoveFlags, runNatRemove } from "./commands/nat-remove.js";
import { natStatusCommand, type NatStatusFlags, runNatStatus } from "./commands/nat-status.js";
import { outputsCommand, runOutputs } from "./commands/outputs.js";
import { previewCommand, runPreview } from "./commands/preview.js";
import { refreshCommand, runRefresh } from "./commands/refresh.js";
import { renderCommand, runRender } from "./commands/render.js";
import { runUp, upCommand } from "./commands/up.js";
import { EXIT_CODES_HELP, ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";

const ABOUT = `Runs Pulumi programs of Isthmus without the pulumi CLI: a small local engine for Kubernetes objects and
Isthmus's own certificates. In production, and for every other provider, use pulumi; \`pulumi stack import\` takes over
the state.`;

/** Runs one command line and returns its exit code. Never throws. */
export async function isthmus(args: string[], terminal: Terminal): Promise<ExitCode> {
  let code: ExitCode = ExitCode.Ok;
  const acting =
    <F>(act: (dir: string, flags: F, terminal: Terminal) => Promise<ExitCode>) =>
    async (dir: string, flags: F): Promise<void> => {
      code = await act(dir, flags, terminal);
    };
  const program = new Command("isthmus").description(ABOUT).addHelpText("after", EXIT_CODES_HELP);
  const commands = [
    previewCommand().action(acting(runPreview)),
    upCommand().action(acting(runUp)),
    destroyCommand().action(acting(runDestroy)),
    refreshCommand().action(acting(runRefresh)),
    renderCommand().action(acting(runRender)),
    outputsCommand().action(acting(runOutputs)),
    exportCommand().action(acting(runExport)),
    importStateCommand().action(acting(runImportState)),
    cancelCommand().action(acting(runCancel)),
  ];
  const nat = new Command("nat").description("the gateway between VPCs, in this network namespace");
  const natCommands = [
    natApplyCommand().action(acting<NatApplyFlags>(runNatApply)),
    natStatusCommand().action(async (flags: NatStatusFlags) => void (code = await runNatStatus(flags, terminal))),
    natRemoveCommand().action(async (flags: NatRemoveFlags) => void (code = await runNatRemove(flags, terminal))),
  ];
  for (const command of [program, ...commands, nat, ...natCommands]) {
    command.exitOverride().configureOutput({ writeOut: terminal.out, writeErr: terminal.err });
  }
  for (const command of natCommands) nat.addCommand(command);
  for (const command of [...commands, nat]) program.addCommand(command);
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    return report(error, terminal, args.includes("--json"));
  }
}

function report(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Ok : ExitCode.Problems;
  const problems = problemsOf(error);
  if (problems !== undefined) {
    if (json) terminal.out(`${JSON.stringify({ result: Verdict.Problems, problems }, undefined, 2)}\n`);
    terminal.err(`${problems.map(describeProblem).join("\n")}\n`);
    return ExitCode.Problems;
  }
  terminal.err(`✖ ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return ExitCode.Failed;
}
