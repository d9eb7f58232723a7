import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { importState, problem } from "../../engine/index.js";
import { ExitCode } from "../exit-code.js";
import { type CommonFlags, engineCommand, presentation, withJson } from "../flags.js";
import { confirmed, type Terminal } from "../terminal.js";

export interface ImportStateFlags extends CommonFlags {
  file?: string;
  yes?: boolean;
}

export const importStateCommand = (): Command =>
  withJson(engineCommand("import-state", "replace the stack's state by what `pulumi stack export` wrote"))
    .option("-f, --file <file>", "the exported state; standard input by default")
    .option("-y, --yes", "do not ask");

/** Takes over a state. */
export async function runImportState(dir: string, flags: ImportStateFlags, terminal: Terminal): Promise<ExitCode> {
  const { options, json } = presentation(dir, flags, terminal, false);
  const text = flags.file === undefined ? await terminal.read() : readExport(flags.file);
  const refused = await confirmed(terminal, `Replace the state of "${flags.stack}"?`, flags.yes === true);
  if (refused !== undefined) return refused;
  const resources = await importState({ ...options, text, source: flags.file ?? "(standard input)" });
  if (json) terminal.out(`${JSON.stringify({ resources: resources.map(({ urn }) => urn) }, undefined, 2)}\n`);
  else
    terminal.out(`${resources.length} resources are now in the state of "${flags.stack}"; isthmus preview compares\n`);
  return ExitCode.Ok;
}

function readExport(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const message = `the file cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    return problem("state.file", file, message, "name the file that `pulumi stack export --file` wrote");
  }
}
