import Table from "cli-table3";
import type { Row } from "./row.js";

const columns = ["row", "ours", "peer", "unit", "ratio", "spread", "n", "aim"];

/** The rows for people, and below them why some have no figure. */
export function table(rows: readonly Row[]): string {
  const shown = new Table({ head: columns, style: { head: [], border: [] }, colAligns: ["left", "right", "right"] });
  for (const { name, ours, peer, unit, ratio, spread, n, aim, met } of rows) {
    const verdict = met === undefined ? "" : met ? " met" : " MISSED";
    shown.push([name, figure(ours), figure(peer), unit, figure(ratio), range(spread), n, `${aim ?? ""}${verdict}`]);
  }
  const reasons = rows.flatMap(({ name, reason }) => (reason === undefined ? [] : [`${name}: ${reason}`]));
  return [shown.toString(), ...reasons].join("\n");
}

/** Three digits that count. */
const figure = (value: number | null): string =>
  value === null ? "-" : Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);

const range = (of: [number, number] | null): string => (of === null ? "-" : of.map(figure).join(" .. "));
