import { describe, expect, it } from "@jest/globals";
import type { ProblemsError } from "../model/problem.js";
import { type AgentFlags, agentOptions } from "./options.js";
import { parseListen } from "./server.js";

function pathsOf(flags: AgentFlags): string[] {
  try {
    agentOptions("dir", flags);
    return [];
  } catch (error) {
    return (error as ProblemsError).problems.map(({ path }) => path);
  }
}

describe("agentOptions", () => {
  it("applies once and alone by default", () => {
    expect(agentOptions("dir", {})).toEqual({ directory: "dir", watch: false, cleanup: false, poll: 2000 });
  });

  it("reads a lease and a listener", () => {
    const flags = { watch: true, listen: "127.0.0.1:9465", lease: "shop/nat", identity: "pod-1" };
    expect(agentOptions("dir", flags)).toMatchObject({
      listen: { host: "127.0.0.1", port: 9465 },
      lease: { namespace: "shop", name: "nat", identity: "pod-1", seconds: 10 },
    });
  });

  it("finds every flag that is wrong at once", () => {
    expect(pathsOf({ watch: true, listen: "x", lease: "nat", poll: "0", leaseSeconds: "soon" })).toEqual([
      "--poll",
      "--lease-seconds",
      "--listen",
      "--lease",
    ]);
  });

  it("wants --watch with what needs an agent that goes on, and a name with a lease", () => {
    expect(pathsOf({ listen: ":1", lease: "a/b", identity: "x", cleanup: true })).toEqual([
      "--listen",
      "--lease",
      "--cleanup",
    ]);
    expect(pathsOf({ watch: true, lease: "a/b" })).toEqual(["--identity"]);
  });
});

describe("parseListen", () => {
  it.each([
    [":9465", { port: 9465 }],
    ["[::1]:80", { host: "::1", port: 80 }],
    ["localhost:80", { host: "localhost", port: 80 }],
    ["80", undefined],
    ["host:99999", undefined],
  ])("reads %s", (text, listen) => {
    expect(parseListen(text)).toEqual(listen);
  });
});
