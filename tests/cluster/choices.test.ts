import { describe, expect, it } from "@jest/globals";
import { kindEnforcesNetworkPolicy } from "./kind.js";
import { progressLine } from "./progress.js";
import { isRecentGo } from "./support.js";
import { parseContexts } from "./user-cluster.js";

describe("parseContexts", () => {
  it("maps names to contexts, which may hold an equals sign", () => {
    expect([...parseContexts("shop=a, payments=b=c")]).toEqual([
      ["shop", "a"],
      ["payments", "b=c"],
    ]);
    expect(parseContexts("").size).toBe(0);
  });

  it.each(["shop", "shop=", "=a"])("refuses %j", (text) => {
    expect(() => parseContexts(text)).toThrow(/write name=context/);
  });
});

describe("isRecentGo", () => {
  it.each(["go1.25", "go1.26.8", "go2.0"])("takes %s", (version) => expect(isRecentGo(version)).toBe(true));
  it.each(["go1.19.8", "go1.24.13", "", "devel"])("refuses %j", (version) => expect(isRecentGo(version)).toBe(false));
});

describe("kindEnforcesNetworkPolicy", () => {
  it("is so from 0.24 on", () => {
    expect(kindEnforcesNetworkPolicy("kind v0.24.0 go1.22.6 linux/amd64")).toBe(true);
    expect(kindEnforcesNetworkPolicy("kind v0.23.0 go1.21.10 linux/amd64")).toBe(false);
    expect(kindEnforcesNetworkPolicy("unknown")).toBe(false);
  });
});

describe("progressLine", () => {
  it("shows time where there is one", () => {
    expect(progressLine({ step: "build kubelet", state: "done", seconds: 25.14 })).toBe("done  build kubelet (25.1 s)");
    expect(progressLine({ step: "build kubelet", state: "failed", detail: "no disk" })).toBe(
      "FAIL  build kubelet: no disk",
    );
  });
});
