import { describe, expect, it } from "@jest/globals";
import { linkerFlags, wrapperGoMod } from "./go-module.js";

const upstream = `module k8s.io/kubernetes

go 1.24.0

godebug default=go1.24

require (
	github.com/x/y v1.2.3
	k8s.io/api v0.0.0
)

tool (
	github.com/a/b
)

replace (
	k8s.io/api => ./staging/src/k8s.io/api
	github.com/x/y => github.com/z/y v1.2.4
)

replace k8s.io/one => ../one
`;
const kubernetes = { name: "kubernetes", path: "k8s.io/kubernetes", version: "v1.34.4", programs: {} };

describe("wrapperGoMod", () => {
  const wrapper = wrapperGoMod(upstream, { ...kubernetes, stagingVersion: "v0.34.4" });

  it("turns replacements by a folder into the staging version", () => {
    expect(wrapper).toContain("\tk8s.io/api => k8s.io/api v0.34.4\n");
    expect(wrapper).toContain("replace k8s.io/one => k8s.io/one v0.34.4\n");
  });

  it("keeps pins, Go version and replacements by another module", () => {
    expect(wrapper).toContain("go 1.24.0\n");
    expect(wrapper).toContain("github.com/x/y v1.2.3");
    expect(wrapper).toContain("github.com/x/y => github.com/z/y v1.2.4");
  });

  it("is a module of its own that requires the original", () => {
    expect(wrapper).toMatch(/^module isthmus\.test\/build\/kubernetes\n/);
    expect(wrapper).toMatch(/require k8s\.io\/kubernetes v1\.34\.4\n$/);
    expect(wrapper).not.toContain("tool (");
  });

  it("drops replacements by a folder where no staging version is given", () => {
    const plain = wrapperGoMod(upstream, kubernetes);
    expect(plain).not.toContain("./staging");
    expect(plain).not.toContain("k8s.io/one");
  });
});

describe("linkerFlags", () => {
  it("orders stamps by name", () => {
    expect(linkerFlags({ stamps: { "b.V": "2", "a.V": "1" } })).toBe("-s -w -X a.V=1 -X b.V=2");
  });
});
