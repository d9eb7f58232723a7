import { describe, expect, it } from "@jest/globals";
import { diffProperties } from "../diff.js";
import type { KubernetesObject } from "./cluster-client.js";
import { replacingPaths } from "./immutable.js";
import { named } from "./names.js";
import { notReady } from "./readiness.js";
import { isNamespaced } from "./scope.js";
import { promised } from "./server-set.js";

const object = (kind: string, spec: object, status: object, generation = 1): KubernetesObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name: "it", generation },
  spec,
  status,
});

describe("an object is ready", () => {
  const rolled = { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: 3 };
  it.each([
    ["a Deployment that is rolled out", object("Deployment", { replicas: 3 }, rolled, 2), undefined],
    [
      "a Deployment of an older version",
      object("Deployment", { replicas: 3 }, rolled, 3),
      "its controller has not seen this version yet",
    ],
    [
      "a Deployment on its way",
      object("Deployment", { replicas: 3 }, { ...rolled, updatedReplicas: 1 }, 2),
      "1 of 3 replicas are updated",
    ],
    ["a Deployment with old pods", object("Deployment", { replicas: 2 }, rolled, 2), "1 old replicas are still there"],
    ["a Deployment of none", object("Deployment", { replicas: 0 }, { observedGeneration: 1 }), undefined],
    [
      "a StatefulSet",
      object("StatefulSet", { replicas: 1 }, { observedGeneration: 1, updatedReplicas: 1 }),
      "0 of 1 replicas are ready",
    ],
    [
      "a DaemonSet",
      object(
        "DaemonSet",
        {},
        { observedGeneration: 1, desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 },
      ),
      undefined,
    ],
    ["a failed Job", object("Job", {}, { conditions: [{ type: "Failed", status: "True" }] }), "the job has failed"],
    ["a complete Job", object("Job", {}, { conditions: [{ type: "Complete", status: "True" }] }), undefined],
    ["a Pod", object("Pod", {}, { phase: "Pending" }), "the pod is Pending and not ready"],
    [
      "a load balancer without address",
      object("Service", { type: "LoadBalancer" }, {}),
      "the load balancer has no address",
    ],
    ["an inner Service", object("Service", {}, {}), undefined],
    ["a Namespace that goes", object("Namespace", {}, { phase: "Terminating" }), "the namespace is Terminating"],
    ["a ConfigMap", object("ConfigMap", {}, {}), undefined],
  ])("or says what it waits for: %s", (_, it, waits) => {
    expect(notReady(it)).toBe(waits);
  });
});

describe("a change replaces", () => {
  const replacing = (kind: string, before: object, after: object) =>
    replacingPaths(kind, before as never, diffProperties(before as never, after as never));

  it.each([
    ["the name", "ConfigMap", { metadata: { name: "a" } }, { metadata: { name: "b" } }, ["metadata.name"]],
    [
      "a Deployment's selector",
      "Deployment",
      { spec: { selector: { a: 1 } } },
      { spec: { selector: { a: 2 } } },
      ["spec.selector.a"],
    ],
    ["a Secret's type", "Secret", { type: "Opaque" }, { type: "kubernetes.io/tls" }, ["type"]],
    [
      "an immutable ConfigMap's data",
      "ConfigMap",
      { immutable: true, data: { a: "1" } },
      { immutable: true, data: { a: "2" } },
      ["data.a"],
    ],
  ])("where it is %s", (_, kind, before, after, paths) => {
    expect(replacing(kind, before, after)).toEqual(paths);
  });

  it.each([
    ["a Deployment's replicas", "Deployment", { spec: { replicas: 1 } }, { spec: { replicas: 2 } }],
    ["a mutable ConfigMap's data", "ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }],
    ["the API version", "Ingress", { apiVersion: "networking.k8s.io/v1beta1" }, { apiVersion: "networking.k8s.io/v1" }],
  ])("not where it is %s", (_, kind, before, after) => {
    expect(replacing(kind, before, after)).toEqual([]);
  });
});

it("a name that nobody chose follows from the URN, and fits", () => {
  const metadata = named("urn:pulumi:dev::shop::a::b", "My Gateway_1".repeat(9), {}, undefined) as { name: string };
  expect(metadata.name).toMatch(/^[a-z0-9-]{1,54}-[0-9a-f]{8}$/);
  expect(named("urn:pulumi:dev::shop::a::b", "My Gateway_1".repeat(9), undefined, undefined)).toEqual(metadata);
});

it("the scope of built-in kinds is known without a cluster", () => {
  expect(isNamespaced("v1", "ConfigMap", false)).toBe(true);
  expect(isNamespaced("rbac.authorization.k8s.io/v1", "ClusterRole", true)).toBe(false);
  expect(isNamespaced("acme.io/v1", "Gate", false)).toBe(false);
});

it("a preview keeps an address that the program chose", () => {
  const inputs = { spec: { clusterIP: "None" } };
  expect(promised("Service", inputs, inputs)["spec"]).toMatchObject({ clusterIP: "None" });
});
