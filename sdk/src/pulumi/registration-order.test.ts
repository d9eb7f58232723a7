import { describe, expect, it } from "@jest/globals";
import type * as pulumi from "@pulumi/pulumi";
import type { EmittedObject } from "../targets/emitted.js";
import { RegistrationOrder } from "./registration-order.js";

const resource = (name: string): pulumi.CustomResource => ({ name }) as unknown as pulumi.CustomResource;
const emitted = (kind: string, name: string, more: Partial<EmittedObject> = {}): EmittedObject => ({
  owner: { kind: "meshGateways", name: "edge" },
  id: name,
  cluster: "east",
  object: { apiVersion: "v1", kind, metadata: { name, ...(kind !== "Namespace" && { namespace: "shop" }) } },
  ...more,
});

/** Registers objects in turn, and says what each waits for, by name. */
function waits(...objects: EmittedObject[]): Record<string, string[]> {
  const order = new RegistrationOrder();
  return Object.fromEntries(
    objects.map((each) => {
      const before = order.before(each) as unknown as { name: string }[];
      order.add(each, resource(each.id));
      return [each.id, before.map(({ name }) => name)];
    }),
  );
}

describe("RegistrationOrder", () => {
  it("has a namespace before what stands in it, of the same cluster", () => {
    const here = emitted("ConfigMap", "config");
    const elsewhere = emitted("ConfigMap", "far", { cluster: "west" });
    expect(waits(emitted("Namespace", "shop"), here, elsewhere)).toEqual({ shop: [], config: ["shop"], far: [] });
  });

  it("has all of an owner before its Deployment, and nothing of another", () => {
    const other = emitted("Secret", "other", { owner: { kind: "meshGateways", name: "second" } });
    expect(waits(emitted("Secret", "own"), other, emitted("Deployment", "pods")).pods).toEqual(["own"]);
  });

  it("has what a target says, once, and nothing that comes later", () => {
    const first = emitted("Secret", "first");
    const then = emitted("Deployment", "then", { after: [first.object] });
    expect(waits(first, then).then).toEqual(["first"]);
    expect(() => waits(then, first)).toThrow(/Secret first comes after/);
  });

  it("has what the cluster asks for before it takes an object", () => {
    const mesh = emitted("Mesh", "mesh");
    const policy = emitted("MeshTimeout", "policy", { needs: mesh.object });
    expect(waits(mesh, policy)).toEqual({ mesh: [], policy: ["mesh"] });
    expect(() => waits(policy, mesh)).toThrow(/Mesh mesh comes after/);
  });
});
