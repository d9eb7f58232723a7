import type { VpcTarget } from "../vpc-target.js";
import { passesAnything } from "./acl.js";
import { gatewayPeering, knownAddresses } from "./gateway-peering.js";
import { pairsOf } from "./pairs.js";
import { draftOf } from "./party.js";
import { hedgehogProblems } from "./problems/index.js";

/** Hedgehog Open Network Fabric 26.03: a GatewayPeering for each two VPCs of which one may reach the other. */
export const hedgehog: VpcTarget = {
  problems: hedgehogProblems,
  expand: (side) => {
    const drafts = pairsOf(side).map(draftOf).filter(passesAnything);
    const known = knownAddresses(drafts);
    return drafts.map((draft) => gatewayPeering(draft, known));
  },
};
