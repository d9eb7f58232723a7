import { describe, expect, it, jest } from "@jest/globals";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryProject } from "../engine/testing/project.js";
import { ExitCode } from "./exit-code.js";
import { isthmus } from "./program.js";
import { isInteractive, type Terminal } from "./terminal.js";

jest.setTimeout(60_000);

process.env["PULUMI_CONFIG_PASSPHRASE"] = "correct horse";
process.env["KUBECONFIG"] = "";
process.env["HOME"] = "/nonexistent";

/** A terminal that writes down what it is told, and answers as told. */
function terminal(answer?: string, input = ""): Terminal & { written: { out: string; err: string } } {
  const written = { out: "", err: "" };
  return {
    written,
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    interactive: answer !== undefined,
    ask: () => Promise.resolve(answer ?? ""),
    read: () => Promise.resolve(input),
  };
}

async function run(args: string[], answer?: string, input?: string) {
  const told = terminal(answer, input);
  const code = await isthmus(args, told);
  return { code, ...told.written };
}

const javascript = (body: string) => ({
  "index.js": `const pulumi = require("@pulumi/pulumi");
    const make = (type, name, props, opts) => new pulumi.CustomResource("kubernetes:" + type, name, props, opts);
    ${body}`,
});

const shop = () =>
  temporaryProject(
    javascript(`make("core/v1:Namespace", "ns", { metadata: { name: "shop" } });
      make("core/v1:Secret", "token", { metadata: { name: "token", namespace: "shop" }, stringData: pulumi.secret({ token: "hunter2-in-clear" }) });
      exports.token = pulumi.secret("hunter2-in-clear");
      exports.connectivity = { "web -> pay": { via: "edge" } };`),
  );

describe("isthmus preview", () => {
  it("shows the tree, the outputs and the change of reach, and no secret", async () => {
    const { code, out, err } = await run(["preview", shop()]);
    expect(code).toBe(ExitCode.Ok);
    expect(out).toBe(`     Type                             Name      Plan
 +   pulumi:pulumi:Stack              shop-dev  create
 +   ├─ kubernetes:core/v1:Namespace  ns        create (no cluster answered: inputs only)
 +   └─ kubernetes:core/v1:Secret     token     create (no cluster answered: inputs only)

Outputs
     + token: [secret]

Connectivity
 +   web -> pay

Resources: 4 to create
`);
    expect(err).toContain("no cluster is configured");
  });

  it("shows every input on request, and still no secret", async () => {
    const { out } = await run(["preview", "--verbose", shop()]);
    expect(out).toContain('+ metadata.name: "shop"');
    expect(out).toContain("+ stringData: [secret]");
    expect(out).not.toContain("hunter2");
  });

  it("speaks JSON, near Pulumi's digest, and nothing else on stdout", async () => {
    const { code, out } = await run(["preview", "--json", shop()]);
    const digest = JSON.parse(out) as { steps: object[]; changeSummary: object; connectivity: object };
    expect(code).toBe(ExitCode.Ok);
    expect(digest.changeSummary).toEqual({ create: 4 });
    expect(digest.connectivity).toEqual({ added: ["web -> pay"], removed: [], changed: [] });
    expect(digest.steps[1]).toMatchObject({ op: "create", type: "pulumi:providers:kubernetes" });
    expect(out).not.toContain("hunter2");
  });
});

