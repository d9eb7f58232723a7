import { quoted } from "../../fabric/path.js";
import type { MeshTargetKind } from "../../model/choices.js";
import type { Problem } from "../../model/problem.js";
import type { MeshTarget as Target } from "../../model/target.js";
import type { Spec } from "../own.js";
import type { MeshTarget } from "../target.js";
import { type FieldSupport, supportOf } from "./field-support.js";
import { type FieldPlace, type UsedField, usedFields } from "./used-fields.js";

/** The systems that meshes can be realised on. */
export type MeshTargets = Record<MeshTargetKind, MeshTarget>;

/** What the target of a mesh realises; undefined where there is no such version. */
export function supportsOf({ kind, version }: Target, targets: MeshTargets): FieldSupport | undefined {
  const { supports } = targets[kind];
  const known = Object.keys(supports);
  return version === undefined ? supports[known.at(-1) ?? ""] : version === "" ? undefined : supports[version];
}

/** The version, and every field that is set and that the target of its mesh does not realise. */
export function* supportProblems(spec: Spec, targets: MeshTargets): Iterable<Problem> {
  for (const [mesh, { target }] of Object.entries(spec.meshes)) {
    const supports = supportsOf(target, targets);
    if (supports === undefined) {
      yield versionProblem(mesh, target, targets);
      continue;
    }
    const refused = usedFields(spec, mesh, (field, value) => supportOf(supports, field, value) === false);
    const told = new Set<string>();
    for (const used of refused) {
      const place = outermost(used, supports);
      if (told.has(place.path)) continue;
      told.add(place.path);
      const value = place.field === used.field ? used.value : undefined;
      yield {
        code: "target.unsupported",
        path: place.path,
        message: `${targetName(target)} of mesh "${mesh}" does not realise ${describe(place.field, value, targets)}`,
        hint: wayOut(place.field, value, targets),
      };
    }
  }
}

/** What is realised in part only, and what is lost. */
export function* supportNotes(spec: Spec, targets: MeshTargets): Iterable<Problem> {
  for (const [mesh, { target }] of Object.entries(spec.meshes)) {
    const supports = supportsOf(target, targets) ?? {};
    const lostOf = (field: string, value: unknown): string | undefined => {
      const support = supportOf(supports, field, value);
      return typeof support === "object" ? support.lost : undefined;
    };
    const isLossy = Object.values(supports).some((support) => typeof support === "object");
    if (!isLossy) continue;
    for (const { field, path, value } of usedFields(spec, mesh, (field, value) => lostOf(field, value) !== undefined)) {
      yield {
        code: "target.lossy",
        path,
        message: `${targetName(target)} of mesh "${mesh}" realises ${describe(field, value, targets)} in part: ${lostOf(field, value)}`,
        hint: wayOut(field, value, targets),
      };
    }
  }
}

const targetName = ({ kind, version }: Target): string => `target ${kind}${version === undefined ? "" : ` ${version}`}`;

function versionProblem(mesh: string, { kind, version = "" }: Target, targets: MeshTargets): Problem {
  const versions = Object.keys(targets[kind].supports).filter((known) => known !== "");
  const hasVersions = versions.length > 0;
  return {
    code: "target.version",
    path: `meshes.${mesh}.target.version`,
    message: hasVersions ? `target ${kind} has no version ${quoted(version)}` : `target ${kind} has no versions`,
    hint: hasVersions ? `use ${versions.join(" or ")}` : "leave version out",
  };
}

/** The outermost part of the declaration of which the target realises nothing. */
const outermost = (used: UsedField, supports: FieldSupport): FieldPlace =>
  used.within.find(({ field }) =>
    Object.entries(supports).every(([listed, support]) => support === false || !startsAt(listed, field)),
  ) ?? used;

const startsAt = (listed: string, field: string): boolean =>
  listed === field || listed.startsWith(`${field}.`) || listed.startsWith(`${field}=`);

/** A field, with its value where a target tells values apart. */
function describe(field: string, value: unknown, targets: MeshTargets): string {
  const tellsApart = allSupports(targets).some(([, supports]) =>
    Object.keys(supports).some((listed) => listed.startsWith(`${field}=`)),
  );
  return tellsApart && value !== undefined ? `${field} ${JSON.stringify(value)}` : field;
}

/** To leave it out, or the targets that realise it as a whole. */
function wayOut(field: string, value: unknown, targets: MeshTargets): string {
  const able = allSupports(targets).flatMap(([name, supports]) => {
    const support = supportOf(supports, field, value);
    return support === true || typeof support === "string" ? [name] : [];
  });
  return able.length === 0 ? "leave it out" : `leave it out, or use target ${able.join(", ")}`;
}

/** Every target and version, by the name that people read. */
export const allSupports = (targets: MeshTargets): [string, FieldSupport][] =>
  Object.entries(targets).flatMap(([kind, { supports }]) =>
    Object.entries(supports).map(([version, support]): [string, FieldSupport] => [
      version === "" ? kind : `${kind} ${version}`,
      support,
    ]),
  );
