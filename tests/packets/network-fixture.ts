import type { FabricSpec } from "../../sdk/src/model/fabric.js";
import type { Vpc } from "../../sdk/src/model/vpc.js";
import type { LabVpc } from "./lab.js";

const target = { kind: "standalone" } as const;
const attached = (name: string): Pick<Vpc, "target" | "attachment"> => ({ target, attachment: { interface: name } });

/** The VPCs of the rules R1 to R36. vpc4 has the addresses of vpc1; ext2 is behind a router. */
export const vpcs: Record<string, Vpc> = {
  vpc1: {
    ...attached("vpc1"),
    cidrs: ["10.1.0.0/16"],
    subnets: { subnet1: "10.1.1.0/24", subnet2: "10.1.2.0/24" },
  },
  vpc2: { ...attached("vpc2"), cidrs: ["10.2.0.0/16"], subnets: { subnet1: "10.2.1.0/24" } },
  vpc3: { ...attached("vpc3"), cidrs: ["10.3.0.0/16"] },
  vpc4: { ...attached("vpc4"), cidrs: ["10.1.0.0/16"] },
  ext1: { ...attached("ext1"), external: true },
  ext2: {
    target,
    external: true,
    attachment: { interface: "ext2", address: "203.0.113.2/30", nextHop: "203.0.113.1" },
  },
};

/** The same as namespaces. An address of an external answers real sockets where its range is here. */
export const labVpcs: Record<string, LabVpc> = {
  vpc1: { interface: "vpc1", ranges: ["10.1.0.0/16"] },
  vpc2: { interface: "vpc2", ranges: ["10.2.0.0/16"] },
  vpc3: { interface: "vpc3", ranges: ["10.3.0.0/16"] },
  vpc4: { interface: "vpc4", ranges: ["10.1.0.0/16"] },
  ext1: { interface: "ext1", ranges: ["8.8.8.0/24", "9.9.9.0/24"] },
  ext2: {
    interface: "ext2",
    addresses: ["203.0.113.1"],
    ranges: ["198.51.100.0/24"],
    nextHop: "203.0.113.2",
  },
};

/** What a test declares beside the VPCs. */
export type Declarations = Pick<FabricSpec, "exposes" | "routes" | "peerings" | "natGateways" | "vpcs">;

export const fabricOf = (declarations: Declarations): FabricSpec => ({
  ...declarations,
  vpcs: { ...vpcs, ...declarations.vpcs },
});

/** A list of blocks from CIDRs. */
export const blocks = (...cidrs: string[]) => cidrs.map((cidr) => ({ cidr }));