describe("exit codes", () => {
  it.each([
    ["an unknown command", ["fly"], ExitCode.Problems, "unknown command"],
    ["an unknown option", ["preview", "--fly"], ExitCode.Problems, "unknown option"],
    ["no project", ["preview", "/nonexistent"], ExitCode.Problems, "there is no Pulumi.yaml here"],
    ["a bad stack", ["preview", "--stack", "../x", "DIR"], ExitCode.Problems, "a stack's name is"],
    ["a bad configuration value", ["preview", "-c", "nothing", "DIR"], ExitCode.Problems, "key=value"],
    ["no cluster to change", ["up", "--yes", "DIR"], ExitCode.Failed, "nothing was changed"],
    ["nobody to ask", ["up", "DIR", "-s", "empty"], ExitCode.Failed, "no cluster is configured"],
  ])("tell %s", async (_, args, code, said) => {
    const dir = shop();
    const result = await run(args.map((arg) => (arg === "DIR" ? dir : arg)));
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
    expect(existsSync(join(dir, ".isthmus"))).toBe(false);
  });

  it("tell a program that threw, with its own frames only", async () => {
    const { code, err } = await run(["preview", temporaryProject({ "index.js": 'throw new Error("boom");' })]);
    expect(code).toBe(ExitCode.ProgramFailed);
    expect(err).toMatch(/✖ the program failed: boom\n {4}at .*index\.js:1:7/);
  });

  it("tell problems, each with its place and the way out", async () => {
    const body =
      'throw Object.assign(new Error("x"), { problems: [{ code: "c", path: "meshes.a", message: "no such mesh", hint: "declare it" }] });';
    const { code, err } = await run(["preview", temporaryProject({ "index.js": body })]);
    expect(code).toBe(ExitCode.Problems);
    expect(err).toBe("✖ no such mesh\n  → at meshes.a (c)\n  → declare it\n");
  });

  it("tell a kubeconfig that is not there", async () => {
    const dir = shop();
    writeFileSync(join(dir, "Pulumi.dev.yaml"), "config:\n  kubernetes:kubeconfig: ./nowhere\n");
    const { code, err } = await run(["preview", dir]);
    expect(code).toBe(ExitCode.Problems);
    expect(err).toContain("the kubeconfig does not exist");
  });
});

describe("isthmus up", () => {
  const local = () =>
    temporaryProject({
      "index.js": 'exports.answer = 42; exports.secret = require("@pulumi/pulumi").secret("hunter2-in-clear");',
    });

  it("asks, and does nothing without a yes", async () => {
    const dir = local();
    const { code, err } = await run(["up", dir], "no");
    expect([code, err.includes("nothing was changed"), existsSync(join(dir, ".isthmus"))]).toEqual([
      ExitCode.Failed,
      true,
      false,
    ]);
  });

  it("needs --yes where nobody can answer", async () => {
    const { code, err } = await run(["up", local()]);
    expect([code, err.includes("pass --yes")]).toEqual([ExitCode.Problems, true]);
  });

  it("keeps the outputs, which are shown in clear only on request", async () => {
    const dir = local();
    expect((await run(["up", dir], "yes")).code).toBe(ExitCode.Ok);
    expect((await run(["outputs", dir])).out).toBe("answer: 42\nsecret: [secret]\n");
    expect((await run(["stack", dir, "--show-secrets", "--json"])).out).toContain('"secret": "hunter2-in-clear"');
  });
});

it("isthmus destroy deletes the whole stack and says when there is none", async () => {
  const dir = temporaryProject({ "index.js": 'new (require("@pulumi/pulumi").ComponentResource)("a:b:C", "c");' });
  await run(["up", "--yes", dir]);
  expect((await run(["destroy", "--yes", dir])).out).toContain("Resources: 2 deleted");
  expect((await run(["destroy", "--yes", dir])).out).toContain('the stack "dev" is empty');
});

it("isthmus render says what it wrote and what it left out", async () => {
  const dir = shop();
  const { code, out } = await run(["render", dir, "--out", join(dir, "out")]);
  expect(code).toBe(ExitCode.Ok);
  expect(out).toContain("wrote 1 file to");
  expect(out).toContain("  Secret shop/token\n");
  expect(readdirSync(join(dir, "out", "default"))).toEqual(["00-namespace-shop.yaml"]);
});

