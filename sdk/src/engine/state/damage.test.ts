import { describe, expect, it, jest } from "@jest/globals";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { destroy } from "../commands.js";
import { problemsOf } from "../problems.js";
import { type Script, TestStack } from "../testing/stack.js";
import { Secret } from "../value.js";
import { backupPath } from "./replace-file.js";

jest.setTimeout(60_000);

const program = (v: string) => async (p: Script) => {
  const token = { metadata: { name: "token" }, stringData: new Secret({ token: "hunter2-in-clear" }) };
  const { urn } = await p.resource("kubernetes:core/v1:Secret", "token", token);
  const settings = { metadata: { name: "settings" }, data: { v } };
  await p.resource("kubernetes:core/v1:ConfigMap", "settings", settings, { dependencies: [urn] });
};

interface Stored {
  version: number;
  features?: string[];
  deployment: {
    secrets_providers: { type: string; state: { salt?: string } };
    resources: Record<string, unknown>[];
  };
}

const parsed = (change: (state: Stored) => void) => (text: string) => {
  const state = JSON.parse(text) as Stored;
  change(state);
  return JSON.stringify(state);
};
const onLast = (change: (resource: Record<string, unknown>) => void) =>
  parsed(({ deployment }) => change(deployment.resources.at(-1) ?? {}));

describe("a damaged state", () => {
  it.each([
    ["cut off", (text: string) => text.slice(0, text.length / 2), "state.damaged", "cut off"],
    ["empty", () => "", "state.damaged", "it is empty"],
    ["no JSON", () => "<html>", "state.damaged", "not valid JSON"],
    ["no deployment", () => '{"version": 3}', "state.damaged", "expected object"],
    [
      "of a newer version",
      parsed((state) => Object.assign(state, { version: 4, features: ["hooks"] })),
      "state.version",
      "version 4 (hooks), from a newer release",
    ],
    ["of an old version", parsed((state) => (state.version = 2)), "state.version", "old version 2"],
    [
      "without salt",
      parsed((state) => delete state.deployment.secrets_providers.state.salt),
      "state.damaged",
      "lost the salt",
    ],
    [
      "with a salt of another form",
      parsed((state) => (state.deployment.secrets_providers.state.salt = "v9:x")),
      "state.salt",
      "not in Pulumi's passphrase form",
    ],
    [
      "sealed by somebody else",
      parsed((state) => (state.deployment.secrets_providers.type = "cloud")),
      "state.secrets-provider",
      "sealed by cloud",
    ],
    [
      "with a changed secret",
      (text: string) =>
        text.replace(/"ciphertext":"v1:(.)/, (_, first) => `"ciphertext":"v1:${first === "A" ? "B" : "A"}`),
      "state.damaged",
      "cannot be opened",
    ],
    ["with a resource without type", onLast((r) => delete r["type"]), "state.damaged", "expected string"],
    ["with inputs that are a list", onLast((r) => (r["inputs"] = [1])), "state.damaged", "expected record"],
    ["with a URN that is none", onLast((r) => (r["urn"] = "token")), "state.damaged", "must be a Pulumi URN"],
    [
      "with one URN twice",
      parsed(({ deployment: { resources } }) => resources.push(resources.at(-1) ?? {})),
      "state.damaged",
      "stands twice",
    ],
    [
      "with a parent that is not there",
      onLast((r) => (r["parent"] = "urn:pulumi:dev::shop::a:b:C::gone")),
      "state.damaged",
      "a:b:C::gone, which does not stand before it",
    ],
    [
      "with a provider that is not there",
      onLast((r) => (r["provider"] = "urn:pulumi:dev::shop::pulumi:providers:kubernetes::gone::1")),
      "state.damaged",
      "gone, which does not stand before it",
    ],
    [
      "with a provider of another id",
      onLast((r) => (r["provider"] = `${String(r["provider"])}x`)),
      "state.damaged",
      "whose id is",
    ],
    [
      "with a dependency that comes later",
      parsed(({ deployment: { resources } }) => resources.unshift(...resources.splice(-1))),
      "state.damaged",
      "does not stand before it",
    ],
  ])("that is %s is a problem that leads to the backup; nothing is written", async (_, damage, code, said) => {
    const stack = new TestStack();
    await stack.up(program("1"));
    await stack.up(program("2"));
    const sound = readFileSync(stack.stateFile, "utf8");
    writeFileSync(stack.stateFile, damage(sound));
    const [damaged, backup] = [
      readFileSync(stack.stateFile, "utf8"),
      readFileSync(backupPath(stack.stateFile), "utf8"),
    ];
    const log = stack.cluster.log.length;

    const error: unknown = await stack.up(program("3")).catch((reason: unknown) => reason);
    const problems = problemsOf(error) ?? [];
    expect(problems[0]).toMatchObject({ code });
    expect(problems.map(({ message }) => message).join()).toContain(said);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
    expect((await destroy(stack.options)).problems).toEqual(problems);
    expect(readFileSync(stack.stateFile, "utf8")).toBe(damaged);
    expect(readFileSync(backupPath(stack.stateFile), "utf8")).toBe(backup);
    expect(readdirSync(dirname(stack.stateFile)).sort()).toEqual(["dev.json", "dev.json.backup"]);
    expect(stack.cluster.log).toHaveLength(log);
    if (code !== "state.damaged") return;
    expect(problems[0]?.hint).toContain(`copy it to ${stack.stateFile}`);

    copyFileSync(backupPath(stack.stateFile), stack.stateFile);
    const { verdict, steps } = await stack.up(program("2"));
    expect([verdict, steps.filter(({ op }) => op !== "same").map(({ op }) => op)]).toEqual(["ok", ["update"]]);
  });

  it("has no backup to offer after the first run, and says so", async () => {
    const stack = new TestStack();
    await stack.up(() => Promise.resolve());
    writeFileSync(stack.stateFile, "{");
    const error: unknown = await stack.up(program("1")).catch((reason: unknown) => reason);
    expect(existsSync(backupPath(stack.stateFile))).toBe(false);
    expect(problemsOf(error)?.[0]?.hint).toContain("from a copy of yours");
  });
});
