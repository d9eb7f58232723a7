import type { FabricArgs } from "isthmus";

const target = { kind: "standalone" } as const;
const cidrs = ["10.0.0.0/16"];
const offices = [{ cidr: "10.0.1.0/24" }];

/** Three companies merge, and all of them have 10.0.0.0/16. Each is seen by the others under addresses of its own. */
export const declarations = {
  vpcs: {
    acme: { target, cidrs, attachment: { interface: "acme" } },
    birch: { target, cidrs, attachment: { interface: "birch" } },
    cedar: { target, cidrs, attachment: { interface: "cedar" } },
  },
  peerings: {
    merger: {
      vpcs: [
        { vpc: "acme", ips: offices, as: [{ cidr: "192.168.1.0/24" }] },
        { vpc: "birch", ips: offices, as: [{ cidr: "192.168.2.0/24" }] },
        {
          vpc: "cedar",
          ips: offices,
          as: [{ cidr: "192.168.3.0/24" }],
          filter: [{ permit: { to: { protocol: "tcp", port: "443" } } }],
        },
      ],
    },
  },
} satisfies FabricArgs;
