import { describe, expect, it } from "@jest/globals";
import { settle } from "../../../emitted.js";
import { planFabric } from "../../../plan.js";
import { markedMaterial } from "../../../testing/planned.js";
import { admissionErrors, isKumas } from "./admission.js";
import type { Manifest } from "./admission/manifest.js";
import { withPartner } from "./expose-and-consume.js";
import { danglingReferences } from "./references.js";
import { withValues } from "../../../../fabric/testing/with-values.js";

function manifests(): Manifest[] {
  const input = withPartner({
    "exposes.api.rewrite": { prefix: "/" },
    "exposes.api.requestHeaders": { set: { "x-a": "1" } },
  });
  const plan = planFabric("test", input);
  const material = markedMaterial(plan);
  return plan.objects.map(({ object }) => settle(object, material) as Manifest).filter(isKumas);
}

/** The first object of a kind with another value at a path, undefined to leave it out. */
function changed(kind: string, path: string, value: unknown): Manifest {
  const found = manifests().find((manifest) => manifest.kind === kind);
  if (found === undefined) throw new Error(`there is no ${kind}`);
  return withValues(found, { [path]: value }, "/");
}

const listener = "spec/conf/listeners/0";
const rule = "spec/to/0/rules/0";
const filter = `${rule}/default/filters`;
const twin = { port: 8090, protocol: "HTTP", crossMesh: true, hostname: "expose.mesh" };

