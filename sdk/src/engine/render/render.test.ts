import { describe, expect, it } from "@jest/globals";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { Verdict } from "../outcome.js";
import { Access, openSession } from "../session.js";
import { played, type Script, TestStack } from "../testing/stack.js";
import { Secret, UNKNOWN } from "../value.js";
import { renderFrom } from "./index.js";

async function rendered(
  stack: TestStack,
  script: (p: Script) => Promise<void>,
  more: { includeSecrets?: boolean } = {},
) {
  const options = { ...stack.options, out: join(stack.dir, "out"), ...more };
  const session = await openSession(options, Access.Write);
  return renderFrom(session, (monitor) => played(monitor, script), options);
}

const files = (stack: TestStack): string[] =>
  readdirSync(join(stack.dir, "out"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .sort();

const read = (stack: TestStack, name: string): unknown => parse(readFileSync(join(stack.dir, "out", name), "utf8"));

const program = async (p: Script) => {
  await p.resource("kubernetes:core/v1:Namespace", "ns", { metadata: { name: "shop" } });
  await p.resource("kubernetes:core/v1:ConfigMap", "cm", {
    metadata: { name: "cm", namespace: "shop" },
    data: { b: "2", a: "1" },
  });
  await p.resource("kubernetes:core/v1:Secret", "s", {
    metadata: { name: "s", namespace: "shop" },
    stringData: new Secret({ k: "hunter2" }),
  });
};

describe("render", () => {
  it("writes a file an object, what others need first, with sorted keys, and no Secret", async () => {
    const stack = new TestStack();
    stack.cluster.down = true;
    const outcome = await rendered(stack, program);
    expect(outcome).toMatchObject({ verdict: Verdict.Ok, written: 2, leftOut: ["Secret shop/s"] });
    expect(files(stack)).toEqual(["default/00-namespace-shop.yaml", "default/config-map-shop-cm.yaml"]);
    const text = readFileSync(join(stack.dir, "out", "default/config-map-shop-cm.yaml"), "utf8");
    expect(text).toBe(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\n  namespace: shop\ndata:\n  a: "1"\n  b: "2"\n',
    );
  });

  it("writes Secrets where that was asked for, for the user alone, and removes them where it is not", async () => {
    const stack = new TestStack();
    await rendered(stack, program, { includeSecrets: true });
    const file = join(stack.dir, "out", "default/secret-shop-s.yaml");
    expect(read(stack, "default/secret-shop-s.yaml")).toMatchObject({ stringData: { k: "hunter2" } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await rendered(stack, program)).removed).toEqual(["default/secret-shop-s.yaml"]);
    expect(existsSync(file)).toBe(false);
  });

  it("removes what it wrote before, and never what somebody else put there", async () => {
    const stack = new TestStack();
    await rendered(stack, program);
    writeFileSync(join(stack.dir, "out", "default", "mine.yaml"), "a: 1\n");
    await rendered(
      stack,
      async (p) => void (await p.resource("kubernetes:core/v1:Namespace", "ns", { metadata: { name: "shop" } })),
    );
    expect(files(stack)).toEqual(["default/00-namespace-shop.yaml", "default/mine.yaml"]);
  });

  it("does not write over a file that it did not write", async () => {
    const stack = new TestStack();
    mkdirSync(join(stack.dir, "out", "default"), { recursive: true });
    writeFileSync(join(stack.dir, "out", "default", "00-namespace-shop.yaml"), "mine: true\n");
    await expect(rendered(stack, program)).rejects.toThrow("no rendering wrote it");
    expect(files(stack)).toEqual(["default/00-namespace-shop.yaml"]);
  });

  it("does not follow its index out of the directory", async () => {
    const stack = new TestStack();
    await rendered(stack, program);
    writeFileSync(join(stack.dir, "out", ".isthmus-render.json"), '{"files":["../Pulumi.yaml"]}');
    await expect(rendered(stack, program)).rejects.toThrow("outside the directory");
    expect(existsSync(join(stack.dir, "Pulumi.yaml"))).toBe(true);
  });

  it("has a directory for each provider, and gives objects its namespace", async () => {
    const stack = new TestStack();
    await rendered(stack, async (p) => {
      const { urn, id = "" } = await p.resource("pulumi:providers:kubernetes", "eastCluster", { namespace: "pay" });
      await p.resource(
        "kubernetes:core/v1:ConfigMap",
        "cm",
        { metadata: { name: "cm" } },
        { provider: `${urn}::${id}` },
      );
    });
    expect(files(stack)).toEqual(["east-cluster/config-map-pay-cm.yaml"]);
    expect(read(stack, "east-cluster/config-map-pay-cm.yaml")).toMatchObject({ metadata: { namespace: "pay" } });
  });

  it("writes nothing where a value is known only after up, or where the program fails", async () => {
    const stack = new TestStack();
    const unknown = await rendered(stack, async (p) => {
      await p.resource("kubernetes:core/v1:ConfigMap", "cm", { metadata: { name: "cm" }, data: { ip: UNKNOWN } });
    });
    expect(unknown.problems.map(({ message }) => message)).toEqual([
      "data.ip is known only after `up`, so it cannot be rendered",
    ]);
    const failed = await rendered(stack, () => Promise.reject(new Error("boom")));
    expect([unknown.verdict, failed.verdict]).toEqual([Verdict.Problems, Verdict.ProgramFailed]);
    expect(existsSync(join(stack.dir, "out"))).toBe(false);
  });
});
