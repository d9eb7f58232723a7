import { describe, expect, it } from "@jest/globals";
import type { MeshTarget } from "../model/target.js";
import { installedApi } from "./installed-apis.js";
import { planFabric } from "./plan.js";
import { meshTargets } from "./registry.js";
import { fabricOn } from "./testing/field-example.js";

/** The groups that every cluster has. */
const builtIn = /^(?:v1$|(?:apps|autoscaling|policy)\/|(?:networking|rbac\.authorization)\.k8s\.io\/)/;

const targets = Object.entries(meshTargets).flatMap(([kind, { supports }]) =>
  Object.keys(supports).map((version) => ({ kind, ...(version !== "" && { version }) }) as MeshTarget),
);

describe("what brings the kinds that targets need", () => {
  it.each(targets)("is said of each that $kind $version emits", (target) => {
    const { objects } = planFabric("test", fabricOn(target));
    const foreign = [...new Set(objects.map(({ object }) => object.apiVersion))].filter((api) => !builtIn.test(api));
    expect(foreign.length > 0).toBe(target.kind !== "standalone");
    for (const apiVersion of foreign) {
      expect([apiVersion, installedApi(apiVersion)?.of]).toEqual([apiVersion, expect.stringContaining(target.kind)]);
    }
  });

  it("is said of Hedgehog's gateway", () => {
    expect(installedApi("gateway.githedgehog.com/v1alpha1")?.of).toContain("hedgehog");
  });

  it("is not said of what Kubernetes or others bring", () => {
    expect([installedApi("v1"), installedApi("apps/v1"), installedApi("example.com/v1")]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });
});
