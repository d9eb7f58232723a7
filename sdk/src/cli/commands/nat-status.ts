import { Command } from "commander";
import { requireNetAdmin } from "../../agent/kernel/privileges.js";
import { describeStatus, kernelStatus } from "../../agent/status.js";
import { EXIT_CODES_HELP, ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

export interface NatStatusFlags {
  json?: boolean;
}

export const natStatusCommand = (): Command =>
  new Command("status")
    .description("show the NAT gateway of this network namespace, as the kernel has it")
    .option("--json", "print it as one JSON document")
    .addHelpText("after", EXIT_CODES_HELP);

/** Shows what is in force, agent or not. */
export async function runNatStatus(flags: NatStatusFlags, terminal: Terminal): Promise<ExitCode> {
  await requireNetAdmin();
  const status = await kernelStatus();
  terminal.out(flags.json === true ? `${JSON.stringify(status, undefined, 2)}\n` : describeStatus(status));
  return ExitCode.Ok;
}
