import { Op, parseUrn, type Step } from "../../engine/index.js";
import { changeLines, inputLines } from "./changes.js";
import { coloured, SIGN } from "./op.js";
import type { Style } from "./style.js";

export interface TreeOptions {
  style: Style;
  /** Show unchanged resources, default providers and the inputs of new resources too. */
  verbose: boolean;
}

interface Row {
  step: Step;
  /** The lines that lead to the row, such as `│  └─ `. */
  lead: string;
  /** What leads to the lines below the row. */
  below: string;
}

/** The steps as a tree: each under its parent, with the properties that change under it. */
export function treeLines(steps: Step[], { style, verbose }: TreeOptions): string[] {
  const rows = layOut(verbose ? steps : interesting(steps));
  const typeWidth = Math.max(4, ...rows.map(({ lead, step }) => lead.length + step.type.length));
  const nameWidth = Math.max(4, ...rows.map(({ step }) => parseUrn(step.urn).name.length));
  if (rows.length === 0) return [];
  const heading = `     ${"Type".padEnd(typeWidth)}  ${"Name".padEnd(nameWidth)}  Plan`;
  return [style.bold(heading), ...rows.flatMap((row) => rowLines(row, typeWidth, nameWidth, style, verbose))];
}

function rowLines(
  { step, lead, below }: Row,
  typeWidth: number,
  nameWidth: number,
  style: Style,
  verbose: boolean,
): string[] {
  const { op, urn, type, note, replaces } = step;
  const plan = op === Op.Same ? "" : coloured(style, op, op);
  const forced = replaces.length === 0 ? "" : ` ${style.dim(`(${replaces.join(", ")})`)}`;
  const said = note === undefined ? "" : ` ${style.dim(`(${note})`)}`;
  const columns = `${lead}${type}`.padEnd(typeWidth) + `  ${parseUrn(urn).name.padEnd(nameWidth)}`;
  const first = ` ${coloured(style, op, SIGN[op].padEnd(2))}  ${columns}  ${plan}${forced}${said}`.trimEnd();
  const details =
    op === Op.Create && verbose
      ? [...inputLines(step.inputs)].map((line) => style.green(`+ ${line}`))
      : changeLines(step.changes, style);
  return [first, ...details.map((line) => `     ${style.dim(below)}  ${line}`)];
}

/** What changes, what has something to say, and the ancestors of both. */
function interesting(steps: Step[]): Step[] {
  const byUrn = new Map(steps.map((step) => [step.urn, step]));
  const wanted = new Set<Step>();
  for (const step of steps) {
    if (step.op === Op.Same || isDefaultProvider(step)) continue;
    for (let at: Step | undefined = step; at !== undefined && !wanted.has(at); at = byUrn.get(at.parent ?? ""))
      wanted.add(at);
  }
  return steps.filter((step) => wanted.has(step));
}

const isDefaultProvider = ({ urn, parent }: Step): boolean =>
  parent === undefined && /::pulumi:providers:[^:]+::default/.test(urn);

function layOut(steps: Step[]): Row[] {
  const known = new Set(steps.map(({ urn }) => urn));
  const children = new Map<string, Step[]>();
  for (const step of steps) {
    const parent = step.parent !== undefined && known.has(step.parent) ? step.parent : "";
    children.set(parent, [...(children.get(parent) ?? []), step]);
  }
  const rows: Row[] = [];
  const place = (step: Step, lead: string, below: string): void => {
    const inner = children.get(step.urn) ?? [];
    rows.push({ step, lead, below: below + (inner.length > 0 ? "│" : " ") });
    inner.forEach((child, i) => {
      const last = i === inner.length - 1;
      place(child, `${below}${last ? "└─ " : "├─ "}`, `${below}${last ? "   " : "│  "}`);
    });
  };
  for (const root of children.get("") ?? []) place(root, "", "");
  return rows;
}
