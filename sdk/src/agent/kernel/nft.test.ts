import { describe, expect, it } from "@jest/globals";
import { parseCounters, parseElements, refusal } from "./nft.js";

describe("refusal", () => {
  it("shows the piece of the script that nft points at, not the line of thousands", () => {
    const script = `table ip isthmus { }\nadd element ip isthmus via { ${"1 : 2, ".repeat(5000)}3 : x }\n`;
    const at = script.split("\n")[1]?.indexOf("3 : x") ?? 0;
    const err = `/dev/shm/x.nft:2:${at + 1}-${at + 5}: Error: Could not resolve hostname\n${script}`;
    expect(refusal(err, script)).toBe('Could not resolve hostname at "3 : x"');
  });

  it("is in nft's own words where it points at nothing, and never empty", () => {
    expect(refusal("netlink: Error: cache initialization failed\n", "")).toBe(
      "netlink: Error: cache initialization failed",
    );
    expect(refusal("", "")).toBe("nft gave no reason");
  });
});

describe("what nft lists", () => {
  it("has elements with and without comment and counter", () => {
    const elem = [5, { elem: { val: 6, comment: "x", counter: { packets: 1, bytes: 2 } } }];
    expect(parseElements(JSON.stringify({ nftables: [{ metainfo: {} }, { set: { elem } }] }))).toEqual([
      { key: 5, packets: 0, bytes: 0 },
      { key: 6, comment: "x", packets: 1, bytes: 2 },
    ]);
    expect(parseElements(JSON.stringify({ nftables: [{ set: {} }] }))).toEqual([]);
  });

  it("has counters of other tables, which are none of ours", () => {
    const counter = { name: "no_route", packets: 1, bytes: 2, handle: 3 };
    const nftables = [{ counter: { ...counter, table: "isthmus" } }, { counter: { ...counter, table: "filter" } }];
    expect(parseCounters(JSON.stringify({ nftables }))).toEqual([{ name: "no_route", packets: 1, bytes: 2 }]);
  });
});
