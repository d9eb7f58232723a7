import { ChangeKind, isRecord, Op, type PropertyChange, Secret, Unknown, type Value } from "../../engine/index.js";
import { coloured } from "./op.js";
import type { Style } from "./style.js";

const LONGEST = 100;

const OP_OF: Record<ChangeKind, Op> = {
  [ChangeKind.Add]: Op.Create,
  [ChangeKind.Delete]: Op.Delete,
  [ChangeKind.Update]: Op.Update,
};

/** One line a changed property: `~ spec.replicas: 2 -> 3`. */
export function changeLines(changes: PropertyChange[], style: Style): string[] {
  return changes.map(({ path, kind, before, after, replace, by }) => {
    const forced = replace === true ? style.magenta("  (forces a replacement)") : "";
    const whose = by === undefined ? "" : style.dim(`  (by ${by})`);
    return coloured(style, OP_OF[kind], `${sign[kind]} ${path}: ${values[kind](before, after)}`) + forced + whose;
  });
}

const sign: Record<ChangeKind, string> = { [ChangeKind.Add]: "+", [ChangeKind.Delete]: "-", [ChangeKind.Update]: "~" };

const values: Record<ChangeKind, (before?: Value, after?: Value) => string> = {
  [ChangeKind.Add]: (_, after) => shown(after),
  [ChangeKind.Delete]: (before) => shown(before),
  [ChangeKind.Update]: (before, after) =>
    before === undefined
      ? shown(after)
      : after instanceof Secret
        ? "[secret] changed"
        : `${shown(before)} -> ${shown(after)}`,
};

/** A value in one short line. Nothing inside a secret is shown. */
export function shown(value: Value | undefined): string {
  if (value instanceof Secret) return "[secret]";
  if (value instanceof Unknown) return "(known after up)";
  if (value === undefined) return "";
  const text = isRecord(value) || Array.isArray(value) ? JSON.stringify(value, asText) : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

const asText = (_: string, value: unknown): unknown => (value instanceof Unknown ? "(known after up)" : value);

/** The inputs of a new resource, a line a leaf. */
export function* inputLines(value: Value, path = ""): Iterable<string> {
  if (isRecord(value) && Object.keys(value).length > 0) {
    for (const [key, inner] of Object.entries(value)) yield* inputLines(inner, path === "" ? key : `${path}.${key}`);
  } else if (Array.isArray(value) && value.length > 0) {
    for (const [i, inner] of value.entries()) yield* inputLines(inner, `${path}[${i}]`);
  } else yield `${path}: ${shown(value)}`;
}
