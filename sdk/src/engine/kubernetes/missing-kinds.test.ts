import { expect, it } from "@jest/globals";
import { Verdict } from "../outcome.js";
import { type Script, TestStack } from "../testing/stack.js";
import type { Properties } from "../value.js";

const object = (p: Script, api: string, name: string, more: Properties = {}) =>
  p.resource(`kubernetes:${api}`, name, { metadata: { name, namespace: "default" }, ...more });

const program = async (p: Script) => {
  await object(p, "core/v1:ConfigMap", "settings");
  await object(p, "kuma.io/v1alpha1:MeshTimeout", "one");
  await object(p, "kuma.io/v1alpha1:MeshTimeout", "two");
  await object(p, "gateway.githedgehog.com/v1alpha1:Peering", "pair");
  await object(p, "example.com/v1:Widget", "widget");
};

it("kinds that are not in the cluster are a problem each, all at once, with what brings them", async () => {
  const stack = new TestStack();
  const { verdict, problems } = await stack.preview(program);
  expect(verdict).toBe(Verdict.Problems);
  expect(problems.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    [
      "kubernetes.kind-missing",
      "the cluster has no kind MeshTimeout in kuma.io/v1alpha1, which Kuma (target kuma) brings",
      expect.stringMatching(/^install Kuma's chart `kuma`, or run `kumactl install crds/),
    ],
    [
      "kubernetes.kind-missing",
      "the cluster has no kind Peering in gateway.githedgehog.com/v1alpha1, which Hedgehog (VPCs of target hedgehog) brings",
      expect.stringMatching(/^enable the gateway in the Fabricator's configuration/),
    ],
    [
      "kubernetes.kind-missing",
      "the cluster has no kind Widget in example.com/v1",
      "install the CustomResourceDefinition first, or create it in the same program",
    ],
  ]);
  expect(stack.cluster.find("ConfigMap", "default/settings")).toBeUndefined();
});

it("a kind that the same program brings is none", async () => {
  const stack = new TestStack();
  const definition = {
    metadata: { name: "meshtimeouts.kuma.io" },
    spec: {
      group: "kuma.io",
      names: { kind: "MeshTimeout", plural: "meshtimeouts" },
      scope: "Namespaced",
      versions: [{ name: "v1alpha1" }],
    },
  };
  const { problems } = await stack.preview(async (p) => {
    await p.resource("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "crd", definition);
    await object(p, "kuma.io/v1alpha1:MeshTimeout", "one");
  });
  expect(problems).toEqual([]);
});
