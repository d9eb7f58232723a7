import type { FabricArgs } from "isthmus";

const target = { kind: "standalone" } as const;

/** The hosts of subnet `web` and all of `warehouse` reach one another. */
export const declarations = {
  vpcs: {
    shop: {
      target,
      cidrs: ["10.1.0.0/16"],
      subnets: { web: "10.1.1.0/24" },
      attachment: { interface: "shop" },
    },
    warehouse: { target, cidrs: ["10.2.0.0/16"], attachment: { interface: "warehouse" } },
  },
  peerings: {
    orders: { vpcs: [{ vpc: "shop", ips: [{ fromVpcSubnet: "web" }] }, { vpc: "warehouse" }] },
  },
} satisfies FabricArgs;
