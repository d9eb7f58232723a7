import { type RangeSet, rangeSet } from "../../fabric/addresses/range.js";
import { grouped } from "../../fabric/grouped.js";
import type { EmittedObject, KubeObject } from "../emitted.js";
import { acl } from "./acl.js";
import { publicOf } from "./claims.js";
import { exposures } from "./exposures.js";
import { type Draft, type Party, peerOf } from "./party.js";

/** The only namespace that Hedgehog takes. */
const namespace = "default";

/** Which gateways carry it: the group that every Hedgehog fabric has. */
const gatewayGroup = "default";

/** All flows between two VPCs; there may be one object for a pair. `known` is what each VPC knows others by. */
export function gatewayPeering(draft: Draft, known: Map<string, RangeSet>): EmittedObject {
  const [first, second] = draft.parties;
  const byKey = [first, second].sort((a, b) => (a.key < b.key ? -1 : 1));
  const object: KubeObject = {
    apiVersion: "gateway.githedgehog.com/v1alpha1",
    kind: "GatewayPeering",
    metadata: {
      // both names are labels of 11 characters at most, and neither has two dashes in a row
      name: `${first.vpc.name}--${second.vpc.name}`,
      namespace,
      // the webhook adds them too, and finds the peerings of a VPC by them
      labels: Object.fromEntries(byKey.map(({ key }) => [`vpc.gateway.githedgehog.com/${key}`, "true"])),
    },
    spec: {
      gatewayGroup,
      peering: Object.fromEntries(byKey.map((party) => [party.key, { expose: exposures(party) }])),
      acl: acl(draft, known),
    },
  };
  return {
    owner: { kind: "vpcs", name: first.vpc.name },
    // a dot is in no name, so this is in no other
    id: `peering.${second.vpc.name}`,
    cluster: first.vpc.cluster.name,
    object,
  };
}

/**
 * By which addresses each VPC knows others, by its name. Not those of which only ports are shown: whoever asks for other
 * ports there meets a default expose.
 */
export function knownAddresses(drafts: Draft[]): Map<string, RangeSet> {
  const sides = drafts.flatMap((draft) => draft.parties.map((party) => ({ party, at: peerOf(draft, party).vpc.name })));
  const shown = ({ claims }: Party): RangeSet =>
    claims.filter(({ treatment }) => treatment.mode !== "forward").flatMap(publicOf);
  return new Map(
    [...grouped(sides, ({ at }) => at)].map(([at, known]) => [
      at,
      rangeSet(known.flatMap(({ party }) => shown(party))),
    ]),
  );
}
