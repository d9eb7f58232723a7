import type { Problem } from "../model/problem.js";
import { type ElementFile, ownSets, type Passage } from "./configuration.js";
import { elementLine, passageLine } from "./grammar.js";
import { fileProblem, shown } from "./problems.js";

const reserved = new Set<string>(Object.values(ownSets));
/** More of them say nothing new. */
const mostProblems = 20;

/** Reads one file of elements, line by line; each line that is none is a problem with its number. */
export function parseElements(name: string, text: string, problems: Problem[]): ElementFile {
  const elements = new Map<string, string>();
  const passages = new Map<string, Passage>();
  let found = 0;
  const refuse = (line: number, message: string, hint: string): void => {
    found++;
    if (found <= mostProblems) problems.push(fileProblem("element", `${name}: line ${line}`, message, hint));
  };
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  for (const [index, line] of lines.entries()) {
    if (line.startsWith("@")) {
      const passage = parsePassage(line);
      if (passage === undefined) refuse(index + 1, `${shown(line)} is no passage`, passageHint);
      else if (passages.has(passage.id)) refuse(index + 1, `passage ${passage.id} is there twice`, onceHint);
      else passages.set(passage.id, passage);
      continue;
    }
    const [, set, key, value = ""] = elementLine.exec(line) ?? [];
    if (set === undefined || key === undefined) {
      refuse(index + 1, `${shown(line)} is no element`, elementHint);
      continue;
    }
    const path = `${set} ${key}`;
    if (reserved.has(set)) refuse(index + 1, `the set ${set} is the agent's own`, "give the set another name");
    else if (elements.has(path)) refuse(index + 1, `element ${shown(path)} is there twice`, onceHint);
    else elements.set(path, value);
  }
  if (found > mostProblems) {
    problems.push(fileProblem("element", name, `${found - mostProblems} more lines are wrong`, elementHint));
  }
  return { name, elements, passages };
}

function parsePassage(line: string): Passage | undefined {
  const [, id, zone, signature, route, expose, direction] = passageLine.exec(line) ?? [];
  if (id === undefined || signature === undefined || Number(zone) < 1 || Number(zone) > 65535) return undefined;
  return {
    id: `0x${id.toLowerCase().padStart(8, "0")}`,
    zone: Number(zone),
    signature,
    route: route ?? "",
    expose: expose ?? "",
    direction: direction ?? "",
  };
}

const elementHint = "a line is `SET KEY` or `SET KEY : VALUE`, of addresses, blocks, ranges, numbers and verdicts";
const passageHint = "a line is `@passage ID ZONE SIGNATURE ROUTE EXPOSE DIRECTION`, the zone from 1 to 65535";
const onceHint = "render the directory again; an element stands in one line of one file";
