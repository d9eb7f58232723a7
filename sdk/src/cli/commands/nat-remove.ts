import { Command } from "commander";
import { requireNetAdmin } from "../../agent/kernel/privileges.js";
import { remove } from "../../agent/remove.js";
import { EXIT_CODES_HELP, ExitCode } from "../exit-code.js";
import type { Terminal } from "../terminal.js";

export interface NatRemoveFlags {
  json?: boolean;
}

export const natRemoveCommand = (): Command =>
  new Command("remove")
    .description("take away all that `nat apply` made in this network namespace")
    .option("--json", "print what was taken away as one JSON document")
    .addHelpText("after", EXIT_CODES_HELP);

/** Takes addresses, table, rules, routes and flows away. */
export async function runNatRemove(flags: NatRemoveFlags, terminal: Terminal): Promise<ExitCode> {
  await requireNetAdmin();
  const removed = await remove();
  if (flags.json === true) terminal.out(`${JSON.stringify(removed)}\n`);
  else if (!removed.table && removed.network.length === 0) terminal.out("there was nothing to take away\n");
  else {
    const { network, flushed } = removed;
    terminal.out(`removed the table, ${network.length} addresses, routes and rules, and ${flushed} flows\n`);
  }
  return ExitCode.Ok;
}
