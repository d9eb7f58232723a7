import { describe, expect, it, jest } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject } from "../../sdk/src/engine/kubernetes/cluster-client.js";
import { FakeCluster } from "../../sdk/src/engine/testing/fake-cluster.js";
import { ComponentStack, kindOf } from "../components/component-stack.js";
import { passphrase, programs } from "./programs.js";
import { asIssuedNow } from "./recording.js";

jest.setTimeout(120_000);

const states = join(__dirname, "states");
const recordings = readdirSync(states).flatMap((version) =>
  readdirSync(join(states, version)).map((file) => [version, file.replace(/\.json$/, "")] as const),
);

/** A stack as a former release left it, with its objects, a moment after its certificates were issued. */
async function leftBy(version: string, name: string): Promise<ComponentStack> {
  const cluster = new FakeCluster("pay-gateways");
  const env = { PULUMI_CONFIG_PASSPHRASE: passphrase };
  const stack = new ComponentStack({ env, connect: () => Promise.resolve(cluster) });
  stack.stateText = asIssuedNow(readFileSync(join(states, version, `${name}.json`), "utf8"), new Date());
  const objects = stack.resources.filter(
    ({ type }) => /^kubernetes:(?!.*pulumi:)/.test(type) && !type.startsWith("kubernetes:provider"),
  );
  for (const { outputs } of objects) await cluster.apply(outputs as KubernetesObject, { dryRun: false, force: true });
  return stack;
}

/** What an upgrade must leave as it is. */
const lasting = /^(?:MeshRoot|MeshIssuer|GatewayCertificate|Namespace)$/;

describe.each(recordings)("a stack of release %s, %s", (version, name) => {
  it("is previewed without losing or replacing anything; certificates and namespaces stay as they are", async () => {
    const stack = await leftBy(version, name);
    const { verdict, problems, steps } = await stack.preview(programs[name] ?? "");
    expect({ verdict, problems }).toEqual({ verdict: "ok", problems: [] });
    const lost = steps.filter(({ op }) => op === "replace" || op === "delete");
    expect(lost.map(({ urn, replaces }) => [urn, replaces])).toEqual([]);
    const changed = steps.filter(({ op, urn }) => op !== "same" && lasting.test(kindOf(urn)));
    expect(changed.map(({ op, urn, changes }) => [op, urn, changes])).toEqual([]);
    expect(steps.map(({ urn }) => urn)).toEqual(expect.arrayContaining(stack.resources.map(({ urn }) => urn)));
  });

  it("shows a change that does replace, so that the check above can fail", async () => {
    const stack = await leftBy(version, name);
    const { steps } = await stack.preview((programs[name] ?? "").replaceAll("shop.acme.internal", "shop.acme.example"));
    expect(steps.filter(({ op }) => op === "replace").map(({ urn }) => kindOf(urn))).toContain("MeshRoot");
  });
});
