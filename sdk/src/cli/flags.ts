import { Command, Option } from "commander";
import { type Diagnostic, type EngineEvent, parseConfigFlags, type StackOptions } from "../engine/index.js";
import { progress } from "./display/progress.js";
import { style, wantsColours } from "./display/style.js";
import { EXIT_CODES_HELP } from "./exit-code.js";
import type { Terminal } from "./terminal.js";

/** The flags that every command of the engine takes. */
export interface CommonFlags {
  stack: string;
  config: string[];
  color: boolean;
  verbose: boolean;
  json?: boolean;
  parallel: number;
  forceConflicts?: boolean;
  refresh?: boolean;
  target?: string[];
}

/** A command with those flags and the directory as its argument. */
export const engineCommand = (name: string, description: string): Command =>
  new Command(name)
    .description(description)
    .argument("[dir]", "the directory of Pulumi.yaml", ".")
    .option("-s, --stack <name>", "the stack", "dev")
    .option("-c, --config <key=value>", "a configuration value; may be repeated", collect, [])
    .option("--no-color", "no colours")
    .option("-v, --verbose", "show unchanged resources and every input", false)
    .addOption(new Option("--parallel <n>", "how many resources are worked on at once").default(16).argParser(Number))
    .addHelpText("after", EXIT_CODES_HELP);

/** The flag for results that machines read. */
export const withJson = (command: Command): Command =>
  command.option("--json", "print the result as one JSON document");

/** The flag for a run that is about some resources only. */
export const withTargets = (command: Command): Command =>
  command.option("-t, --target <urn|name>", "only this resource; may be repeated", collect, []);

/** The flag for fields that other managers own. */
export const withForce = (command: Command): Command =>
  command.option("--force-conflicts", "take fields over from other field managers");

/** The flag that has every resource of the state looked at first. */
export const withRefresh = (command: Command): Command =>
  command.option("--refresh", "look at everything in the state first, not only at what the program registers");

/** How a run shows itself: options for the engine, the style, and the diagnostics it has collected. */
export function presentation(dir: string, flags: CommonFlags, terminal: Terminal, steps: boolean) {
  const json = flags.json === true;
  const painted = style(wantsColours(flags.color && !json, terminal.columns !== undefined));
  const diagnostics: Diagnostic[] = [];
  const show = progress({ terminal, style: painted, verbose: flags.verbose, steps });
  const on = (event: EngineEvent): void => {
    if (event.kind === "diagnostic") diagnostics.push(event.diagnostic);
    show(event);
  };
  const options: StackOptions = {
    dir,
    stack: flags.stack,
    config: parseConfigFlags(flags.config),
    parallel: flags.parallel,
    forceConflicts: flags.forceConflicts === true,
    refresh: flags.refresh === true,
    targets: flags.target ?? [],
    on,
  };
  return { options, style: painted, tree: { style: painted, verbose: flags.verbose }, diagnostics, json };
}

const collect = (value: string, all: string[]): string[] => [...all, value];
