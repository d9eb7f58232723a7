import type { Problem } from "../../model/problem.js";
import type { Rule } from "../../fabric/check.js";
import type { CheckedFabric } from "../../fabric/checked.js";
import { MeshTargetKind } from "../../model/choices.js";
import type { MeshTarget as Target } from "../../model/target.js";
import type { Emitted } from "../emitted.js";
import type { FieldSupport } from "../support/field-support.js";

/** The versions of Kuma that differ in what exists; the last is the default. */
export const KumaVersion = { V2: "2.14", V3: "3.0" } as const;
export type KumaVersion = (typeof KumaVersion)[keyof typeof KumaVersion];

/** What Isthmus does on one version of Kuma; each looks only at meshes of that version. */
export interface KumaTarget {
  support: FieldSupport;
  problems: Rule;
  notes: (fabric: CheckedFabric) => Iterable<Problem>;
  expand: (fabric: CheckedFabric) => Emitted;
}

/** Whether a mesh is realised by this version of Kuma. */
export const isOfVersion = ({ kind, version = KumaVersion.V3 }: Target, wanted: KumaVersion): boolean =>
  kind === MeshTargetKind.Kuma && version === wanted;

/** The namespace of the control plane, where policies of the system stand. */
export const systemNamespaceOf = ({ systemNamespace = "kuma-system" }: Target): string => systemNamespace;
