import { describe, expect, it } from "@jest/globals";
import { admissionErrors, type Manifest } from "./admission.js";

const labels = { "kuma.io/mesh": "shop", "kuma.io/origin": "zone" };
const system = { name: "a", namespace: "kuma-system", labels };
const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
const source = { type: "Secret", secretRef: { kind: "Secret", name: "a" } };

/** One good object of each kind, as its spec. */
const good = {
  MeshIdentity: {
    spiffeID: { trustDomain: "shop.internal", path: "/ns/{{ .Namespace }}" },
    provider: { type: "Bundled", bundled: { ca: { certificate: source, privateKey: source } } },
  },
  MeshTrust: { trustDomain: "shop.internal", caBundles: [{ type: "Pem", pem: { value: pem } }] },
  MeshTLS: { targetRef: { kind: "Mesh" }, rules: [{ default: { mode: "Strict" } }] },
  MeshTrafficPermission: {
    targetRef: { kind: "Dataplane", labels: { app: "a" }, sectionName: "80" },
    rules: [{ default: { allow: [{ spiffeID: { type: "Exact", value: "spiffe://a/ns/b/sa/c" } }] } }],
  },
  MeshCircuitBreaker: {
    targetRef: { kind: "Dataplane" },
    rules: [{ default: { connectionLimits: { maxConnections: 1 } } }],
  },
  MeshRetry: {
    targetRef: { kind: "Dataplane" },
    to: [{ targetRef: { kind: "Mesh" }, default: { http: { numRetries: 0 } } }],
  },
  MeshTimeout: {
    targetRef: { kind: "Dataplane" },
    to: [{ targetRef: { kind: "Mesh" }, default: { http: { requestTimeout: "0s" } } }],
  },
  HostnameGenerator: { selector: { meshService: { matchLabels: {} } }, template: "payments.mesh" },
};

const errorsOf = (kind: string, spec: object, metadata: Manifest["metadata"] = system): string[] =>
  admissionErrors([{ kind, metadata, spec }]);

const allowing = (value: string) => ({
  ...good.MeshTrafficPermission,
  rules: [{ default: { allow: [{ spiffeID: { type: "Prefix", value } }] } }],
});
const limited = (connectionLimits: object) => ({
  ...good.MeshCircuitBreaker,
  rules: [{ default: { connectionLimits } }],
});
const authority = (bundled: object) => ({ ...good.MeshIdentity, provider: { type: "Bundled", bundled } });
const bundle = (value: string) => ({ ...good.MeshTrust, caBundles: [{ type: "Pem", pem: { value } }] });

describe("Kuma 3.0's admission", () => {
  it.each(Object.entries(good))("takes a good %s", (kind, spec) => {
    expect(errorsOf(kind, spec)).toEqual([]);
  });

  it.each([
    ["a template that does not end", "MeshIdentity", { ...good.MeshIdentity, spiffeID: { path: "/{{ .Namespace" } }],
    ["no authority", "MeshIdentity", authority({ ca: { privateKey: source } })],
    ["an authority beside a generated one", "MeshIdentity", authority({ autogenerate: { enabled: true }, ca: {} })],
    ["an authority without its key", "MeshIdentity", authority({ ca: { certificate: source } })],
    [
      "an authority in a file",
      "MeshIdentity",
      authority({ ca: { certificate: { type: "File" }, privateKey: source } }),
    ],
    ["no limit", "MeshCircuitBreaker", { ...good.MeshCircuitBreaker, rules: [{ default: {} }] }],
    ["a limit of none", "MeshCircuitBreaker", limited({ maxRequests: 0 })],
    ["a limit beyond 32 bits", "MeshCircuitBreaker", limited({ maxRequests: 2 ** 31 })],
    ["a trust domain without bundle", "MeshTrust", { ...good.MeshTrust, caBundles: [] }],
    ["no trust domain", "MeshTrust", { ...good.MeshTrust, trustDomain: "" }],
    ["a long trust domain", "MeshTrust", { ...good.MeshTrust, trustDomain: "a".repeat(254) }],
    ["a bundle that is none", "MeshTrust", bundle("CERT")],
    ["a key for a bundle", "MeshTrust", bundle(pem.replaceAll("CERTIFICATE", "PRIVATE KEY"))],
    ["no rules", "MeshTrafficPermission", { ...good.MeshTrafficPermission, rules: [] }],
    ["a rule of nothing", "MeshTrafficPermission", { ...good.MeshTrafficPermission, rules: [{ default: {} }] }],
    ["a prefix that ends on a segment", "MeshTrafficPermission", allowing("spiffe://a/ns/b/")],
    ["an identity without scheme", "MeshTrafficPermission", allowing("a/ns/b")],
    ["an identity with an empty segment", "MeshTrafficPermission", allowing("spiffe://a//b")],
    ["a trust domain in capitals", "MeshTrafficPermission", allowing("spiffe://A/b")],
    ["labels of a Mesh", "MeshTLS", { ...good.MeshTLS, targetRef: { kind: "Mesh", labels: { a: "b" } } }],
    ["a removed target", "MeshTLS", { ...good.MeshTLS, targetRef: { kind: "MeshSubset" } }],
    ["a port of calls out", "MeshTimeout", { ...good.MeshTimeout, targetRef: { kind: "Dataplane", sectionName: "1" } }],
    ["no protocol", "MeshRetry", { ...good.MeshRetry, to: [{ targetRef: { kind: "Mesh" }, default: {} }] }],
    [
      "nothing of retries",
      "MeshRetry",
      { ...good.MeshRetry, to: [{ targetRef: { kind: "Mesh" }, default: { http: {} } }] },
    ],
    ["no timeout", "MeshTimeout", { ...good.MeshTimeout, to: [{ targetRef: { kind: "Mesh" }, default: {} }] }],
    [
      "two selectors",
      "HostnameGenerator",
      { ...good.HostnameGenerator, selector: { meshService: {}, meshExternalService: {} } },
    ],
    ["a hostname that is none", "HostnameGenerator", { ...good.HostnameGenerator, template: "Payments_mesh" }],
  ])("refuses %s", (_name, kind, spec) => {
    expect(errorsOf(kind, spec)).toHaveLength(1);
  });

  it("wants some kinds in its own namespace, with their origin, and of a mesh whose name can be a hostname's", () => {
    expect(errorsOf("MeshTrust", good.MeshTrust, { ...system, namespace: "web" })).toHaveLength(1);
    expect(errorsOf("MeshTLS", good.MeshTLS, { ...system, labels: { "kuma.io/mesh": "shop" } })).toHaveLength(1);
    expect(errorsOf("MeshTLS", good.MeshTLS, { ...system, labels: { ...labels, "kuma.io/mesh": "1a" } })).toHaveLength(
      1,
    );
    expect(errorsOf("MeshTLS", good.MeshTLS, { ...system, name: "a".repeat(64) })).toHaveLength(1);
    expect(admissionErrors([{ kind: "MeshService", metadata: { name: "1a" } }])).toHaveLength(1);
  });
});
