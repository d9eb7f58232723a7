import { describe, expect, it, jest } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { preview, up } from "../commands.js";
import type { EngineEvent } from "../events.js";
import { Verdict } from "../outcome.js";
import { runProgram } from "../run-program.js";
import { FakeCluster } from "../testing/fake-cluster.js";
import { temporaryProject } from "../testing/project.js";

jest.setTimeout(60_000);

const env = { PULUMI_CONFIG_PASSPHRASE: "correct horse" };

const configMap = `class ConfigMap extends pulumi.CustomResource {
  constructor(name, props, opts) { super("kubernetes:core/v1:ConfigMap", name, { apiVersion: "v1", kind: "ConfigMap", metadata: undefined, ...props }, opts); }
}`;
const javascript = (body: string) => `const pulumi = require("@pulumi/pulumi");\n${configMap}\n${body}`;

describe("a program", () => {
  it.each([
    ["CommonJS", { "index.js": javascript("exports.answer = pulumi.output(42);") }],
    ["CommonJS that exports a function", { "index.js": javascript("module.exports = async () => ({ answer: 42 });") }],
    [
      "TypeScript",
      {
        "index.ts":
          'import * as pulumi from "@pulumi/pulumi";\nexport const answer: pulumi.Output<number> = pulumi.output(42);\n',
      },
    ],
    [
      "TypeScript with a default function",
      { "index.ts": "export default async (): Promise<object> => ({ answer: 42 });\n" },
    ],
    [
      "an ES module",
      { "package.json": '{"type":"module"}', "index.js": "export const answer = await Promise.resolve(42);\n" },
    ],
    [
      "a TypeScript ES module",
      {
        "package.json": '{"type":"module"}',
        "index.ts": "const answer: number = await Promise.resolve(42);\nexport { answer };\n",
      },
    ],
    [
      "a file that Pulumi.yaml names",
      { "Pulumi.yaml": "name: shop\nruntime: {name: nodejs}\nmain: other.js\n", "other.js": "exports.answer = 42;" },
    ],
    ["a file that package.json names", { "package.json": '{"main":"other.js"}', "other.js": "exports.answer = 42;" }],
  ])("runs as %s, and its exports are the stack's outputs", async (_, files) => {
    const { verdict, outputs, programErrors } = await runProgram({
      dir: temporaryProject(files),
    });
    expect({ verdict, outputs, programErrors }).toEqual({
      verdict: Verdict.Ok,
      outputs: { answer: 42 },
      programErrors: [],
    });
  });

  it("has its directory, its configuration and its stack, as under pulumi", async () => {
    const dir = temporaryProject({
      "Pulumi.yaml":
        "name: shop\nruntime: nodejs\nconfig:\n  greeting: hello\n  replicas: {type: integer, default: 1}\n",
      "Pulumi.dev.yaml": "config:\n  shop:replicas: 2\n  shop:list: [1, 2]\n",
      "note.txt": "a note",
      "index.js": javascript(`const config = new pulumi.Config();
        exports.all = [config.require("greeting"), config.requireNumber("replicas"), config.requireObject("list"), config.require("given")];
        exports.note = require("fs").readFileSync("note.txt", "utf8");
        exports.stack = pulumi.getStack() + " of " + pulumi.getProject();`),
    });
    const { outputs } = await runProgram({ dir, config: { given: "x=y" } });
    expect(outputs).toEqual({ all: ["hello", 2, [1, 2], "x=y"], note: "a note", stack: "dev of shop" });
  });

  it("keeps what is secret in the configuration secret", async () => {
    const dir = temporaryProject({ "index.js": javascript('exports.token = pulumi.secret("hunter2-token");') });
    const run = await runProgram({ dir });
    expect(JSON.stringify(run)).not.toContain("hunter2-token");
    expect(JSON.stringify(run.outputs)).toBe('{"token":"[secret]"}');
  });

  it("may register resources late, and under components", async () => {
    const dir = temporaryProject({
      "index.js": javascript(`class Shop extends pulumi.ComponentResource {
          constructor(name, opts) { super("isthmus:index:Shop", name, {}, opts);
            new ConfigMap(name + "-a", { metadata: { name: "a" } }, { parent: this }); this.registerOutputs({ connectivity: { "a -> b": { via: "c" } } }); } }
        const shop = new Shop("shop");
        setTimeout(() => new ConfigMap("late", { metadata: { name: "late" } }, { dependsOn: shop }), 50);`),
    });
    const { steps, connectivity, resources } = await runProgram({ dir });
    expect(steps.map(({ urn }) => urn)).toEqual(
      expect.arrayContaining([
        "urn:pulumi:dev::shop::isthmus:index:Shop$kubernetes:core/v1:ConfigMap::shop-a",
        "urn:pulumi:dev::shop::kubernetes:core/v1:ConfigMap::late",
      ]),
    );
    expect(connectivity.added).toEqual(["a -> b"]);
    const late = resources.find(({ urn }) => urn.endsWith("::late"));
    expect(late?.dependencies).toContain(
      "urn:pulumi:dev::shop::isthmus:index:Shop$kubernetes:core/v1:ConfigMap::shop-a",
    );
  });

  it("is previewed and brought up with what only up knows", async () => {
    const cluster = new FakeCluster();
    const dir = temporaryProject({
      "index.js": javascript(`const a = new ConfigMap("a", { metadata: { name: "a" }, uid: undefined });
        const uid = pulumi.output(a.metadata).apply((m) => m.uid ?? "none");
        const b = new ConfigMap("b", { metadata: { name: "b" }, data: { id: a.id } });
        exports.id = b.id; exports.uid = uid;`),
    });
    const options = { dir, env, connect: () => Promise.resolve(cluster), pollMs: 1 };
    const planned = await preview(options);
    expect(planned.steps.find(({ urn }) => urn.endsWith("::b"))?.note).toContain("known only after up");
    const done = await up(options);
    expect(done).toMatchObject({ verdict: Verdict.Ok, outputs: { id: "default/b", uid: "uid-2" } });
    expect(cluster.find("ConfigMap", "default/b")?.["data"]).toEqual({ id: "default/a" });
    expect((await preview(options)).steps.map(({ op }) => op)).toEqual(["same", "same", "same", "same"]);
  });
});

