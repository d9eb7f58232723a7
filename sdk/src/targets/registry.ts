import { MeshTargetKind, VpcTargetKind } from "../model/choices.js";
import { gatewayApi } from "./gateway-api/index.js";
import { glooMesh } from "./gloo-mesh/index.js";
import { hedgehog } from "./hedgehog/index.js";
import { istio } from "./istio/index.js";
import { kuma } from "./kuma/index.js";
import { standalone } from "./standalone/index.js";
import { natGateways } from "./standalone/nat/index.js";
import type { MeshTargets } from "./support/support-problems.js";
import type { VpcTarget } from "./vpc-target.js";

/** The systems that meshes can be realised on. */
export const meshTargets: MeshTargets = {
  [MeshTargetKind.Standalone]: standalone,
  [MeshTargetKind.Kuma]: kuma,
  [MeshTargetKind.Istio]: istio,
  [MeshTargetKind.GlooMesh]: glooMesh,
  [MeshTargetKind.GatewayApi]: gatewayApi,
};

/** The systems that VPCs can be realised on. */
export const vpcTargets: Record<VpcTargetKind, VpcTarget> = {
  [VpcTargetKind.Standalone]: natGateways,
  [VpcTargetKind.Hedgehog]: hedgehog,
};
