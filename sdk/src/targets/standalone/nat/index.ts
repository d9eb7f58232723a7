import { VpcTargetKind } from "../../../model/choices.js";
import type { VpcTarget } from "../../vpc-target.js";
import { natGatewayObjects } from "./objects/index.js";
import { natProblems } from "./problems.js";

export { natConfiguration } from "./configuration.js";
export { natGatewayObjects } from "./objects/index.js";
export { natProblems } from "./problems.js";

/** Gateways that Isthmus brings: nftables in pods, attached to each VPC by an interface. */
export const natGateways: VpcTarget = {
  declarationProblems: natProblems,
  problems: () => [],
  expand: (side) => {
    const attached = side.vpcs.filter(({ target }) => target.kind === VpcTargetKind.Standalone);
    const used = side.natGateways.filter((gateway) => attached.some((vpc) => vpc.gateway === gateway));
    return used.flatMap((gateway) => natGatewayObjects(gateway, side));
  },
};
