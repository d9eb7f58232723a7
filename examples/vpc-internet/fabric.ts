import type { FabricArgs } from "isthmus";

const target = { kind: "standalone" } as const;

/** `office` goes out to the internet behind two addresses, and to the partner's network by another line. */
export const declarations = {
  vpcs: {
    office: { target, cidrs: ["10.1.0.0/16"], attachment: { interface: "office" } },
    internet: {
      target,
      external: true,
      attachment: { interface: "wan0", address: "192.0.2.2/30", nextHop: "192.0.2.1" },
    },
    partner: {
      target,
      external: true,
      attachment: { interface: "wan1", address: "198.51.100.2/30", nextHop: "198.51.100.1" },
    },
  },
  exposes: {
    // without ips: all that no VPC exposes
    everything: { vpc: "internet" },
    exchange: { vpc: "partner", ips: [{ cidr: "203.0.113.0/24" }] },
  },
  routes: {
    browse: {
      from: { vpc: "office", as: [{ cidr: "192.0.2.8/31" }], nat: "stateful" },
      to: { expose: "everything" },
    },
    trade: {
      from: { vpc: "office", as: [{ cidr: "198.51.100.8/32" }], nat: "stateful" },
      to: { expose: "exchange" },
      filter: [{ permit: { to: { protocol: "tcp", port: "443" } } }],
    },
  },
} satisfies FabricArgs;
