import type { AddressBlock } from "../../model/address.js";
import type { ExposeSpec } from "../../model/expose.js";
import type { FabricSpec } from "../../model/fabric.js";
import type { RouteSpec } from "../../model/route.js";
import type { Vpc } from "../../model/vpc.js";
import { checkFabric } from "../check.js";
import type { CheckedFabric } from "../checked.js";
import type { CheckedVpcSide } from "../vpcs/checked.js";

/** A VPC on the gateway of ours, attached by an interface of its own name. */
export const vpc = (name: string, cidrs: string[] | undefined, more: Partial<Vpc> = {}): Vpc => ({
  ...(cidrs !== undefined && { cidrs }),
  target: { kind: "standalone" },
  attachment: { interface: name },
  ...more,
});

/** CIDRs as blocks. */
export const blocks = (...cidrs: string[]): AddressBlock[] => cidrs.map((cidr) => ({ cidr }));

/** The VPCs of the rules' examples: three apart, one with the addresses of the first, and two externals. */
export const exampleVpcs = (): Record<string, Vpc> => ({
  vpc1: vpc("vpc1", ["10.1.0.0/16"], { subnets: { subnet1: "10.1.1.0/24", subnet2: "10.1.2.0/24" } }),
  vpc2: vpc("vpc2", ["10.2.0.0/16"], { subnets: { subnet1: "10.2.1.0/24" }, labels: { tier: "web" } }),
  vpc3: vpc("vpc3", ["10.3.0.0/16"]),
  vpc4: vpc("vpc4", ["10.1.0.0/16"]),
  ext1: vpc("ext1", undefined, { external: true }),
  ext2: vpc("ext2", undefined, { external: true }),
});

/** An Expose of `vpc1`, as the rules call it: 10.1.1.0/24 as 192.168.1.0/24. */
export const e1 = (more: Partial<ExposeSpec> = {}): ExposeSpec => ({
  vpc: "vpc1",
  ips: blocks("10.1.1.0/24"),
  as: blocks("192.168.1.0/24"),
  ...more,
});

/** A Route of `vpc2` from 10.2.1.0/24 to it. */
export const r1 = (more: Partial<RouteSpec> = {}): RouteSpec => ({
  from: { vpc: "vpc2", ips: blocks("10.2.1.0/24") },
  to: { expose: "e1" },
  ...more,
});

/** The VPCs of the examples with these declarations. */
export const example = (more: Partial<FabricSpec>): FabricSpec => ({ vpcs: exampleVpcs(), ...more });

/** A Fabric that has no problem. */
export function checked(spec: FabricSpec): CheckedFabric {
  const { fabric, problems } = checkFabric("test", spec);
  if (fabric === undefined) throw new Error(JSON.stringify(problems, undefined, 2));
  return fabric;
}

export const checkedSide = (spec: FabricSpec): CheckedVpcSide => checked(spec).vpcSide;

/** `code at path` of each problem. */
export const vpcProblems = (spec: FabricSpec): string[] =>
  (checkFabric("test", spec).problems ?? []).map(({ code, path }) => `${code} at ${path}`);

/** `code at path` of each note. */
export const vpcNotes = (spec: FabricSpec): string[] =>
  checked(spec).notes.map(({ code, path }) => `${code} at ${path}`);
