import type { Command } from "commander";
import { cancel, lockSentence } from "../../engine/index.js";
import { ExitCode } from "../exit-code.js";
import { type CommonFlags, engineCommand, presentation, withJson } from "../flags.js";
import { confirmed, type Terminal } from "../terminal.js";

export interface CancelFlags extends CommonFlags {
  yes?: boolean;
}

export const cancelCommand = (): Command =>
  withJson(
    engineCommand("cancel", "take the stack's lock away from a run that ended, or that another host has"),
  ).option("-y, --yes", "do not ask");

/** Takes a lock away. A run that still goes on here is refused. */
export async function runCancel(dir: string, flags: CancelFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, json } = presentation(dir, flags, terminal, false);
  const question = "Take the lock away? A run that still goes on elsewhere would change the stack at the same time.";
  const refused = await confirmed(terminal, question, flags.yes === true);
  if (refused !== undefined) return refused;
  const owner = cancel(options);
  if (json) terminal.out(`${JSON.stringify({ removed: owner ?? null }, undefined, 2)}\n`);
  else if (owner === undefined) terminal.out(`nobody works on the stack "${flags.stack}"\n`);
  else terminal.out(`the lock is gone: ${lockSentence(owner)}\n`);
  return ExitCode.Ok;
}
