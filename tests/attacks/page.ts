import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Result } from "./attack.js";
import type { FamilyResult } from "./run.js";

const file = resolve(__dirname, "../../docs/security.md");
const begin = "<!-- attacks: written by the run of tests/attacks -->";
const end = "<!-- attacks end -->";

/** The table that the page shows now. */
export function shownTable(): string {
  return parts()[1];
}

/** Puts another table into the page. */
export function showTable(table: string): void {
  const [before, , after] = parts();
  writeFileSync(file, `${before}${begin}\n\n${table}\n\n${end}${after}`);
}

function parts(): [string, string, string] {
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${file} lost its markers`);
  return [text.slice(0, from), text.slice(from + begin.length, to).trim(), text.slice(to + end.length)];
}

/** All families as Markdown. Nothing in it differs from run to run: no times, ports or addresses. */
export function attackTable(families: FamilyResult[]): string {
  const count = families.reduce((sum, { results }) => sum + results.length, 0);
  return [`${count} attacks and controls.`, ...families.map(familyTable)].join("\n\n");
}

const familyTable = ({ family, results }: FamilyResult): string =>
  [
    `### ${family.name}`,
    "",
    family.about,
    "",
    "| id | tried | expected | came | reached a service | from |",
    "|---|---|---|---|---|---|",
    ...results.map(row),
  ].join("\n");

const row = ({ id, attack, verdict, reached }: Result): string => {
  const { what, source = "", expected, reaches } = attack;
  const awaited = reaches === undefined ? expected : `${expected}, reaches`;
  return `| ${[id, what, awaited, verdict, reached === "" ? "no" : code(reached), source].map(cell).join(" | ")} |`;
};

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll(/[\r\n]+/g, " ");
