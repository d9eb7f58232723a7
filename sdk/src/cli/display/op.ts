import { Op } from "../../engine/index.js";
import type { Style } from "./style.js";

/** How a step is marked. The signs are Pulumi's. */
export const SIGN: Record<Op, string> = {
  [Op.Same]: " ",
  [Op.Create]: "+",
  [Op.Update]: "~",
  [Op.Replace]: "+-",
  [Op.Delete]: "-",
};

const DONE: Record<Op, string> = {
  [Op.Same]: "unchanged",
  [Op.Create]: "created",
  [Op.Update]: "updated",
  [Op.Replace]: "replaced",
  [Op.Delete]: "deleted",
};

const COLOUR: Record<Op, (style: Style) => (text: string) => string> = {
  [Op.Same]: (style) => style.dim,
  [Op.Create]: (style) => style.green,
  [Op.Update]: (style) => style.yellow,
  [Op.Replace]: (style) => style.magenta,
  [Op.Delete]: (style) => style.red,
};

/** The text in the colour of a step. */
export const coloured = (style: Style, op: Op, text: string): string => COLOUR[op](style)(text);

/** `2 to create, 1 unchanged` before a run, `2 created, 1 unchanged` after it. */
export function summaryLine(summary: Partial<Record<Op, number>>, done: boolean): string {
  const parts = Object.values(Op)
    .filter((op) => op !== Op.Same && (summary[op] ?? 0) > 0)
    .map((op) => (done ? `${summary[op]} ${DONE[op]}` : `${summary[op]} to ${op}`));
  const same = summary[Op.Same] ?? 0;
  if (same > 0) parts.push(`${same} ${DONE[Op.Same]}`);
  return parts.length === 0 ? "no changes" : parts.join(", ");
}
