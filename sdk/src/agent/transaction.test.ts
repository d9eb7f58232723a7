import { describe, expect, it } from "@jest/globals";
import type { Configuration } from "./configuration.js";
import { changeTable, wholeTable } from "./transaction.js";

const vpc = (id: number, device: string) => ({
  name: device,
  id,
  interface: device,
  address: "169.254.1.1/32",
  routes: [],
});

describe("wholeTable", () => {
  it("replaces the table, with the elements and what the agent remembers", () => {
    const passage = { id: "0x80000001", zone: 7, signature: "aa", route: "r", expose: "e", direction: "forward" };
    const configuration: Configuration = {
      hash: "0123456789abcdef",
      gateway: { version: 1, name: "nat", vpcs: [vpc(5, "net1")] },
      ruleset: "table ip isthmus { }",
      elementFiles: new Map([
        [
          "a",
          {
            name: "a",
            elements: new Map([
              ["via 1", "2"],
              ["passages 3", ""],
            ]),
            passages: new Map([[passage.id, passage]]),
          },
        ],
      ]),
    };
    expect(wholeTable(configuration)).toBe(`add table ip isthmus
delete table ip isthmus
table ip isthmus { }
add table ip6 isthmus
delete table ip6 isthmus
table ip6 isthmus {
  chain prerouting { type filter hook prerouting priority -300; iifname "net1" drop; }
  chain postrouting { type filter hook postrouting priority -300; oifname "net1" drop; }
}
table ip isthmus {
  set isthmus_applied { type mark; }
  set isthmus_attachments { type mark; }
  set isthmus_passages { type mark; }
}
add element ip isthmus via { 1 : 2 }
add element ip isthmus passages { 3 }
add element ip isthmus isthmus_applied { 0x01234567 comment "0123456789abcdef" }
add element ip isthmus isthmus_attachments { 5 comment "net1 169.254.1.1/32" }
add element ip isthmus isthmus_passages { 0x80000001 comment "7 aa" }
`);
  });
});

describe("changeTable", () => {
  it("removes before it adds, and only if the configuration before is in force", () => {
    const change = changeTable({
      removed: ["via 1", "via 2"],
      added: [["via 1", "9"]],
      before: { hash: "1111111100000000", vpcs: [vpc(5, "net1"), vpc(6, "net2")] },
      after: { hash: "2222222200000000", vpcs: [vpc(5, "net1"), vpc(6, "net3")] },
      passages: {
        removed: [{ id: "0x80000001", zone: 7, signature: "aa" }],
        added: [{ id: "0x80000001", zone: 7, signature: "bb" }],
      },
    });
    expect(change).toBe(`delete element ip isthmus isthmus_applied { 0x11111111 }
delete element ip isthmus via { 1, 2 }
delete element ip isthmus isthmus_passages { 0x80000001 }
delete element ip isthmus isthmus_attachments { 6 }
add element ip isthmus via { 1 : 9 }
add element ip isthmus isthmus_passages { 0x80000001 comment "7 bb" }
add element ip isthmus isthmus_attachments { 6 comment "net3 169.254.1.1/32" }
add element ip isthmus isthmus_applied { 0x22222222 comment "2222222200000000" }
`);
  });

  it("adds many elements in several statements", () => {
    const added = Array.from({ length: 12_000 }, (_, n): [string, string] => [`via ${n}`, "1"]);
    const side = { hash: "1111111100000000", vpcs: [] };
    const text = changeTable({ removed: [], added, before: side, after: side, passages: { removed: [], added: [] } });
    expect(text.match(/^add element ip isthmus via /gm)).toHaveLength(3);
    expect(text.match(/ : 1\b/g)).toHaveLength(12_000);
  });
});
