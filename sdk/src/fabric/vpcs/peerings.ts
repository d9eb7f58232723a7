import type { PeeringParty, PeeringSpec } from "../../model/peering.js";
import type { DeclaredExpose } from "./read-exposes.js";
import type { DeclaredRoute } from "./read-routes.js";

/** The Expose of each party, named `PEERING/VPC`. */
export const peeringExposes = (name: string, { vpcs }: PeeringSpec): DeclaredExpose[] =>
  vpcs.map(({ vpc, ips, as, returnRoute, filter }, index) => ({
    name: partyExpose(name, vpc),
    origin: { kind: "peerings", name },
    at: ["peerings", name, "vpcs", index],
    spec: { vpc, ips, as, returnRoute, filter },
  }));

/**
 * The Routes between the parties, one each way for each pair, named `PEERING/VPC/PEER`. A party's `as` is how the others
 * see its own calls too: else replies would show the addresses that `as` hides.
 */
export const peeringRoutes = (name: string, { vpcs }: PeeringSpec): DeclaredRoute[] =>
  vpcs.flatMap((party, index) =>
    vpcs
      .filter(({ vpc }) => vpc !== party.vpc)
      .map((peer): DeclaredRoute => ({
        name: `${name}/${party.vpc}/${peer.vpc}`,
        origin: { kind: "peerings", name },
        at: ["peerings", name, "vpcs", index],
        spec: { from: sourceOf(party), to: { expose: partyExpose(name, peer.vpc) } },
      })),
  );

const partyExpose = (peering: string, vpc: string): string => `${peering}/${vpc}`;

const sourceOf = ({ vpc, ips, as }: PeeringParty): DeclaredRoute["spec"]["from"] => ({ vpc, ips, as });
