import { ExitCode } from "./exit-code.js";

/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  out: (text: string) => void;
  /** Progress, warnings and problems: what is no part of the result. */
  err: (text: string) => void;
  /** True if somebody can answer a question. */
  interactive: boolean;
  ask: (question: string) => Promise<string>;
  /** All of standard input. */
  read: () => Promise<string>;
  /** The width of a line, for what is rewritten in place; undefined where nothing can be. */
  columns?: number;
}

/** True if a person can be asked: there is a terminal, and it is not that of a CI job (`CI` is set and not `false`). */
export const isInteractive = (terminal: boolean, { CI = "" }: NodeJS.ProcessEnv): boolean =>
  terminal && (CI === "" || CI === "false");

/** The terminal of this process. */
export const processTerminal = (): Terminal => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  interactive: isInteractive(process.stdin.isTTY && process.stdout.isTTY, process.env),
  async ask(question) {
    const { createInterface } = await import("node:readline/promises");
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(question);
    } finally {
      lines.close();
    }
  },
  async read() {
    const { text } = await import("node:stream/consumers");
    return text(process.stdin);
  },
  ...(process.stderr.isTTY === true ? { columns: process.stderr.columns } : {}),
});

/** Asks for a yes; without a terminal to ask, `--yes` is the only one. */
export async function confirmed(terminal: Terminal, question: string, yes: boolean): Promise<ExitCode | undefined> {
  if (yes) return undefined;
  if (!terminal.interactive) {
    terminal.err("✖ there is no terminal to ask for confirmation\n  → pass --yes\n");
    return ExitCode.Problems;
  }
  const answer = await terminal.ask(`${question} [yes/no] `);
  if (/^y(es)?$/i.test(answer.trim())) return undefined;
  terminal.err("nothing was changed\n");
  return ExitCode.Failed;
}
