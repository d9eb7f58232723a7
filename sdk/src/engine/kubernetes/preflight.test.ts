import { beforeAll, describe, expect, it } from "@jest/globals";
import { privateKeyPem } from "../../trust/index.js";
import { authorities } from "../../trust/testing/authorities.js";
import { Verdict } from "../outcome.js";
import { type Script, TestStack } from "../testing/stack.js";
import { type Properties, Secret, UNKNOWN } from "../value.js";
import { ApiError } from "../../cluster/api-error.js";
import { keyPairFault } from "./key-pair.js";
import { podReferences } from "./pod-references.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");

const podSpec = (more: object) => ({ containers: [{ name: "web" }], ...more }) as unknown as Properties;

describe("what pods need", () => {
  const from = (more: object) => podReferences("Pod", { spec: podSpec(more) });

  it.each([
    ["Secret", { volumes: [{ secret: { secretName: "it" } }] }, "spec.volumes[0].secret.secretName"],
    ["ConfigMap", { volumes: [{}, { configMap: { name: "it" } }] }, "spec.volumes[1].configMap.name"],
    [
      "Secret",
      { volumes: [{ projected: { sources: [{ secret: { name: "it" } }] } }] },
      "spec.volumes[0].projected.sources[0].secret.name",
    ],
    [
      "ConfigMap",
      { volumes: [{ projected: { sources: [{ configMap: { name: "it" } }] } }] },
      "spec.volumes[0].projected.sources[0].configMap.name",
    ],
    [
      "Secret",
      { containers: [{ envFrom: [{ secretRef: { name: "it" } }] }] },
      "spec.containers[0].envFrom[0].secretRef.name",
    ],
    [
      "ConfigMap",
      { initContainers: [{ envFrom: [{ configMapRef: { name: "it" } }] }] },
      "spec.initContainers[0].envFrom[0].configMapRef.name",
    ],
    [
      "Secret",
      { containers: [{ env: [{ valueFrom: { secretKeyRef: { name: "it", key: "a" } } }] }] },
      "spec.containers[0].env[0].valueFrom.secretKeyRef.name",
    ],
    [
      "ConfigMap",
      { containers: [{ env: [{ valueFrom: { configMapKeyRef: { name: "it", key: "a" } } }] }] },
      "spec.containers[0].env[0].valueFrom.configMapKeyRef.name",
    ],
  ])("a %s in %j", (kind, spec, field) => {
    expect(from(spec)).toEqual([{ kind, name: "it", field }]);
  });

  it.each([
    ["is optional", { volumes: [{ secret: { secretName: "it", optional: true } }] }],
    ["is known only after up", { volumes: [{ secret: { secretName: UNKNOWN } }] }],
    ["is a plain value", { containers: [{ env: [{ name: "A", value: "it" }] }] }],
  ])("is not what %s", (_, spec) => {
    expect(from(spec)).toEqual([]);
  });

  it.each([
    ["StatefulSet", "spec.template.spec"],
    ["CronJob", "spec.jobTemplate.spec.template.spec"],
  ])("is found in a %s", (kind, at) => {
    const spec = podSpec({ volumes: [{ secret: { secretName: "it" } }] });
    const inputs = at.split(".").reduceRight<Properties>((inner, key) => ({ [key]: inner }), spec);
    expect(podReferences(kind, inputs)).toMatchObject([{ field: `${at}.volumes[0].secret.secretName` }]);
  });
});

describe("a key pair", () => {
  let pair: { "tls.crt": string; "tls.key": string };
  let other: typeof pair;
  beforeAll(async () => {
    const made = async () => {
      const { issuer } = await authorities("shop.acme.internal");
      return { "tls.crt": base64(issuer.certificate), "tls.key": base64(await privateKeyPem(issuer.key)) };
    };
    [pair, other] = [await made(), await made()];
  });

  it("that belongs together is fine", () => {
    expect(keyPairFault(pair, new Date())).toBeUndefined();
  });

  it.each([
    ["of two", () => ({ ...pair, "tls.key": other["tls.key"] }), "its tls.key does not belong to its tls.crt"],
    ["without a certificate", () => ({ "tls.key": pair["tls.key"] }), "its tls.crt is no certificate in PEM"],
    ["without a key", () => ({ ...pair, "tls.key": base64("hunter2") }), "its tls.key is no private key in PEM"],
  ])("%s is not", (_, data, fault) => {
    expect(keyPairFault(data())).toBe(fault);
  });

  it("that has expired is not", () => {
    expect(keyPairFault(pair, new Date("2099-01-01"))).toMatch(/^its certificate has expired on \d{4}-\d\d-\d\d$/);
  });

  const serving = (data: Properties) => async (p: Script) => {
    const secret = { metadata: { name: "tls" }, type: "kubernetes.io/tls", data: new Secret(data) };
    await p.resource("kubernetes:core/v1:Secret", "tls", secret);
    await pod({ volumes: [{ name: "tls", secret: { secretName: "tls" } }] })(p);
  };

  it("of the program is looked at, and nothing of it is said", async () => {
    const stack = new TestStack();
    expect((await stack.preview(serving(pair))).verdict).toBe(Verdict.Ok);
    const outcome = await stack.preview(serving({ ...pair, "tls.key": base64("hunter2-hunter2") }));
    expect(outcome.problems).toMatchObject([
      { code: "kubernetes.key-pair", path: "Pod default/web spec.volumes[0].secret.secretName" },
    ]);
    expect(JSON.stringify(outcome.problems)).not.toMatch(/hunter2|aHVudGVy/);
  });

  it("of the cluster is looked at", async () => {
    const stack = new TestStack();
    const metadata = { name: "tls", namespace: "default" };
    const data = { "tls.crt": "", "tls.key": "" };
    stack.cluster.write("x", { apiVersion: "v1", kind: "Secret", metadata, type: "kubernetes.io/tls", data });
    const { problems } = await stack.preview(pod({ volumes: [{ name: "a", secret: { secretName: "tls" } }] }));
    expect(problems.map(({ code }) => code)).toEqual(["kubernetes.key-pair"]);
  });
});

