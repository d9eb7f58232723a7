import type { Problem } from "../model/problem.js";
import { ownSets, TABLE } from "./configuration.js";
import { fileProblem, shown } from "./problems.js";

const file = "ruleset.nft";
const hint = `the file is one block \`table ${TABLE} { … }\`, so that nothing else of the host is touched`;

/** Checks that a ruleset is our table's one block; what is in it is for nft to judge. */
export function* rulesetProblems(text: string): Iterable<Problem> {
  const bare = withoutStrings(text);
  let depth = 0;
  let outside = "";
  for (const character of bare) {
    if (character === "{") {
      if (depth === 0) outside += "{";
      depth++;
    } else if (character === "}") {
      depth--;
      if (depth < 0) break;
      if (depth === 0) outside += "}";
    } else if (depth === 0) outside += character;
  }
  const words = outside.replace(/[\s;]+/g, " ").trim();
  if (depth !== 0 || !/^table ip isthmus ?\{\}$/.test(words)) {
    yield fileProblem("ruleset", file, `says ${shown(words)} outside of braces`, hint);
  }
  const included = /\binclude\b/.exec(bare);
  if (included !== null) yield fileProblem("ruleset", file, "includes another file", hint);
  for (const name of Object.values(ownSets)) {
    if (bare.includes(name)) yield fileProblem("ruleset", file, `names ${name}, which is the agent's own set`, hint);
  }
}

/** The sets whose elements count packets: `counter` stands in their definition. */
export const countingSets = (ruleset: string): string[] => setsWhere(ruleset, /(^|[\s;])counter(?=[\s;]|$)/);

/**
 * The sets and maps of intervals over several fields. To remove one element the kernel walks over those before it: up
 * to 80 ms at 10,000 elements (Linux 6.18, nft_pipapo_remove).
 */
export const slowSets = (ruleset: string): string[] => setsWhere(ruleset, /^(?=.*\binterval\b).*\S\s+\.\s+\S/s);

const setsWhere = (ruleset: string, body: RegExp): string[] =>
  [...withoutStrings(ruleset).matchAll(/\b(?:set|map)\s+([A-Za-z_][\w-]*)\s*\{([^}]*)\}/g)].flatMap(
    ([, name, text = ""]) => (name !== undefined && body.test(text) ? [name] : []),
  );

/** Without what braces and words mean nothing in. */
const withoutStrings = (text: string): string => text.replace(/"[^"\n]*"|#[^\n]*/g, "");
