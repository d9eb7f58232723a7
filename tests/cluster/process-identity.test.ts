import { describe, expect, it } from "@jest/globals";
import { parseStat } from "./process-identity.js";

const stat = (name: string, state: string) =>
  `42 (${name}) ${state} 1 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 1000 10`;

describe("parseStat", () => {
  it("tells a process by number and start", () => {
    expect(parseStat(42, stat("kubelet", "S"))).toEqual({ pid: 42, startedAt: "98765" });
  });

  it("is not misled by a name with spaces and parentheses", () => {
    expect(parseStat(42, stat("a) S 1 (b", "R"))).toEqual({ pid: 42, startedAt: "98765" });
  });

  it("counts a zombie as ended", () => {
    expect(parseStat(42, stat("kubelet", "Z"))).toBeUndefined();
  });
});