describe("a stack that another run holds", () => {
  const held = () => {
    const dir = temporaryProject({ "index.js": "" });
    mkdirSync(join(dir, ".isthmus"));
    const owner = { pid: 71, host: "ci-3", since: "2026-01-01T00:00:00.000Z", command: "isthmus up" };
    writeFileSync(join(dir, ".isthmus", "dev.lock"), JSON.stringify(owner));
    return dir;
  };

  it.each([
    ["up", ["up", "--yes"]],
    ["destroy", ["destroy", "--yes"]],
    ["render", ["render", "--out", "out"]],
  ])("refuses %s with exit code 2, naming the other run", async (_, args) => {
    const { code, err } = await run([...args, held()]);
    expect(code).toBe(ExitCode.Problems);
    expect(err).toContain("isthmus up (process 71 on ci-3) works on this stack since 2026-01-01T00:00:00.000Z");
  });

  it("can be previewed, and is free again after isthmus cancel", async () => {
    const dir = held();
    expect((await run(["preview", dir])).code).toBe(ExitCode.Ok);
    expect((await run(["cancel", dir])).code).toBe(ExitCode.Problems);
    const cancelled = await run(["cancel", "--yes", dir]);
    expect([cancelled.code, cancelled.out]).toEqual([ExitCode.Ok, expect.stringContaining("the lock is gone")]);
    expect((await run(["cancel", "--yes", "--json", dir])).out).toBe('{\n  "removed": null\n}\n');
    expect((await run(["up", "--yes", dir])).code).toBe(ExitCode.Ok);
  });
});

describe("a state on its way", () => {
  const program = () => temporaryProject({ "index.js": "exports.answer = 42;" });

  it("goes out by isthmus export and comes in by isthmus import-state, from a file or standard input", async () => {
    const [from, to] = [program(), program()];
    await run(["up", "--yes", from]);
    const exported = await run(["export", from]);
    expect(JSON.parse(exported.out)).toMatchObject({
      version: 3,
      deployment: { secrets_providers: { type: "passphrase" } },
    });
    expect((await run(["import-state", to], undefined, exported.out)).code).toBe(ExitCode.Problems);
    expect(existsSync(join(to, ".isthmus"))).toBe(false);
    const piped = await run(["import-state", "--yes", to], undefined, exported.out);
    expect([piped.code, piped.out]).toEqual([ExitCode.Ok, expect.stringContaining("1 resources are now in the state")]);
    writeFileSync(join(to, "state.json"), exported.out);
    const read = await run(["import-state", "--yes", "--json", "--file", join(to, "state.json"), to]);
    expect(JSON.parse(read.out)).toEqual({ resources: [expect.stringContaining("pulumi:pulumi:Stack::shop-dev")] });
    expect((await run(["outputs", to])).out).toBe("answer: 42\n");
  });

  it.each([
    ["nothing to export", ["export", "DIR"], "has no state"],
    ["no such file", ["import-state", "--yes", "--file", "/nonexistent", "DIR"], "cannot be read"],
    ["nothing on standard input", ["import-state", "--yes", "DIR"], "it is empty"],
  ])("is refused: %s", async (_, args, said) => {
    const dir = program();
    const { code, err } = await run(args.map((arg) => (arg === "DIR" ? dir : arg)));
    expect([code, err]).toEqual([ExitCode.Problems, expect.stringContaining(said)]);
  });
});

describe("who cannot answer", () => {
  it("is not asked: without a terminal, and in CI", () => {
    expect([isInteractive(true, {}), isInteractive(true, { CI: "false" })]).toEqual([true, true]);
    expect([isInteractive(false, {}), isInteractive(true, { CI: "true" }), isInteractive(true, { CI: "1" })]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it("reads problems as JSON where that was asked for", async () => {
    const { code, out } = await run(["export", "--json", temporaryProject({ "index.js": "" })]);
    expect(code).toBe(ExitCode.Problems);
    expect(JSON.parse(out)).toMatchObject({ result: "problems", problems: [{ code: "state.missing" }] });
  });
});
