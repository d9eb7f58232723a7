import { parseArgs } from "node:util";
import { describeProblem, ProblemsError } from "../model/problem.js";
import { applyOnce, isApplied, runAgent } from "./agent.js";
import { describeApplied } from "./describe-applied.js";
import { agentFlags, type AgentFlags, agentOptions } from "./options.js";
import { remove } from "./remove.js";
import { describeStatus, kernelStatus } from "./status.js";

const USAGE = `usage: apply DIR [flags] | status | remove

${agentFlags.map(({ name, value, text }) => `  ${`--${name}${value === undefined ? "" : ` <${value}>`}`.padEnd(28)} ${text}`).join("\n")}
`;

/** The entry point of the image: nothing but Node, nft, ip and conntrack. */
async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      help: { type: "boolean" },
      ...Object.fromEntries(
        agentFlags.map(({ name, value }) => [name, { type: value === undefined ? "boolean" : "string" } as const]),
      ),
    },
  });
  const [command, directory] = positionals;
  if (values["help"] === true) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (command === "status") process.stdout.write(describeStatus(await kernelStatus()));
  else if (command === "remove") await remove();
  else if (command === "apply" && directory !== undefined) return apply(directory, camelCased(values));
  else {
    process.stderr.write(USAGE);
    return 2;
  }
  return 0;
}

async function apply(directory: string, flags: AgentFlags): Promise<number> {
  const options = agentOptions(directory, flags);
  if (!options.watch) {
    const { result, reasons } = await applyOnce(options, { log });
    for (const reason of reasons) log(reason);
    log(isApplied(result) ? describeApplied(result) : `refused ${result.hash}: ${result.words}`);
    return isApplied(result) && reasons.length === 0 ? 0 : 1;
  }
  const controller = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => controller.abort());
  await runAgent(options, { log, applied: (result) => log(describeApplied(result)) }, controller.signal);
  return 0;
}

const camelCased = (values: Record<string, unknown>): AgentFlags =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

const log = (text: string): void => void process.stderr.write(`${new Date().toISOString()} ${text}\n`);

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const known = error instanceof ProblemsError;
    process.stderr.write(`${known ? error.problems.map(describeProblem).join("\n") : String(error)}\n`);
    process.exit(known || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true ? 2 : 1);
  },
);
