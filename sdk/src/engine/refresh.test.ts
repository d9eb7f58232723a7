import { describe, expect, it } from "@jest/globals";
import { refresh } from "./index.js";
import { Verdict } from "./outcome.js";
import { type Script, TestStack } from "./testing/stack.js";
import { Secret } from "./value.js";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const SETTINGS = "default/settings";

const settings = (data: Record<string, string>) => async (p: Script) =>
  void (await p.resource(CONFIG_MAP, "settings", { metadata: { name: "settings" }, data }));
const step = ({ steps }: { steps: { urn: string; op: string; note?: string; changes: object[] }[] }) => {
  const found = steps.find(({ urn }) => urn.endsWith("::settings"));
  return found && { op: found.op, changes: found.changes, ...(found.note === undefined ? {} : { note: found.note }) };
};

async function stackWith(data: Record<string, string>): Promise<TestStack> {
  const stack = new TestStack();
  expect((await stack.up(settings(data))).verdict).toBe(Verdict.Ok);
  return stack;
}

describe("what happened to an object outside", () => {
  it("is planned for: what is gone will be created again", async () => {
    const stack = await stackWith({ a: "1" });
    await stack.cluster.delete({ apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "settings" });
    expect(step(await stack.preview(settings({ a: "1" })))).toEqual({
      op: "create",
      changes: [],
      note: "it is gone from the cluster",
    });
    expect((await stack.up(settings({ a: "1" }))).verdict).toBe(Verdict.Ok);
    expect(stack.cluster.find("ConfigMap", SETTINGS)).toMatchObject({ data: { a: "1" } });
  });

  it("is planned for: what was removed will be set again", async () => {
    const stack = await stackWith({ a: "1", b: "2" });
    stack.cluster.edit("kubectl-edit", "ConfigMap", SETTINGS, "data.b", undefined);
    expect(step(await stack.preview(settings({ a: "1", b: "2" })))).toEqual({
      op: "update",
      changes: [{ path: "data.b", kind: "add", after: "2" }],
      note: "changed in the cluster by others",
    });
    await stack.up(settings({ a: "1", b: "2" }));
    expect(stack.cluster.find("ConfigMap", SETTINGS)).toMatchObject({ data: { a: "1", b: "2" } });
    expect(step(await stack.preview(settings({ a: "1", b: "2" })))?.op).toBe("same");
  });

  it("is a conflict that names the other where the other owns the field now, unless it is to be ignored", async () => {
    const stack = await stackWith({ a: "1" });
    stack.cluster.edit("kubectl-edit", "ConfigMap", SETTINGS, "data.a", "9");
    const { problems } = await stack.preview(settings({ a: "1" }));
    expect(problems.map(({ code }) => code)).toEqual(["kubernetes.conflict"]);
    expect(problems[0]?.message).toContain("kubectl-edit");
    const ignoring = await stack.preview(async (p) => {
      const inputs = { metadata: { name: "settings" }, data: { a: "1" } };
      await p.resource(CONFIG_MAP, "settings", inputs, { ignoreChanges: ["data.a"] });
    });
    expect([ignoring.verdict, step(ignoring)?.op]).toEqual([Verdict.Ok, "same"]);
  });

  it("is nothing where others wrote fields that are not ours, or our own values", async () => {
    const stack = await stackWith({ a: "1" });
    stack.cluster.edit("kubectl-edit", "ConfigMap", SETTINGS, "data.theirs", "9");
    stack.cluster.edit("kubectl-edit", "ConfigMap", SETTINGS, "data.a", "1");
    expect(step(await stack.preview(settings({ a: "1" })))).toEqual({ op: "same", changes: [] });
    expect((await refresh(stack.options)).steps).toEqual([]);
  });
});

describe("refresh", () => {
  it("says field, expected, found and who wrote it, and keeps that in the state", async () => {
    const stack = await stackWith({ a: "1", b: "2" });
    stack.cluster.edit("kubectl-edit", "ConfigMap", SETTINGS, "data.a", "9");
    stack.cluster.edit("kubectl-edit", "ConfigMap", SETTINGS, "data.b", undefined);
    const expected = {
      op: "update",
      changes: [
        { path: "data.a", kind: "update", before: "1", after: "9", by: "kubectl-edit" },
        { path: "data.b", kind: "delete", before: "2" },
      ],
      note: "changed in the cluster by kubectl-edit, others",
    };
    expect(step(await refresh({ ...stack.options, dryRun: true }))).toEqual(expected);
    expect(step(await refresh(stack.options))).toEqual(expected);
    expect((await refresh(stack.options)).steps).toEqual([]);
  });

  it("forgets what is gone, so that nothing is left to delete", async () => {
    const stack = await stackWith({ a: "1" });
    await stack.cluster.delete({ apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "settings" });
    expect(step(await refresh(stack.options))?.op).toBe("delete");
    expect(step(await stack.up(() => Promise.resolve()))).toBeUndefined();
  });

  it("takes an object of the same name with another uid for another object", async () => {
    const stack = await stackWith({ a: "1" });
    stack.cluster.write("somebody", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings", namespace: "default" },
    });
    expect(step(await refresh(stack.options))).toMatchObject({ op: "delete", note: "another object has its name" });
  });

  it("shows no secret that others wrote", async () => {
    const stack = new TestStack();
    await stack.up(async (p) => {
      const inputs = { metadata: { name: "token" }, stringData: new Secret({ token: "hunter2-before" }) };
      await p.resource("kubernetes:core/v1:Secret", "token", inputs);
    });
    const found = Buffer.from("hunter2-after").toString("base64");
    stack.cluster.edit("kubectl-edit", "Secret", "default/token", "data.token", found);
    const outcome = await refresh(stack.options);
    const printed = JSON.stringify([outcome, stack.events]);
    expect(outcome.steps[0]?.changes.map(({ path, by }) => [path, by])).toEqual([["stringData.token", "kubectl-edit"]]);
    for (const secret of ["hunter2", found]) expect(printed).not.toContain(secret);
  });

  it("fails where no cluster answers, and leaves the state as it is", async () => {
    const stack = await stackWith({ a: "1" });
    stack.cluster.down = true;
    expect((await refresh(stack.options)).verdict).toBe(Verdict.Failed);
    stack.cluster.down = false;
    expect(step(await stack.preview(settings({ a: "1" })))?.op).toBe("same");
  });
});

it("a preview with refresh also looks at what the program no longer has", async () => {
  const stack = await stackWith({ a: "1" });
  await stack.cluster.delete({ apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "settings" });
  expect(step(await stack.preview(() => Promise.resolve()))?.op).toBe("delete");
  stack.options.refresh = true;
  expect(step(await stack.preview(() => Promise.resolve()))).toBeUndefined();
});