/** What Kuma refuses (research/mesh-targets.md 1.3), as a change of what Isthmus makes. */
const refused: [kind: string, path: string, value: unknown, error: RegExp][] = [
  ["Mesh", "spec/mtls/enabledBackend", "other", /none of the backends/],
  ["Mesh", "spec/mtls/backends", [], /exactly one backend/],
  ["Mesh", "spec/meshServices/mode", "Exclusive", /no names for crossMesh/],
  ["Mesh", "spec/mtls/backends/0/dpCert/rotation/expiration", "a day", /expiration/],
  ["Secret", "data/value", "", /value cannot be empty/],
  ["MeshGateway", "mesh", "other", /differ/],
  ["MeshGateway", `${listener}/protocol`, "HTTPS", /only HTTP works with crossMesh/],
  ["MeshGateway", `${listener}/protocol`, undefined, /protocol cannot be empty/],
  ["MeshGateway", `${listener}/tls`, { mode: "TERMINATE" }, /tls must be empty/],
  ["MeshGateway", `${listener}/port`, 0, /port/],
  ["MeshGateway", `${listener}/hostname`, "under_score", /hostname/],
  ["MeshGateway", `${listener}/tags`, { "kuma.io/zone": "a" }, /reserved/],
  ["MeshGateway", "spec/selectors", [], /at least one selector/],
  ["MeshGateway", "spec/selectors/1", { match: { "kuma.io/service": "a" } }, /at most one selector/],
  ["MeshGateway", "spec/selectors/0/match", { team: "a" }, /kuma.io\/service is missing/],
  ["MeshGateway", "spec/conf/listeners", [], /no listeners/],
  ["MeshGateway", "spec/conf/listeners/1", twin, /multiple listeners for hostname/],
  ["MeshGateway", "spec/conf/listeners/1", { ...twin, protocol: "TCP", hostname: "b" }, /protocol conflicts/],
  ["MeshGateway", "spec/conf/listeners/1", { ...twin, crossMesh: false, hostname: "b" }, /the first decides/],
  ["MeshGatewayInstance", "spec/tags", { "kuma.io/service": "a" }, /reserved/],
  ["MeshGatewayInstance", "spec/serviceType", "ExternalName", /serviceType/],
  ["MeshHTTPRoute", "spec/to/0/targetRef", { kind: "MeshService", name: "a" }, /not supported/],
  ["MeshHTTPRoute", `${rule}/matches/0/path/value`, "/api/", /no trailing slash/],
  ["MeshHTTPRoute", `${rule}/matches/0/path/value`, "api", /absolute path/],
  ["MeshHTTPRoute", `${rule}/matches/0/path/type`, "Exact", /only if all matches are prefixes/],
  ["MeshHTTPRoute", `${rule}/default/backendRefs`, [], /backendRefs/],
  ["MeshHTTPRoute", `${rule}/default/backendRefs/0`, { kind: "MeshServiceSubset" }, /needs a name/],
  ["MeshHTTPRoute", `${filter}/1/requestHeaderModifier/remove`, ["x-a"], /duplicate header/],
  ["MeshHTTPRoute", `${filter}/1/requestHeaderModifier/set/0/name`, "X-A", /header name/],
  ["MeshHTTPRoute", `${filter}/1/requestHeaderModifier/set/0/value`, "100%", /Envoy would not write/],
  ["MeshHTTPRoute", `${filter}/1/requestHeaderModifier/set/0/value`, "", /Envoy would not write/],
  ["MeshHTTPRoute", `${filter}/1/requestHeaderModifier`, {}, /at least one of set, add, remove/],
  ["MeshTrafficPermission", "spec/from", [], /at least one of from or rules/],
  ["MeshTrafficPermission", "spec/rules", [{}], /from must be empty/],
  ["MeshTrafficPermission", "spec/from/0/default", {}, /action/],
  ["MeshProxyPatch", "spec/targetRef/tags", { listener: "a" }, /tags must not be set/],
  ["MeshProxyPatch", "spec/default/appendModifications", [], /must not be empty/],
  ["MeshProxyPatch", "spec/default/appendModifications/0/httpFilter/match/name", "a", /name must not be defined/],
  ["MeshTimeout", "spec/to/0/default", {}, /at least one timeout/],
  ["MeshTimeout", "spec/to", [], /at least one of from, to or rules/],
  ["MeshRetry", "spec/to/0/default/http", {}, /must not be empty/],
  ["MeshRetry", "spec/to/0/default/http/retryOn", ["599"], /unknown item/],
  ["MeshExternalService", "spec/match/port", 0, /1-65535/],
  ["MeshExternalService", "spec/match/protocol", "https", /protocol/],
  ["MeshExternalService", "spec/endpoints/0/address", "a b", /valid IP or hostname/],
  ["MeshExternalService", "spec/tls/verification/clientKey", undefined, /go together/],
  ["MeshExternalService", "spec/tls/verification/caCert", { type: "Secret" }, /data source/],
  ["MeshExternalService", "spec/tls/verification/serverName", "a_b", /valid DNS name/],
  ["MeshExternalService", "metadata/name", "a".repeat(64), /too long/],
  ["MeshExternalService", "metadata/name", "1a", /RFC 1035/],
  ["MeshExternalService", "metadata/name", "a.b", /RFC 1035/],
  ["HostnameGenerator", "spec/template", "a b", /DNS name/],
  ["HostnameGenerator", "spec/selector", {}, /exact one selector/],
];

describe("the port of Kuma's webhook", () => {
  it("takes what Isthmus makes", () => {
    expect(manifests().flatMap(admissionErrors)).toEqual([]);
  });

  it.each(refused)("refuses %s with %s as %j", (kind, path, value, error) => {
    expect(admissionErrors(changed(kind, path, value)).join("\n")).toMatch(error);
  });
});

describe("references", () => {
  it("dangle where what they name is not there", () => {
    const all = manifests();
    expect(danglingReferences(all)).toEqual([]);
    const without = (kind: string) => danglingReferences(all.filter((manifest) => manifest.kind !== kind));
    expect(without("MeshGateway")).toHaveLength(4);
    expect(without("Secret")).toHaveLength(2);
    expect(danglingReferences([...all, changed("MeshTimeout", "spec/targetRef/tags", { port: "1" })])).toHaveLength(1);
  });
});
