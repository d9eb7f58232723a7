import { describe, expect, it } from "@jest/globals";
import { rmSync } from "node:fs";
import { Verdict } from "./outcome.js";
import { type Script, TestStack } from "./testing/stack.js";
import type { Properties } from "./value.js";

const CONFIG_MAP = "kubernetes:core/v1:ConfigMap";
const metadata = { name: "settings", namespace: "default" };

const settings =
  (data: Properties, more: object = {}) =>
  async (p: Script) =>
    void (await p.resource(CONFIG_MAP, "cm", { metadata, data }, more));

/** A stack in whose cluster others have made the object already. */
function stackBeside(data: object, more: object = {}): TestStack {
  const stack = new TestStack(more);
  stack.cluster.write("helm", { apiVersion: "v1", kind: "ConfigMap", metadata, data });
  return stack;
}
const dataIn = ({ cluster }: TestStack) => cluster.find("ConfigMap", "default/settings")?.["data"];
const notes = ({ steps }: Awaited<ReturnType<TestStack["up"]>>) => steps.flatMap(({ note }) => note ?? []);

describe("an object that others made", () => {
  it.each([
    ["says the same", { a: "1" }],
    ["says something else", { a: "2" }],
    ["says something besides", { b: "2" }],
  ])("and that %s is refused by name, in preview and in up, and stays as it is", async (_, data) => {
    const stack = stackBeside(data);
    for (const command of [stack.preview, stack.up]) {
      const { verdict, problems } = await command(settings({ a: "1" }));
      expect([verdict, problems.map(({ code }) => code)]).toEqual([Verdict.Problems, ["kubernetes.object-exists"]]);
      expect(problems[0]?.message).toBe(
        'ConfigMap default/settings exists already, and this stack did not make it: "helm" did',
      );
      expect(problems[0]?.hint).toContain('`import: "default/settings"`');
    }
    expect(dataIn(stack)).toEqual(data);
  });

  it("is refused where it is a Namespace", async () => {
    const stack = new TestStack();
    stack.cluster.write("kubectl-create", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    const namespace = { metadata: { name: "shop" } };
    const outcome = await stack.up(
      async (p) => void (await p.resource("kubernetes:core/v1:Namespace", "n", namespace)),
    );
    expect(outcome.problems[0]).toMatchObject({ code: "kubernetes.object-exists", path: "Namespace shop" });
  });

  it("is refused where it took the place of ours", async () => {
    const stack = new TestStack();
    await stack.up(settings({ a: "1" }));
    stack.cluster.write("helm", { apiVersion: "v1", kind: "ConfigMap", metadata: { ...metadata }, data: { a: "1" } });
    expect((await stack.up(settings({ a: "1" }))).problems[0]?.code).toBe("kubernetes.object-exists");
  });

  it("is found among many", async () => {
    const stack = stackBeside({ a: "1" });
    const { problems } = await stack.preview(async (p) => {
      for (const name of ["a", "b", "c", "d", "e"]) await p.resource(CONFIG_MAP, name, { metadata: { name } });
      await settings({ a: "1" })(p);
    });
    expect(problems.map(({ path }) => path)).toEqual(["ConfigMap default/settings"]);
  });

  it("is taken over by force, with a note", async () => {
    const stack = stackBeside({ a: "2" }, { forceConflicts: true });
    const outcome = await stack.up(settings({ a: "1" }));
    expect([outcome.verdict, notes(outcome)]).toEqual([Verdict.Ok, ['it exists already, made by "helm": taken over']]);
    expect(dataIn(stack)).toEqual({ a: "1" });
  });
});

describe("an object of a stack whose state is lost", () => {
  it("is taken over with a note, also where others have added to it", async () => {
    const stack = new TestStack();
    await stack.up(settings({ a: "1" }));
    stack.cluster.edit("kubectl-label", "ConfigMap", "default/settings", "metadata.labels.theirs", "yes");
    rmSync(stack.stateFile);
    expect(notes(await stack.preview(settings({ a: "2" })))).toEqual([
      "it exists already, made by isthmus: taken over",
    ]);
    expect((await stack.up(settings({ a: "2" }))).verdict).toBe(Verdict.Ok);
    expect(dataIn(stack)).toEqual({ a: "2" });
  });
});

it("an object that moves to another resource of the program stays, though its old resource goes", async () => {
  const stack = new TestStack();
  const named = (name: string) => async (p: Script) => void (await p.resource(CONFIG_MAP, name, { metadata }));
  await stack.up(named("before"));
  const uid = stack.cluster.find("ConfigMap", "default/settings")?.metadata.uid;
  const { resources } = await stack.up(named("after"));
  expect(stack.cluster.find("ConfigMap", "default/settings")?.metadata.uid).toBe(uid);
  expect(resources.filter(({ type }) => type === CONFIG_MAP).map(({ urn }) => urn.split("::").at(-1))).toEqual([
    "after",
  ]);
  await stack.up(() => Promise.resolve());
  expect(stack.cluster.find("ConfigMap", "default/settings")).toBeUndefined();
});

describe("import", () => {
  const importing = (data: Properties, importId = "default/settings") => settings(data, { importId });

  it("takes an object over that the program describes as it is, and then it is like any other", async () => {
    const stack = stackBeside({ a: "1", b: "2" });
    expect(notes(await stack.preview(importing({ a: "1" })))).toEqual(["imported as it is"]);
    expect((await stack.up(importing({ a: "1" }))).verdict).toBe(Verdict.Ok);
    expect((await stack.up(importing({ a: "1" }))).steps.filter(({ op }) => op !== "same")).toEqual([]);
    await stack.up(() => Promise.resolve());
    expect(dataIn(stack)).toBeUndefined();
  });

  it.each([
    ["asks for something else", importing({ a: "2", c: "3" }), "the program would change data.a, data.c"],
    ["describes another object", importing({ a: "1" }, "shop/settings"), "the program describes ConfigMap default/"],
  ])("is refused where the program %s", async (_, program, message) => {
    const stack = stackBeside({ a: "1" });
    for (const command of [stack.preview, stack.up]) {
      const { problems } = await command(program);
      expect(problems).toMatchObject([{ code: "engine.import", path: "ConfigMap default/settings" }]);
      expect(problems[0]?.message).toContain(message);
    }
    expect(dataIn(stack)).toEqual({ a: "1" });
  });

  it("is refused where there is nothing", async () => {
    const { problems } = await new TestStack().up(importing({ a: "1" }));
    expect(problems[0]?.message).toBe("ConfigMap default/settings is to be imported and does not exist");
  });
});
