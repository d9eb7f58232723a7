import { MeshTargetKind } from "../model/choices.js";
import { standalone } from "./standalone/index.js";
import type { MeshTarget } from "./target.js";

/** The systems that meshes can be realised on. One that is missing is refused by name. */
export const meshTargets: Partial<Record<MeshTargetKind, MeshTarget>> = {
  [MeshTargetKind.Standalone]: standalone,
};
