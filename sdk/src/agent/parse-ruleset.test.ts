import { describe, expect, it } from "@jest/globals";
import { countingSets, rulesetProblems, slowSets } from "./parse-ruleset.js";

const messages = (text: string): string[] => [...rulesetProblems(text)].map(({ message }) => message);

describe("rulesetProblems", () => {
  it("takes one block of our table, with braces in it, in comments and in strings", () => {
    expect(messages('# }\ntable ip isthmus {\n  chain x { iifname { "a}", "b" } drop } # }\n}\n')).toEqual([]);
  });

  it.each([
    ["another table", "table ip filter { }"],
    ["another table besides", "table ip isthmus { }\ntable ip filter { }"],
    ["a statement before", "flush ruleset\ntable ip isthmus { }"],
    ["a statement after", "table ip isthmus { }; delete table ip filter"],
    ["a brace too few", "table ip isthmus { chain x { }"],
    ["a brace too many", "table ip isthmus { } }"],
    ["nothing", ""],
  ])("refuses %s", (_, text) => {
    expect(messages(text)).toHaveLength(1);
  });

  it("refuses files that it would include, and the agent's own sets", () => {
    expect(messages('table ip isthmus { include "/etc/x" }')).toEqual(["includes another file"]);
    expect(messages("table ip isthmus { set isthmus_applied { type mark; } }")).toEqual([
      "names isthmus_applied, which is the agent's own set",
    ]);
  });
});

describe("the sets of a ruleset", () => {
  const ruleset = `table ip isthmus {
    set passages { type mark; counter; }
    set flagged { type mark . ipv4_addr
      flags interval
      counter
    }
    map parts { typeof meta mark . ip saddr : meta priority; flags interval; }
    map ranges { type ipv4_addr : mark; flags interval; }
    map exact { type mark . ipv4_addr : interval ipv4_addr; }
    counter passages_all { }
  }`;

  it("count packets where their definition says so", () => {
    expect(countingSets(ruleset)).toEqual(["passages", "flagged"]);
  });
});

describe("slowSets", () => {
  it("are those of intervals over several fields", () => {
    expect(
      slowSets(`table ip isthmus {
      map parts { typeof meta mark . ip saddr : meta priority; flags interval; }
      map ranges { type ipv4_addr : mark; flags interval; }
      map exact { type mark . ipv4_addr : mark; }
    }`),
    ).toEqual(["parts"]);
  });
});
