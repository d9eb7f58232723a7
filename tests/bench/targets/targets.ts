import type { MeshTarget } from "../../../sdk/src/model/target.js";

/** The targets that are measured, each in the version that it is written for. */
export const benchTargets: MeshTarget[] = [
  { kind: "standalone" },
  { kind: "kuma", version: "2.14" },
  { kind: "kuma", version: "3.0" },
  { kind: "istio" },
  { kind: "gloo-mesh" },
  { kind: "gateway-api" },
];

/** `istio`, `kuma-3.0`. */
export const targetName = ({ kind, version }: MeshTarget): string =>
  version === undefined ? kind : `${kind}-${version}`;
