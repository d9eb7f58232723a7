import { Op, parseUrn, type Step } from "../../engine/index.js";
import { changeLines } from "./changes.js";
import { coloured, SIGN } from "./op.js";
import type { Style } from "./style.js";

/** What others did to a stack's resources: expected on the left, found on the right, and who wrote it. */
export function driftText(steps: Step[], style: Style, dryRun: boolean): string {
  if (steps.length === 0) return "the cluster is as the state says\n";
  const gone = steps.filter(({ op }) => op === Op.Delete).length;
  const counts = [
    ...(steps.length > gone ? [`${steps.length - gone} changed`] : []),
    ...(gone > 0 ? [`${gone} gone`] : []),
  ];
  const done = dryRun
    ? "the state was left as it is"
    : "the state now says so; `isthmus up` makes it as the program asks";
  return [...steps.flatMap((step) => lines(step, style)), "", `${counts.join(", ")}: ${done}`, ""].join("\n");
}

function lines({ op, urn, changes, note }: Step, style: Style): string[] {
  const { type, name } = parseUrn(urn);
  const said = op === Op.Delete && note !== undefined ? `  ${style.dim(note)}` : "";
  return [
    ` ${coloured(style, op, `${SIGN[op].padEnd(2)}  ${type} ${name}`)}${said}`,
    ...changeLines(changes, style).map((line) => `       ${line}`),
  ];
}
