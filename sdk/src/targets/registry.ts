import { MeshTargetKind, VpcTargetKind } from "../model/choices.js";
import { hedgehog } from "./hedgehog/index.js";
import { standalone } from "./standalone/index.js";
import { natGateways } from "./standalone/nat/index.js";
import type { MeshTarget } from "./target.js";
import type { VpcTarget } from "./vpc-target.js";

/** The systems that meshes can be realised on. One that is missing is refused by name. */
export const meshTargets: Partial<Record<MeshTargetKind, MeshTarget>> = {
  [MeshTargetKind.Standalone]: standalone,
};

/** The systems that VPCs can be realised on. */
export const vpcTargets: Record<VpcTargetKind, VpcTarget> = {
  [VpcTargetKind.Standalone]: natGateways,
  [VpcTargetKind.Hedgehog]: hedgehog,
};
