import { describe, expect, it, jest } from "@jest/globals";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { problemsOf } from "./problems.js";
import { backupPath } from "./state/replace-file.js";
import { type Script, TestStack } from "./testing/stack.js";
import { exportState, importState } from "./transfer.js";
import { Secret } from "./value.js";
import { Signature } from "./wire.js";

jest.setTimeout(60_000);

const PLAIN = "hunter2-in-clear";
const STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

const program = async (p: Script) => {
  const more = { protect: true, additionalSecretOutputs: ["data"], ignoreChanges: ["metadata.labels"] };
  const token = { metadata: { name: "token" }, stringData: new Secret({ token: PLAIN }) };
  const { urn } = await p.resource("kubernetes:core/v1:Secret", "token", token, more);
  const settings = { metadata: { name: "settings" }, data: { v: "1", list: [1, null, true] } };
  await p.resource("kubernetes:core/v1:ConfigMap", "settings", settings, {
    dependencies: [urn],
    propertyDependencies: { data: [urn] },
    retainOnDelete: true,
  });
  return { token: new Secret(PLAIN) };
};

const urn = z.string().regex(/^urn:pulumi:/);

/** A property value as Pulumi documents it. */
const value: z.ZodType = z.lazy(() =>
  z.union([
    z.null(),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(value),
    z.strictObject({ [Signature.Key]: z.literal(Signature.Secret), ciphertext: z.string() }),
    z.record(
      z.string().refine((key) => key !== Signature.Key),
      value,
    ),
  ]),
);

/** Pulumi's deployment of version 3 as it documents it, written down again: nothing else may be in an export. */
const resourceV3 = z.strictObject({
  urn,
  custom: z.boolean(),
  type: z.string(),
  id: z.string().optional(),
  delete: z.boolean().optional(),
  inputs: z.record(z.string(), value),
  outputs: z.record(z.string(), value),
  parent: urn.optional(),
  provider: z.string().optional(),
  protect: z.boolean().optional(),
  external: z.boolean().optional(),
  dependencies: z.array(urn).optional(),
  propertyDependencies: z.record(z.string(), z.array(urn)).optional(),
  initErrors: z.array(z.string()).optional(),
  additionalSecretOutputs: z.array(z.string()).optional(),
  ignoreChanges: z.array(z.string()).optional(),
  retainOnDelete: z.boolean().optional(),
  deletedWith: urn.optional(),
  customTimeouts: z.record(z.enum(["create", "update", "delete"]), z.number()).optional(),
  created: z.iso.datetime().optional(),
  modified: z.iso.datetime().optional(),
});
const deploymentV3 = z.strictObject({
  version: z.literal(3),
  deployment: z.strictObject({
    manifest: z.strictObject({ time: z.iso.datetime(), magic: z.string(), version: z.string() }),
    secrets_providers: z.strictObject({ type: z.string(), state: z.strictObject({ salt: z.string() }) }),
    resources: z.array(resourceV3),
    pending_operations: z
      .array(z.strictObject({ type: z.enum(["creating", "updating", "deleting", "reading"]), resource: resourceV3 }))
      .optional(),
    metadata: z.strictObject({}),
  }),
});

describe("an exported state", () => {
  it("has Pulumi's form, nothing else, and no secret in clear", async () => {
    const stack = new TestStack();
    await stack.up(program);
    const exported = await exportState(stack.options);
    expect(deploymentV3.safeParse(exported).error?.issues ?? []).toEqual([]);
    expect(JSON.stringify(exported)).not.toContain(PLAIN);
    expect(deploymentV3.safeParse({ ...exported, version: 4 }).success).toBe(false);
  });

  it("has Pulumi's form also where a run was cut off", async () => {
    const stack = new TestStack();
    stack.cluster.apply = () => Promise.reject(new Error("the connection broke"));
    await stack.up(program);
    const exported = await exportState(stack.options);
    expect(exported.deployment.pending_operations).toHaveLength(1);
    expect(deploymentV3.safeParse(exported).error?.issues ?? []).toEqual([]);
    expect(JSON.stringify(exported)).not.toContain(PLAIN);
  });

  it("of a stack that has none is a problem", async () => {
    const error: unknown = await exportState(new TestStack().options).catch((reason: unknown) => reason);
    expect(problemsOf(error)?.[0]).toMatchObject({ code: "state.missing" });
  });
});

const imported = (stack: TestStack, state: unknown) =>
  importState({
    ...stack.options,
    text: typeof state === "string" ? state : JSON.stringify(state),
    source: "stack.json",
  });

async function refusals(stack: TestStack, state: unknown) {
  const error: unknown = await imported(stack, state).catch((reason: unknown) => reason);
  return problemsOf(error) ?? [];
}

