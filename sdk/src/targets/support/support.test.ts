import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../fabric/check.js";
import { readDeclared } from "../../fabric/declared.js";
import { fabricWith } from "../../fabric/testing/problems.js";
import { targetRules } from "../availability.js";
import { meshTargets } from "../registry.js";
import { supportOf } from "./field-support.js";
import { allSupports, supportNotes, supportProblems, supportsOf } from "./support-problems.js";
import { usedFields } from "./used-fields.js";

const specWith = (changes: Record<string, unknown>) => readDeclared(fabricWith(changes)).spec;

describe("what is said of a field", () => {
  const supports = { "routes.rules": true, "routes.rules.mirror": false, "meshGateways.role=egress": "one a mesh" };

  it.each([
    ["itself", "routes.rules", true],
    ["what it is part of", "routes.rules.match.path.exact", true],
    ["the closest of what it is part of", "routes.rules.mirror.percent", false],
    ["nothing, where it only begins like one", "routes.rulesets", false],
    ["nothing, where only a part of it is listed", "routes", false],
  ])("is what is said of %s", (_, field, support) => {
    expect(supportOf(supports, field)).toBe(support);
  });

  it("is what is said of its value, before what is said of the field", () => {
    expect(supportOf(supports, "meshGateways.role", "egress")).toBe("one a mesh");
    expect(supportOf({ ...supports, "meshGateways.role": true }, "meshGateways.role", "ingress")).toBe(true);
    expect(supportOf(supports, "meshGateways.role", "ingress")).toBe(false);
  });
});

describe("the fields that a mesh sets", () => {
  const fieldsOf = (mesh: string, changes: Record<string, unknown>) =>
    [...usedFields(specWith(changes), mesh)].map(({ field, path }) => `${field} at ${path}`);

  it("are those of the mesh, of its gateways, of what stands behind them and of Routes from it", () => {
    const kinds = (mesh: string) => [...new Set(fieldsOf(mesh, {}).map((field) => field.split(".")[0]))];
    expect(kinds("shop")).toEqual(["meshes", "routes"]);
    expect(kinds("payments")).toEqual(["meshes", "meshGateways", "exposes", "crossMeshPermissions"]);
  });

  it("are named without names and indices, with their places", () => {
    expect(fieldsOf("payments", {})).toContain(
      "meshGateways.listeners.hostname at meshGateways.edge.listeners.api.hostname",
    );
    expect(fieldsOf("payments", {})).toContain(
      "crossMeshPermissions.http.path.prefix at crossMeshPermissions.checkoutMayCharge.http[0].path.prefix",
    );
  });

  it("do not go into what is data", () => {
    expect(fieldsOf("payments", { "meshGateways.edge.tags": { team: "pay" } })).toContain(
      "meshGateways.tags at meshGateways.edge.tags",
    );
  });

  it("are those of external gateways that a Route from it leads to, and of no others", () => {
    const partner = { addresses: ["partner.example"], protocol: "tls" };
    const route = { from: { mesh: "shop" }, to: { externalGateway: "partner" }, hostname: "partner.calls" };
    const changes = { "externalGateways.partner": partner, "externalGateways.other": partner, "routes.partner": route };
    expect(fieldsOf("shop", changes)).toContain("externalGateways.protocol at externalGateways.partner.protocol");
    expect(fieldsOf("shop", changes).join()).not.toContain("externalGateways.other");
    expect(fieldsOf("payments", changes).join()).not.toContain("externalGateways.");
  });

  it("leave out what is undefined", () => {
    expect(fieldsOf("shop", { "routes.charge.timeout": undefined }).join()).not.toContain("timeout");
  });
});

describe("what a target refuses", () => {
  const refused = (changes: Record<string, unknown>) => [...supportProblems(specWith(changes), meshTargets)];

  it("is nothing that it realises", () => {
    expect(refused({ "routes.charge.mirror": { expose: "charges" } })).toEqual([]);
  });

  it("names the target, the field at its place, and the targets that could", () => {
    const changes = {
      "meshes.shop.target": { kind: "istio" },
      "routes.charge.rules": [{ failover: ["charges"] }],
    };
    expect(refused(changes)).toEqual([
      {
        code: "target.unsupported",
        path: "routes.charge.rules[0].failover",
        message: 'target istio of mesh "shop" does not realise routes.rules.failover',
        hint: "leave it out, or use target standalone, kuma 3.0, gateway-api",
      },
    ]);
  });

  it("is said once, of the outermost part of which it realises nothing", () => {
    const tracing = { host: "collector.example", port: 4317, samplingPercent: 5 };
    const changes = { "meshes.payments.target": { kind: "istio" }, "meshGateways.edge.tracing": tracing };
    expect(refused(changes).map(({ path }) => path)).toEqual(["meshGateways.edge.tracing"]);
  });

  it("names the value where a target tells values apart", () => {
    const changes = { "meshGateways.edge.role": "east-west" };
    expect(refused(changes).map(({ message }) => message)).toEqual([
      'target standalone of mesh "payments" does not realise meshGateways.role "east-west"',
    ]);
  });

  it("says to leave out what no target does", () => {
    const changes = {
      "externalGateways.partner": { addresses: ["a.example"], protocol: "relaxed-tls", relaxedPort: 9 },
    };
    const route = { from: { mesh: "shop" }, to: { externalGateway: "partner" }, hostname: "partner.calls" };
    const hints = refused({ ...changes, "routes.partner": route }).map(({ hint }) => hint);
    expect(new Set(hints)).toEqual(new Set(["leave it out"]));
  });

  it("is a version that it does not have", () => {
    const version = (kind: string, version: string) =>
      refused({ "meshes.shop.target": { kind, version } }).map(({ code, path, hint }) => [code, path, hint]);
    expect(version("kuma", "1.0")).toEqual([["target.version", "meshes.shop.target.version", "use 2.14 or 3.0"]]);
    expect(version("istio", "1.0")).toEqual([["target.version", "meshes.shop.target.version", "leave version out"]]);
  });
});

describe("what a target realises in part", () => {
  const changes = {
    "meshes.payments.target": { kind: "kuma", version: "3.0" },
    "meshes.payments.trust.revoked": ["0A"],
  };

  it("is a note that says what is lost", () => {
    expect([...supportNotes(specWith(changes), meshTargets)]).toMatchObject([
      { code: "target.lossy", path: "meshes.payments.trust.revoked", message: expect.stringContaining("in part: ") },
    ]);
  });

  it("is no problem, and comes with the notes of the Fabric", () => {
    const { fabric, problems } = checkFabric("test", fabricWith(changes), { notes: targetRules.notes ?? (() => []) });
    expect(problems).toBeUndefined();
    expect(fabric?.notes.map(({ code }) => code)).toContain("target.lossy");
  });

  it("is nothing where nothing is lost", () => {
    expect([...supportNotes(specWith({}), meshTargets)]).toEqual([]);
  });
});

describe("the version that counts", () => {
  it("is the newest where none is said", () => {
    expect(supportsOf({ kind: "kuma" }, meshTargets)).toBe(supportsOf({ kind: "kuma", version: "3.0" }, meshTargets));
  });

  it("is none where there is no such version", () => {
    expect(supportsOf({ kind: "kuma", version: "9" }, meshTargets)).toBeUndefined();
    expect(supportsOf({ kind: "istio", version: "" }, meshTargets)).toBeUndefined();
  });

  it("is named with its target", () => {
    expect(allSupports(meshTargets).map(([name]) => name)).toEqual([
      ...["standalone", "kuma 2.14", "kuma 3.0", "istio", "gloo-mesh", "gateway-api"],
    ]);
  });
});
