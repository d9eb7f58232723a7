import { checkFabric } from "../../../fabric/check.js";
import type { CheckedVpcSide } from "../../../fabric/vpcs/checked.js";
import type { Problem } from "../../../model/problem.js";
import { cidrsOf } from "../../../fabric/addresses/cidr.js";
import { type EmittedObject, settle } from "../../emitted.js";
import { hedgehog } from "../index.js";
import type { GatewayPeering, Surroundings } from "./gateway-peering.js";

/** The VPC side of a Fabric in which the checker finds nothing wrong. */
export function sideOf(spec: object): CheckedVpcSide {
  const { fabric, problems } = checkFabric("test", spec);
  if (problems !== undefined) throw new Error(JSON.stringify(problems, undefined, 2));
  return fabric.vpcSide;
}

/** A VPC of Hedgehog. */
export const vpc = (cidr: string, more: object = {}) => ({
  cidrs: [cidr],
  target: { kind: "hedgehog" as const },
  ...more,
});

/** An external of Hedgehog that has everything. */
export const external = (more: object = {}) => ({ external: true, target: { kind: "hedgehog" as const }, ...more });

/** The GatewayPeerings of a side, as they are sent. */
export const peeringsOf = (side: CheckedVpcSide): GatewayPeering[] =>
  hedgehog.expand(side).map(({ object }: EmittedObject) => settle(object, {}) as GatewayPeering);

export const problemsOf = (spec: object): Problem[] => [...hedgehog.problems(sideOf(spec))];

/** `["hedgehog.vpc-name at vpcs.a"]`. */
export const foundIn = (spec: object): string[] => problemsOf(spec).map(({ code, path }) => `${code} at ${path}`);

/** The VPCs and externals of a side as they are in Hedgehog: one without subnets is one subnet for each of its CIDRs. */
export function surroundingsOf({ vpcs }: CheckedVpcSide): Surroundings {
  const inner = vpcs.filter((each) => !each.external);
  return {
    vpcs: Object.fromEntries(
      inner.map(({ name, subnets, addresses }) => {
        const declared = Object.entries(subnets);
        const ranges = declared.length > 0 ? declared : addresses.map((range, index) => [`s${index}`, range] as const);
        return [name, Object.fromEntries(ranges.map(([subnet, range]) => [subnet, cidrsOf(range)[0] ?? ""]))];
      }),
    ),
    externals: vpcs.filter((each) => each.external).map(({ name }) => name),
  };
}
