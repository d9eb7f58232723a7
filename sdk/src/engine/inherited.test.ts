import { describe, expect, it } from "@jest/globals";
import { withInherited } from "./inherited.js";
import { customResource } from "./registration.js";
import type { ResourceState } from "./state/resource.js";
import { TestStack } from "./testing/stack.js";

const parent = { protect: true, retainOnDelete: true, deletedWith: "urn:cluster" } as ResourceState;
const child = customResource("kubernetes:core/v1:ConfigMap", "child", {});

describe("a resource below another", () => {
  it("is protected, retained and deleted with what its parent is", () => {
    expect(withInherited(child, parent)).toMatchObject({
      protect: true,
      retainOnDelete: true,
      deletedWith: "urn:cluster",
    });
  });

  it("keeps what it says itself", () => {
    const own = { ...child, protect: false, retainOnDelete: false, deletedWith: "urn:other" };
    expect(withInherited(own, parent)).toEqual(own);
  });

  it.each([
    ["no parent", undefined],
    ["a parent without any", {} as ResourceState],
  ])("has nothing from %s", (_, none) => {
    expect(withInherited(child, none)).toEqual(child);
  });

  it("has it from its parent's parent", async () => {
    const stack = new TestStack();
    await stack.up(async (program) => {
      const outer = await program.component("isthmus:index:Fabric", "outer", { retainOnDelete: true });
      const inner = await program.component("isthmus:index:Mesh", "inner", { parent: outer.urn });
      await program.resource("kubernetes:core/v1:ConfigMap", "kept", configMap("kept"), { parent: inner.urn });
      await program.resource("kubernetes:core/v1:ConfigMap", "lost", configMap("lost"));
    });
    await stack.up(() => Promise.resolve());
    expect(stack.cluster.find("ConfigMap", "default/kept")).toBeDefined();
    expect(stack.cluster.find("ConfigMap", "default/lost")).toBeUndefined();
  });
});

const configMap = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
