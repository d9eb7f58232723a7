import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../sdk/src/fabric/check.js";
import { fabricWith } from "../../sdk/src/fabric/testing/problems.js";
import { rulesOf } from "../../sdk/src/targets/availability.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { meshTargets } from "../../sdk/src/targets/registry.js";
import type { MeshTargets } from "../../sdk/src/targets/support/support-problems.js";
import { supportTable } from "../../sdk/src/targets/support/support-table.js";
import { example } from "./index.js";
import { exampleKind } from "./tables.js";

/** The one line that makes it known. */
const targets: MeshTargets = { ...meshTargets, [exampleKind]: example };

const onExample = (changes: Record<string, unknown> = {}) =>
  fabricWith({ "meshes.payments.target": { kind: exampleKind }, ...changes });

describe("a target that is a folder and a line of the registry", () => {
  it("realises its half, and the other targets theirs, as they do with each other", () => {
    const { objects, connectivity } = planFabric("test", onExample(), targets);
    const [table] = objects.filter(({ id }) => id === "table.edge");
    expect(JSON.parse((table?.object["data"] as { table: string }).table)).toEqual({
      host: "edge.isthmus-payments.svc.cluster.local",
      identity: "spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge",
      rules: [["allow", "checkoutMayCharge", "charges"]],
    });
    expect(objects.some(({ object }) => object.kind === "Deployment")).toBe(true);
    expect(connectivity).toEqual(planFabric("test", fabricWith({})).connectivity);
  });

  it("calls gateways of every other target", () => {
    const calling = fabricWith({ "meshes.shop.target": { kind: exampleKind } });
    const [table] = planFabric("test", calling, targets).objects.filter(({ id }) => id === "table.charge");
    expect(JSON.parse((table?.object["data"] as { table: string }).table)).toEqual({
      hostname: "payments.mesh",
      ends: [[[{ host: "edge.isthmus-payments.svc.cluster.local", port: 8443 }], "payments.mesh"]],
    });
  });

  it("refuses by name what it does not list, without a line of code", () => {
    const { problems } = checkFabric("test", onExample({ "exposes.charges.path": { prefix: "/a" } }), rulesOf(targets));
    expect(problems?.map(({ code, path }) => [code, path])).toEqual([["target.unsupported", "exposes.charges.path"]]);
    expect(checkFabric("test", onExample(), rulesOf(targets)).problems).toBeUndefined();
  });

  it("says what is lost", () => {
    const notes = planFabric("test", onExample(), targets).fabric.notes.filter(({ code }) => code === "target.lossy");
    expect(notes.map(({ message }) => message)).toContainEqual(expect.stringContaining("it knows no requests"));
  });

  it("stands in the table of targets, with its limits", () => {
    expect(supportTable(targets)).toContain("as many as its licence allows");
    expect(supportTable(meshTargets)).not.toContain("as many as its licence allows");
  });

  it("is what CONTRIBUTING.md shows", () => {
    const contributing = readFileSync(join(__dirname, "../../CONTRIBUTING.md"), "utf8");
    const support = readFileSync(join(__dirname, "support.ts"), "utf8");
    const shown = contributing.slice(contributing.indexOf("## Add a target"));
    for (const line of support.split("\n").filter((text) => text.trim().startsWith('"')))
      expect(shown).toContain(line.trim());
  });
});
