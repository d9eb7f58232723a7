import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { ProblemsError } from "../../model/problem.js";
import type { MeshTarget } from "../../model/target.js";
import { settle } from "../emitted.js";
import { planFabric } from "../plan.js";
import { meshTargets } from "../registry.js";
import { decidesNothing } from "../testing/decides-nothing.js";
import { fabricOn } from "../testing/field-example.js";
import { defaults, fieldExample } from "../testing/field-examples.js";
import { markedMaterial } from "../testing/planned.js";
import { type FieldSupport, supportOf } from "./field-support.js";
import { type ModelField, modelFields } from "./model-fields.js";
import { supportPage, supportTable } from "./support-table.js";

const targets = Object.entries(meshTargets).flatMap(([kind, { supports }]) =>
  Object.entries(supports).map(([version, listed]): [string, MeshTarget, FieldSupport] => [
    version === "" ? kind : `${kind} ${version}`,
    { kind, ...(version !== "" && { version }) } as MeshTarget,
    listed,
  ]),
);

/** The fields in which values stand. */
const valueFields = (fields: ModelField[]): ModelField[] =>
  fields.flatMap((field) => (field.parts.length === 0 ? field : valueFields(field.parts)));

/** Every field of the model with a value, and each of its values where there are few. */
const places = valueFields(modelFields()).flatMap(
  ({ field, values }): { field: string; value?: string; place: string }[] =>
    values.length === 0
      ? [{ field, place: field }]
      : values.map((value) => ({ field, value, place: `${field}=${value}` })),
);

/** What a Fabric becomes, or the problems that it has. */
function outcome(input: unknown): { emitted: string } | { refused: string[] } {
  try {
    const plan = planFabric("test", input);
    const material = markedMaterial(plan);
    const objects = plan.objects.map((emitted) => ({ ...emitted, object: settle(emitted.object, material) }));
    return { emitted: JSON.stringify([objects, plan.certificates]) };
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return { refused: error.problems.map(({ code, path }) => `${code} at ${path}`) };
  }
}

const reasonFor = (place: string, field: string, target: string): string | undefined =>
  [place, field].flatMap((key) => decidesNothing[key]?.[target] ?? decidesNothing[key]?.["*"] ?? []).at(0);

describe("the page of targets", () => {
  it("is what the code says; `npm run docs:targets` writes it", () => {
    expect(readFileSync(resolve(__dirname, "../../../../docs/targets.md"), "utf8")).toBe(supportPage(meshTargets));
  });

  it("has every field of the model once, by itself or in what it is part of", () => {
    const rows = supportTable(meshTargets)
      .split("\n## ")
      .flatMap((section) => {
        const kind = section.replace("## ", "").split("\n")[0] ?? "";
        return [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, label]) => `${kind}.${label}`);
      });
    for (const { place, field } of places) {
      const covering = rows.filter((row) => row === place || row === field || field.startsWith(`${row}.`));
      expect([place, covering.length]).toEqual([place, 1]);
    }
  });

  it("has a section for each kind of declaration of the mesh side", () => {
    expect(modelFields().map(({ field }) => field)).toEqual([
      ...["meshes", "meshGateways", "exposes", "crossMeshPermissions", "routes", "externalGateways"],
    ]);
  });
});

describe.each(targets)("what target %s is said to do", (name, target, supports) => {
  const realised = places.filter(({ field, value }) => supportOf(supports, field, value) !== false);
  const refused = places.filter(({ field, value }) => supportOf(supports, field, value) === false);

  it.each(realised)("it does: $place changes what is emitted, or need not", ({ place, field }) => {
    const byDefault = defaults[place];
    if (byDefault !== undefined) {
      expect(outcome(fabricOn(target, byDefault))).toEqual(outcome(fabricOn(target, withoutLast(byDefault))));
      return;
    }
    if (reasonFor(place, field, name) !== undefined) {
      expect(changes(place)).not.toBe("changed");
      return;
    }
    expect([place, changes(place)]).toEqual([place, "changed"]);
  });

  it.each(refused)("it does not: $place is refused by name", ({ place, field }) => {
    const { given, set } = fieldExample(place, target) ?? { given: {}, set: defaults[place] ?? {} };
    const after = outcome(fabricOn(target, given, set));
    const found = "refused" in after ? after.refused : [];
    expect(found.filter((problem) => isUnsupported(problem, field))).not.toEqual([]);
  });

  const planned = new Map<string, ReturnType<typeof outcome>>();

  /** Of changes that many examples share. */
  function before(changes: Record<string, unknown>): ReturnType<typeof outcome> {
    const key = JSON.stringify(changes, (_, value: unknown) => value ?? null);
    const known = planned.get(key) ?? outcome(fabricOn(target, changes));
    planned.set(key, known);
    return known;
  }

  function changes(place: string): string {
    const example = fieldExample(place, target);
    if (example === undefined) return "no example";
    const was = before(example.given);
    if ("refused" in was) return `refused without it: ${was.refused.join(", ")}`;
    const is = outcome(fabricOn(target, example.given, example.set));
    if ("refused" in is) return `refused: ${is.refused.join(", ")}`;
    return was.emitted === is.emitted ? "the same" : "changed";
  }
});

/** The last change is the field itself; the others are what it needs. */
const withoutLast = (changes: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(changes).slice(0, -1));

/** True if what is refused is the field, or what it is part of. */
function isUnsupported(problem: string, field: string): boolean {
  const [, kind = "", rest = ""] = /^target\.unsupported at ([^.]+)\.[^.]+\.(.*)$/.exec(problem) ?? [];
  const found = rest.replace(/\[\d+\]/g, "").replace(/^listeners\.[^.]+\./, "listeners.");
  return kind !== "" && (`${kind}.${found}` === field || field.startsWith(`${kind}.${found}.`));
}
