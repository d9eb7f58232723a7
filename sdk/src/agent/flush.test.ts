import { describe, expect, it } from "@jest/globals";
import { flushLines, parseFlows } from "./flush.js";

const stale = (zone: number, id: string) => ({ id, zone, signature: "x" });

describe("parseFlows", () => {
  it("reads zone and mark of each line once, and passes over flows without", () => {
    expect(
      parseFlows(`udp 17 29 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 mark=2147483649 zone=7 use=1
tcp 6 299 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 [ASSURED] mark=2147483649 secctx=a zone=7 use=1
udp 17 29 src=10.0.0.1 dst=10.0.0.2 mark=0 use=1
`),
    ).toEqual([{ zone: 7, mark: 0x80000001 }]);
  });
});

describe("flushLines", () => {
  it("deletes by zone and mark", () => {
    expect(flushLines([stale(7, "0x80000001")])).toEqual(["-D -w 7 -m 0x80000001"]);
  });

  it("deletes only what is there, and spares the same mark in another zone", () => {
    const present = [
      { zone: 7, mark: 0x80000001 },
      { zone: 7, mark: 0x80000002 },
      { zone: 8, mark: 0x80000001 },
    ];
    expect(flushLines([stale(7, "0x80000001"), stale(9, "0x80000009")], present)).toEqual(["-D -w 7 -m 2147483649"]);
  });

  it("empties a zone of which nothing stays", () => {
    const present = [
      { zone: 7, mark: 1 },
      { zone: 7, mark: 2 },
    ];
    expect(flushLines([stale(7, "0x1"), stale(7, "0x2")], present)).toEqual(["-D -w 7"]);
  });
});