const pod =
  (spec: object, annotations: Properties = {}) =>
  async (p: Script) =>
    void (await p.resource("kubernetes:core/v1:Pod", "web", {
      metadata: { name: "web", annotations },
      spec: podSpec(spec),
    }));

describe("a preview of pods that need a Secret", () => {
  const needing = pod({ volumes: [{ name: "a", secret: { secretName: "token" } }] });
  const token = { metadata: { name: "token", namespace: "default" } };
  const warnings = ({ events }: TestStack) =>
    events.flatMap((event) => (event.kind === "diagnostic" ? event.diagnostic.message : []));

  it("says that nobody has it", async () => {
    const stack = new TestStack();
    const { problems } = await stack.preview(needing);
    expect(problems).toMatchObject([
      { code: "kubernetes.reference-missing", path: "Pod default/web spec.volumes[0].secret.secretName" },
    ]);
    expect(problems[0]?.message).toContain("Pod default/web needs Secret default/token");
  });

  it("is content where the cluster has it", async () => {
    const stack = new TestStack();
    stack.cluster.write("x", { apiVersion: "v1", kind: "Secret", ...token });
    expect((await stack.preview(needing)).problems).toEqual([]);
  });

  it("is content where the program has it, in this namespace and in no other", async () => {
    const [here, there] = [new TestStack(), new TestStack()];
    for (const { cluster } of [here, there])
      cluster.write("x", { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    const beside = (metadata: Properties) => async (p: Script) => {
      await needing(p);
      await p.resource("kubernetes:core/v1:Secret", "token", { metadata });
    };
    expect((await here.preview(beside({ name: "token" }))).problems).toEqual([]);
    expect((await there.preview(beside({ name: "token", namespace: "shop" }))).problems).toHaveLength(1);
  });

  it("is content where a custom resource of the program names it", async () => {
    const certificate = { metadata: { name: "web", namespace: "default" }, spec: { secretName: "token" } };
    const names = { kind: "Certificate", plural: "certificates" };
    const crd = { group: "cert-manager.io", scope: "Namespaced", names, versions: [{ name: "v1" }] };
    const { problems } = await new TestStack().preview(async (p) => {
      await needing(p);
      await p.resource("kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition", "c", {
        metadata: { name: "certificates.cert-manager.io" },
        spec: crd,
      });
      await p.resource("kubernetes:cert-manager.io/v1:Certificate", "web", certificate);
    });
    expect(problems).toEqual([]);
  });

  it("warns only where nothing is awaited", async () => {
    const stack = new TestStack();
    const spec = { volumes: [{ name: "a", secret: { secretName: "token" } }] };
    expect((await stack.preview(pod(spec, { "pulumi.com/skipAwait": "true" }))).verdict).toBe(Verdict.Ok);
    expect(warnings(stack).join()).toContain("needs Secret default/token");
  });

  it("warns only where Secrets may not be read", async () => {
    const stack = new TestStack();
    const get = stack.cluster.get.bind(stack.cluster);
    stack.cluster.get = (reference) =>
      reference.kind === "Secret"
        ? Promise.reject(new ApiError(403, "Forbidden", "secrets is forbidden"))
        : get(reference);
    expect((await stack.preview(needing)).verdict).toBe(Verdict.Ok);
    expect(warnings(stack)).toEqual(["whether Secret default/token exists cannot be told: secrets is forbidden"]);
  });

  it("looks at no pods that stay as they are", async () => {
    const stack = new TestStack();
    stack.cluster.write("x", { apiVersion: "v1", kind: "Secret", ...token });
    stack.options.requireCluster = true;
    const skipping = pod(
      { volumes: [{ name: "a", secret: { secretName: "token" } }] },
      { "pulumi.com/skipAwait": "true" },
    );
    await stack.up(skipping);
    await stack.cluster.delete({ apiVersion: "v1", kind: "Secret", namespace: "default", name: "token" });
    await stack.preview(skipping);
    expect(warnings(stack)).toEqual([]);
  });
});
