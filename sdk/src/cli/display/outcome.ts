import { changeSummary, type Outcome } from "../../engine/index.js";
import { changeLines } from "./changes.js";
import { connectivityLines } from "./connectivity.js";
import { summaryLine } from "./op.js";
import { treeLines, type TreeOptions } from "./tree.js";

/** A preview for people: the tree, the stack's outputs, the change of reach, and how much of each. */
export function previewText(outcome: Outcome, options: TreeOptions): string {
  const { style } = options;
  const outputs = changeLines(outcome.outputChanges, style).map((line) => `     ${line}`);
  return [
    ...treeLines(outcome.steps, options),
    ...(outputs.length === 0 ? [] : ["", style.bold("Outputs"), ...outputs]),
    ...connectivityLines(outcome.connectivity, style),
    "",
    `${style.bold("Resources")}: ${summaryLine(changeSummary(outcome.steps), false)}`,
    "",
  ].join("\n");
}

/** What a finished run says after its progress. */
export function doneText({ steps, outputs }: Outcome, { style }: TreeOptions): string {
  const names = Object.keys(outputs).filter((name) => name !== "connectivity");
  const exported =
    names.length === 0 ? "" : `\n${style.bold("Outputs")}: ${names.join(", ")} (isthmus outputs shows them)`;
  return `${style.bold("Resources")}: ${summaryLine(changeSummary(steps), true)}${exported}\n`;
}