/** What Pulumi would export, with secrets as given. */
const pulumiExport = (secret: object, provider: object | undefined, ...more: object[]) => ({
  version: 3,
  deployment: {
    manifest: { time: "2026-01-01T00:00:00Z", magic: "x", version: "v3.260.0" },
    ...(provider === undefined ? {} : { secrets_providers: provider }),
    resources: [
      {
        urn: STACK,
        custom: false,
        type: "pulumi:pulumi:Stack",
        outputs: { token: { [Signature.Key]: Signature.Secret, ...secret } },
      },
      ...more,
    ],
    metadata: {},
  },
});

describe("an imported state", () => {
  it("is what was exported: the next run finds nothing to do, on another machine too", async () => {
    const [one, other] = [new TestStack(), new TestStack()];
    await one.up(program);
    await imported(other, await exportState(one.options));
    const moved = new TestStack({ connect: () => Promise.resolve(one.cluster) });
    await imported(moved, await exportState(other.options));
    const { steps, verdict } = await moved.up(program);
    expect([verdict, steps.filter(({ op }) => op !== "same")]).toEqual(["ok", []]);
  });

  it("has secrets that came in clear sealed", async () => {
    const stack = new TestStack();
    const resources = await imported(
      stack,
      pulumiExport({ plaintext: JSON.stringify(PLAIN) }, { type: "cloud", state: {} }),
    );
    expect(resources[0]?.outputs["token"]).toBeInstanceOf(Secret);
    expect((resources[0]?.outputs["token"] as Secret).reveal()).toBe(PLAIN);
    expect(readFileSync(stack.stateFile, "utf8")).not.toContain(PLAIN);
  });

  it("keeps the state that was there as its backup, unless that was damaged", async () => {
    const stack = new TestStack();
    await stack.up(program);
    const [before, exported] = [readFileSync(stack.stateFile, "utf8"), await exportState(stack.options)];
    await imported(stack, exported);
    expect(readFileSync(backupPath(stack.stateFile), "utf8")).toBe(before);
    writeFileSync(stack.stateFile, "{");
    await imported(stack, exported);
    expect(readFileSync(backupPath(stack.stateFile), "utf8")).toBe(before);
  });

  it.each([
    [
      "sealed by another provider",
      pulumiExport({ ciphertext: "AAA" }, { type: "cloud", state: {} }),
      "state.secrets-provider",
      "--show-secrets",
    ],
    [
      "sealed with another passphrase",
      pulumiExport(
        { ciphertext: "v1:a:b" },
        { type: "passphrase", state: { salt: "v1:fozI5u6B030=:v1:F+6ZduKKd8G0/V7L:PGMFeIzwobWRKmEAzUdaQHqC5mMRIQ==" } },
      ),
      "state.passphrase",
      "PULUMI_CONFIG_PASSPHRASE",
    ],
    [
      "of another stack",
      JSON.stringify(pulumiExport({ plaintext: "1" }, undefined)).replaceAll("pulumi:dev::shop", "pulumi:prod::shop"),
      "state.other-stack",
      "--stack",
    ],
    ["cut off", '{"version":3,"depl', "state.damaged", "export the stack again"],
    ["of a newer version", { version: 4, features: ["hooks"], deployment: {} }, "state.version", "nothing was changed"],
  ])("is refused where it is %s; nothing is written", async (_, state, code, hint) => {
    const stack = new TestStack();
    const [problem] = await refusals(stack, state);
    expect(problem).toMatchObject({ code, path: "stack.json", hint: expect.stringContaining(hint) as unknown });
    expect(existsSync(stack.stateFile)).toBe(false);
  });

  it("names everything that this engine cannot serve, at once", async () => {
    const foreign = (type: string, name: string) => ({
      urn: `urn:pulumi:dev::shop::${type}::${name}`,
      type,
      custom: true,
      id: name,
      parent: STACK,
    });
    const state = pulumiExport(
      { plaintext: "1" },
      undefined,
      foreign("aws:s3/bucket:Bucket", "logs"),
      foreign("kubernetes:helm.sh/v3:Release", "db"),
    );
    const problems = await refusals(new TestStack(), state);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["engine.type", "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::logs"],
      ["engine.type", "urn:pulumi:dev::shop::kubernetes:helm.sh/v3:Release::db"],
    ]);
  });

  it("is refused while operations are open in it", async () => {
    const stack = new TestStack();
    stack.cluster.apply = () => Promise.reject(new Error("the connection broke"));
    await stack.up(program);
    const problems = await refusals(new TestStack(), await exportState(stack.options));
    expect(problems[0]).toMatchObject({
      code: "state.pending",
      hint: expect.stringContaining("pulumi refresh") as unknown,
    });
  });
});
