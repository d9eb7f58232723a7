import type { FabricArgs } from "isthmus";

const target = { kind: "standalone" } as const;

/** The host 10.1.1.10 of `payments` answers on 8443; others see 192.168.10.1, and port 443 of it is all they get. */
export const declarations = {
  vpcs: {
    payments: { target, cidrs: ["10.1.0.0/16"], attachment: { interface: "payments" } },
    shop: { target, cidrs: ["10.2.0.0/16"], labels: { team: "sales" }, attachment: { interface: "shop" } },
    reports: {
      target,
      cidrs: ["10.3.0.0/16"],
      subnets: { nightly: "10.3.5.0/24" },
      attachment: { interface: "reports" },
    },
    visitors: { target, cidrs: ["10.4.0.0/16"], attachment: { interface: "visitors" } },
  },
  exposes: {
    charges: {
      vpc: "payments",
      ips: [{ cidr: "10.1.1.10/32" }],
      as: [{ cidr: "192.168.10.1/32" }],
      ports: [{ external: "443", internal: "8443", protocol: "tcp" }],
      filter: [
        { deny: { from: { ips: [{ cidr: "10.2.128.0/17" }] } } },
        { permit: { from: { vpcLabels: { team: "sales" } }, to: { port: "443" } } },
        { permit: { from: { vpc: "reports" }, to: { port: "443" } } },
      ],
    },
  },
  routes: {
    charge: { from: { vpc: "shop" }, to: { expose: "charges" } },
    audit: { from: { vpc: "reports", ips: [{ fromVpcSubnet: "nightly" }] }, to: { expose: "charges" } },
    // a Route is no permission: the filter of the Expose does not know this caller
    intrude: { from: { vpc: "visitors" }, to: { expose: "charges" } },
  },
} satisfies FabricArgs;
