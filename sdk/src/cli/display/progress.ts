import { type EngineEvent, Op, parseUrn, Severity, type Step } from "../../engine/index.js";
import type { Terminal } from "../terminal.js";
import { coloured, SIGN } from "./op.js";
import type { Style } from "./style.js";

export interface ProgressOptions {
  terminal: Terminal;
  style: Style;
  verbose: boolean;
  /** True if steps are taken and not only planned. */
  steps: boolean;
}

const LABEL: Record<Severity, string> = { debug: "debug", info: "info", warning: "warning", error: "error" };

/** Says on stderr what happens while it happens. What a terminal shows in its last line is rewritten in place. */
export function progress({ terminal, style, verbose, steps }: ProgressOptions) {
  const waiting = new Map<string, string>();
  const { columns } = terminal;
  const clear = () => columns !== undefined && waiting.size > 0 && terminal.err("\r\u001B[K");
  const draw = () => {
    const latest = [...waiting.values()].at(-1);
    if (columns !== undefined && latest !== undefined) terminal.err(style.dim(latest.slice(0, columns - 1)));
  };
  const line = (text: string) => {
    clear();
    terminal.err(`${text}\n`);
    draw();
  };
  return (event: EngineEvent): void => {
    if (event.kind === "output") return line(event.text.replace(/\n$/, ""));
    if (event.kind === "diagnostic") {
      const { severity, message, urn } = event.diagnostic;
      if (severity === Severity.Debug && !verbose) return;
      const about = urn === undefined || urn === "" ? "" : ` (${parseUrn(urn).name})`;
      return line(
        coloured(style, severity === Severity.Info ? Op.Same : Op.Update, `${LABEL[severity]}: ${message}${about}`),
      );
    }
    if (!steps) return;
    if (event.kind === "progress") {
      const { type, name } = parseUrn(event.urn);
      clear();
      waiting.set(event.urn, ` …   ${type} ${name}: ${event.message}`);
      if (columns === undefined) terminal.err(`${waiting.get(event.urn)}\n`);
      return draw();
    }
    clear();
    waiting.delete(event.step.urn);
    if (event.kind === "finished" && event.step.custom)
      terminal.err(`${stepLine(event.step, style)} ${style.dim(`(${event.seconds.toFixed(1)} s)`)}\n`);
    if (event.kind === "failed") terminal.err(`${stepLine(event.step, style)} ${style.red("failed")}\n`);
    draw();
  };
}

function stepLine({ op, urn }: Step, style: Style): string {
  const { type, name } = parseUrn(urn);
  return ` ${coloured(style, op, `${SIGN[op].padEnd(2)}  ${type} ${name}`)}`;
}
