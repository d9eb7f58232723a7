import { Command } from "commander";
import { applyOnce, isApplied, runAgent } from "../../agent/agent.js";
import { describeApplied } from "../../agent/describe-applied.js";
import { agentFlags, type AgentFlags, agentOptions } from "../../agent/options.js";
import { ProblemsError } from "../../model/problem.js";
import { EXIT_CODES_HELP, ExitCode } from "../exit-code.js";
import { isRendered, withGatewayDirectory } from "../rendered-gateway.js";
import { stoppable } from "../stop.js";
import type { Terminal } from "../terminal.js";

export interface NatApplyFlags extends AgentFlags {
  gateway?: string;
  json?: boolean;
}

export function natApplyCommand(): Command {
  const command = new Command("apply")
    .description("bring a rendered NAT gateway into force in this network namespace")
    .argument("<dir>", "the directory of gateway.json, or one that `isthmus render` wrote");
  for (const { name, value, text } of agentFlags) {
    command.option(value === undefined ? `--${name}` : `--${name} <${value}>`, text);
  }
  return command
    .option("--gateway <name>", "of several gateways that were rendered, this one")
    .option("--json", "print what changed as JSON, with --watch a line for each change")
    .addHelpText("after", EXIT_CODES_HELP);
}

/** Applies a directory, once or until it is stopped. */
export async function runNatApply(dir: string, flags: NatApplyFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.watch === true && isRendered(dir)) {
    const hint = "leave --watch out, or name a directory with the files of the gateway's ConfigMaps";
    const message = "manifests are not followed, only the files of a gateway are";
    throw new ProblemsError([{ code: "nat.watch", path: dir, message, hint }]);
  }
  return withGatewayDirectory(dir, flags.gateway, (directory) => applyDirectory(directory, flags, terminal));
}

async function applyDirectory(dir: string, flags: NatApplyFlags, terminal: Terminal): Promise<ExitCode> {
  const options = agentOptions(dir, flags);
  const log = (text: string): void => terminal.err(`${text}\n`);
  const print = (result: object, text: string): void =>
    terminal.out(flags.json === true ? `${JSON.stringify(result)}\n` : `${text}\n`);
  if (options.watch) {
    const applied = (result: Parameters<typeof describeApplied>[0]): void => print(result, describeApplied(result));
    await stoppable(terminal, (signal) => runAgent(options, { log, applied }, signal));
    return ExitCode.Ok;
  }
  const { result, reasons, warnings } = await applyOnce(options, { log });
  for (const reason of reasons) log(reason);
  if (!isApplied(result)) {
    if (flags.json === true) terminal.out(`${JSON.stringify({ refused: result })}\n`);
    terminal.err(
      `✖ ${result.words}\n  → configuration ${result.hash} was refused; what was in force before still is\n`,
    );
    return ExitCode.Failed;
  }
  print({ ...result, reasons, warnings }, describeApplied(result));
  return reasons.length === 0 ? ExitCode.Ok : ExitCode.Failed;
}