describe("a program that fails", () => {
  const seed = javascript('new ConfigMap("old", { metadata: { name: "old" } });');
  it.each([
    ["throws", 'throw new Error("boom");', "boom"],
    ["rejects a promise that nobody awaits", 'Promise.reject(new Error("boom"));', "boom"],
    ["throws in an apply", 'pulumi.output(1).apply(() => { throw new Error("boom"); });', "boom"],
    ["throws what is no error", 'throw "boom";', "boom"],
    ["throws late", 'setTimeout(() => { throw new Error("boom"); }, 20);', "boom"],
    ["logs an error", 'pulumi.log.error("boom");', "boom"],
    ["ends itself", "process.exit(0);", "the program ended itself"],
    ["waits for nothing", "module.exports = async () => new Promise(() => {});", "nothing can resolve any more"],
    ["does not parse", "const = 1;", "Unexpected token"],
  ])("fails where it %s, and nothing is deleted", async (_, body, said) => {
    const cluster = new FakeCluster();
    const options = {
      dir: temporaryProject({ "index.js": seed }),
      env,
      connect: () => Promise.resolve(cluster),
      pollMs: 1,
    };
    await up(options);
    const failing = temporaryProject({ "index.js": javascript(body) });
    const state = join(options.dir, ".isthmus", "dev.json");
    const { mkdirSync, writeFileSync } = await import("node:fs");
    mkdirSync(join(failing, ".isthmus"));
    writeFileSync(join(failing, ".isthmus", "dev.json"), readFileSync(state));
    const outcome = await up({ ...options, dir: failing });
    expect(outcome.verdict).toBe(Verdict.ProgramFailed);
    expect(outcome.programErrors.map(({ message }) => message).join()).toContain(said);
    expect(cluster.find("ConfigMap", "default/old")).toBeDefined();
    expect(readFileSync(join(failing, ".isthmus", "dev.json"), "utf8")).toContain("::old");
  });

  it("shows its own frames and none of a package's", async () => {
    const dir = temporaryProject({
      "index.ts":
        'interface A { a: number }\nfunction inner(a: A): never {\n  throw new Error("boom " + a.a);\n}\ninner({ a: 1 });\n',
    });
    const { programErrors } = await runProgram({ dir });
    expect(programErrors[0]?.frames[0]).toMatch(/index\.ts:3:/);
    expect(JSON.stringify(programErrors)).not.toContain("node_modules");
  });

  it("hands over the problems that its error carries", async () => {
    const problem = {
      code: "listener.port",
      path: "meshGateways.edge",
      message: "port 0 is none",
      hint: "choose 1-65535",
    };
    const body = `const error = new Error("1 problem"); error.problems = ${JSON.stringify([problem])}; throw error;`;
    const outcome = await runProgram({ dir: temporaryProject({ "index.js": javascript(body) }) });
    expect(outcome).toMatchObject({ verdict: Verdict.Problems, problems: [problem], programErrors: [] });
  });

  it("reports a resource that failed once, and not again as the program's failure", async () => {
    const body = `new ConfigMap("cm", { metadata: { name: "cm", namespace: "nowhere" } }); new pulumi.CustomResource("aws:s3:Bucket", "b", {});`;
    const outcome = await runProgram({ dir: temporaryProject({ "index.js": javascript(body) }) });
    expect(outcome.programErrors).toEqual([]);
    expect(outcome.problems).toHaveLength(1);
  });

  it.each([
    ["a stack reference", 'new pulumi.StackReference("org/proj/stack");', "pulumi:pulumi:StackReference"],
    ["an invoke", 'pulumi.runtime.invoke("aws:index:getRegion", {});', "aws:index:getRegion"],
    ["a transform", 'new ConfigMap("a", {}, { transforms: [() => undefined] });', "does not support transforms"],
    ["a trigger", 'new ConfigMap("a", {}, { replacementTrigger: 1 });', "the option replacementTrigger of kubernetes"],
    ["hidden diffs", 'new ConfigMap("a", {}, { hideDiffs: ["data"] });', "the option hideDiffs of kubernetes"],
  ])("is refused %s, with the way out", async (_, body, said) => {
    const outcome = await runProgram({ dir: temporaryProject({ "index.js": javascript(body) }) });
    const text = JSON.stringify([outcome.problems, outcome.programErrors]);
    expect(outcome.verdict).not.toBe(Verdict.Ok);
    expect(text).toContain(said);
    expect(text).toContain("run the program with `pulumi`");
  });
});

it("what a program prints is an event, with its secrets blanked", async () => {
  const events: EngineEvent[] = [];
  const dir = temporaryProject({
    "index.js": javascript(
      'new ConfigMap("a", { metadata: { name: "a" }, data: pulumi.secret({ k: "hunter2-printed" }) }); setTimeout(() => console.log("it is hunter2-printed"), 200);',
    ),
  });
  await runProgram({ dir, on: (event) => events.push(event) });
  expect(events.filter(({ kind }) => kind === "output")).toEqual([{ kind: "output", text: "it is [secret]\n" }]);
});
