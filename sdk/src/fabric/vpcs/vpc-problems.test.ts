import { describe, expect, it } from "@jest/globals";
import type { FabricSpec } from "../../model/fabric.js";
import { blocks, e1, example, exampleVpcs, r1, vpc, vpcProblems } from "../testing/vpcs.js";

/** A rule by name, what it refuses with which problem, and what it lets be. */
const rules: [string, { refused: [Partial<FabricSpec>, string][]; allowed: Partial<FabricSpec>[] }][] = [
  [
    "what a VPC exposes belongs to it (R1)",
    {
      refused: [[{ exposes: { e1: e1({ ips: blocks("10.2.1.0/24") }) } }, "expose.not-owned at exposes.e1.ips"]],
      allowed: [
        { exposes: { e1: e1() } },
        { exposes: { out: { vpc: "ext1", ips: blocks("10.0.0.0/24", "192.0.0.0/16") } } },
      ],
    },
  ],
  [
    "subnets are named where a VPC has them (R2)",
    {
      refused: [
        [
          { exposes: { e1: e1({ ips: [{ fromVpcSubnet: "subnet3" }] }) } },
          "vpc.subnet-unknown at exposes.e1.ips[0].fromVpcSubnet",
        ],
        [
          { exposes: { e1: e1({ as: [{ fromVpcSubnet: "subnet1" }] }) } },
          "address.subnet-misplaced at exposes.e1.as[0].fromVpcSubnet",
        ],
        [
          { vpcs: { vpc1: vpc("vpc1", ["10.1.0.0/16"], { subnets: { far: "10.2.0.0/24" } }) } },
          "vpc.subnet-outside at vpcs.vpc1.subnets.far",
        ],
      ],
      allowed: [{ exposes: { e1: e1({ ips: [{ cidr: "10.1.1.0/24" }, { fromVpcSubnet: "subnet1" }] }) } }],
    },
  ],
  [
    "static NAT of an Expose is one to one (R5)",
    {
      refused: [[{ exposes: { e1: e1({ as: blocks("192.168.1.0/25") }) } }, "expose.size-mismatch at exposes.e1.as"]],
      allowed: [{ exposes: { e1: e1({ as: blocks("192.168.1.0/25", "192.168.5.128/25") }) } }],
    },
  ],
  [
    "a Route leads to what is exposed (R11, R17)",
    {
      refused: [
        [
          { routes: { r1: r1({ to: { cidrs: blocks("192.168.1.0/24") } }) } },
          "route.not-exposed at routes.r1.to.cidrs",
        ],
        [
          { exposes: { e1: e1() }, routes: { r1: r1({ to: { cidrs: blocks("192.168.0.0/16") } }) } },
          "route.not-exposed at routes.r1.to.cidrs",
        ],
        [{ routes: { r1: r1() } }, "reference.unknown at routes.r1.to.expose"],
        [
          { exposes: { e1: e1() }, routes: { r1: r1({ from: { vpc: "vpc1" } }) } },
          "route.to-itself at routes.r1.to.expose",
        ],
      ],
      allowed: [{ exposes: { e1: e1() }, routes: { r1: r1({ to: { cidrs: blocks("192.168.1.0/25") } }) } }],
    },
  ],
  [
    "who uses a Route is of its VPC (A3, A21)",
    {
      refused: [
        [
          { exposes: { e1: e1() }, routes: { r1: r1({ from: { vpc: "vpc2", ips: blocks("10.9.0.0/24") } }) } },
          "route.source-outside at routes.r1.from.ips",
        ],
      ],
      allowed: [{ exposes: { e1: e1() }, routes: { r1: r1({ from: { vpc: "vpc2", ips: blocks("0.0.0.0/0") } }) } }],
    },
  ],
  [
    "static NAT of a Route is one to one, and sharing is asked for (R14, R15, A2)",
    {
      refused: [
        [
          {
            exposes: { e1: e1() },
            routes: { r1: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/25") } }) },
          },
          "route.size-mismatch at routes.r1.from.as",
        ],
        [
          { exposes: { e1: e1() }, routes: { r1: r1({ from: { vpc: "vpc2", nat: "stateful" } }) } },
          "route.pool-missing at routes.r1.from.nat",
        ],
      ],
      allowed: [
        {
          exposes: { e1: e1() },
          routes: { r1: r1({ from: { vpc: "vpc2", as: blocks("192.168.2.0/31"), nat: "stateful" } }) },
        },
      ],
    },
  ],
  [
    "an address of a VPC is exposed once (R19)",
    {
      refused: [
        [
          { exposes: { e1: e1(), e2: e1({ ips: blocks("10.1.1.64/26"), as: blocks("192.168.9.0/26") }) } },
          "expose.internal-taken at exposes.e2.ips",
        ],
      ],
      allowed: [
        {
          exposes: {
            a: e1({ ips: blocks("10.1.1.0/25"), as: blocks("192.168.1.0/25") }),
            b: e1({ ips: blocks("10.1.1.128/25"), as: blocks("192.168.9.0/25") }),
          },
        },
      ],
    },
  ],
  [
    "a public address stands for one address of one VPC (R20, R23)",
    {
      refused: [
        [{ exposes: { e1: e1(), e2: e1({ ips: blocks("10.1.2.0/24") }) } }, "expose.public-taken at exposes.e2.as"],
        [
          { exposes: { e1: e1(), e2: { vpc: "vpc4", ips: blocks("10.1.1.0/25"), as: blocks("192.168.1.128/25") } } },
          "expose.public-taken at exposes.e2.as",
        ],
      ],
      allowed: [
        { exposes: { e1: e1(), e2: { vpc: "vpc4", ips: blocks("10.1.1.0/24"), as: blocks("192.168.4.0/24") } } },
        { exposes: { e1: e1(), any: { vpc: "ext1" }, other: { vpc: "ext2" } } },
        { exposes: { any: { vpc: "ext2" }, some: { vpc: "ext2", ips: blocks("8.8.8.0/24") } } },
      ],
    },
  ],
  [
    "two Routes of a VPC do not tie (R21)",
    {
      refused: [
        [
          {
            exposes: { e1: e1() },
            routes: { r1: r1(), r2: r1({ to: { cidrs: blocks("192.168.1.0/25", "192.168.1.128/25") } }) },
          },
          "route.duplicate at routes.r2",
        ],
        [
          {
            exposes: { any: { vpc: "ext1" }, other: { vpc: "ext2" } },
            routes: {
              r1: r1({ to: { expose: "any" } }),
              r2: r1({ to: { expose: "other" } }),
              r3: r1({ to: { expose: "other" } }),
            },
          },
          "route.duplicate at routes.r3",
        ],
      ],
      allowed: [
        {
          exposes: { any: { vpc: "ext1" }, other: { vpc: "ext2" } },
          routes: { r1: r1({ to: { expose: "any" } }), r2: r1({ to: { expose: "other" } }) },
        },
        {
          exposes: { e1: e1() },
          routes: {
            r1: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") } }),
            r2: r1({ from: { vpc: "vpc2", ips: blocks("10.2.2.0/24"), as: blocks("192.168.4.0/24") } }),
          },
        },
        { exposes: { e1: e1() }, routes: { r1: r1(), r2: r1({ from: { vpc: "vpc2" } }) } },
      ],
    },
  ],
  [
    "an exposing VPC sees two others as different addresses (R22, A6, M1)",
    {
      refused: [
        [
          {
            exposes: { e1: e1() },
            routes: {
              r1: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") } }),
              r2: r1({ from: { vpc: "vpc3", ips: blocks("10.3.1.0/24"), as: blocks("192.168.2.0/24") } }),
            },
          },
          "route.source-taken at routes.r2.from.as",
        ],
        [
          {
            vpcs: {
              ...exampleVpcs(),
              vpc2: vpc("vpc2", ["10.9.0.0/24"]),
              vpc3: vpc("vpc3", ["10.9.0.0/24"]),
            },
            exposes: { e1: e1(), e2: e1({ ips: blocks("10.1.2.0/24"), as: blocks("192.168.2.0/24") }) },
            routes: {
              r1: { from: { vpc: "vpc2" }, to: { expose: "e1" } },
              r2: { from: { vpc: "vpc3" }, to: { expose: "e2" } },
            },
          },
          "route.source-taken at routes.r2.from.ips",
        ],
      ],
      allowed: [
        {
          exposes: { e1: e1() },
          routes: {
            r1: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") } }),
            r2: r1({ from: { vpc: "vpc3", ips: blocks("10.3.1.0/24"), as: blocks("192.168.3.0/24") } }),
          },
        },
      ],
    },
  ],
  [
    "where replies go, no other Route goes (M2)",
    {
      refused: [
        [
          {
            exposes: { e1: e1(), e3: { vpc: "vpc3", ips: blocks("10.3.0.0/16"), as: blocks("10.2.0.0/16") } },
            routes: { r1: r1(), r2: { from: { vpc: "vpc1" }, to: { expose: "e3" } } },
          },
          "route.return-clash at routes.r1.from",
        ],
      ],
      allowed: [
        {
          exposes: { e1: e1(), e2: { vpc: "vpc2", ips: blocks("10.2.1.0/24") } },
          routes: { r1: r1(), r2: { from: { vpc: "vpc1", ips: blocks("10.1.1.0/24") }, to: { expose: "e2" } } },
        },
      ],
    },
  ],
  [
    "nobody is seen or reached by an address that the other owns (M3)",
    {
      refused: [
        [
          { exposes: { e1: e1() }, routes: { r1: { from: { vpc: "vpc4" }, to: { expose: "e1" } } } },
          "route.source-inside at routes.r1.from.ips",
        ],
        [
          {
            exposes: { e1: e1() },
            routes: {
              r1: { from: { vpc: "ext1", as: blocks("10.1.7.0/31"), nat: "stateful" }, to: { expose: "e1" } },
            },
          },
          "route.source-inside at routes.r1.from.as",
        ],
        [
          {
            exposes: { e1: e1({ as: blocks("10.2.7.0/24") }) },
            routes: { r1: r1() },
          },
          "route.destination-inside at routes.r1.to.expose",
        ],
      ],
      allowed: [
        {
          exposes: { e1: e1() },
          routes: { r1: { from: { vpc: "vpc4", as: blocks("172.16.0.0/16") }, to: { expose: "e1" } } },
        },
        { exposes: { e1: e1() }, routes: { r1: { from: { vpc: "ext1" }, to: { expose: "e1" } } } },
      ],
    },
  ],
  [
    "one visible address is one address of a VPC (M5)",
    {
      refused: [
        [
          {
            exposes: { e1: e1() },
            routes: {
              r1: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") } }),
              r2: r1({ from: { vpc: "vpc2", ips: blocks("10.2.2.0/24"), as: blocks("192.168.2.0/24") } }),
            },
          },
          "route.visible-taken at routes.r2.from.as",
        ],
      ],
      allowed: [
        {
          exposes: { e1: e1(), e2: { vpc: "vpc3", ips: blocks("10.3.0.0/16") } },
          routes: {
            r1: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") } }),
            r2: {
              from: { vpc: "vpc2", ips: blocks("10.2.2.0/24"), as: blocks("192.168.2.0/24") },
              to: { expose: "e2" },
            },
          },
        },
      ],
    },
  ],
  [
    "a Peering shares an Expose that says the same, and no other (R28, R29, A8)",
    {
      refused: [
        [
          {
            exposes: { e1: e1({ as: blocks("192.168.11.0/24") }) },
            peerings: {
              p: {
                vpcs: [{ vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.10.0/24") }, { vpc: "vpc2" }],
              },
            },
          },
          "peering.expose-conflict at peerings.p.vpcs[0]",
        ],
        [
          { peerings: { p: { vpcs: [{ vpc: "vpc1" }, { vpc: "vp2" }] } } },
          "reference.unknown at peerings.p.vpcs[1].vpc",
        ],
      ],
      allowed: [
        {
          exposes: { e1: e1() },
          peerings: {
            p: { vpcs: [{ vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") }, { vpc: "vpc2" }] },
            q: { vpcs: [{ vpc: "vpc1", ips: blocks("10.1.1.0/24"), as: blocks("192.168.1.0/24") }, { vpc: "vpc3" }] },
          },
        },
      ],
    },
  ],
  [
    "ports map one to one (A14)",
    {
      refused: [
        [
          {
            exposes: {
              e1: e1({
                ports: [
                  { external: "80", internal: "8080" },
                  { external: "80", internal: "81" },
                ],
              }),
            },
          },
          "expose.port-taken at exposes.e1.ports[1].external",
        ],
        [
          {
            exposes: {
              e1: e1({
                returnRoute: "static",
                ports: [
                  { external: "80", internal: "8080", protocol: "tcp" },
                  { external: "81", internal: "8080", protocol: "tcp" },
                ],
              }),
            },
          },
          "expose.port-taken at exposes.e1.ports[1].internal",
        ],
        [
          { exposes: { e1: e1({ ports: [{ external: "80", internal: "80", protocol: "icmp" }] }) } },
          "expose.port-protocol at exposes.e1.ports[0].protocol",
        ],
      ],
      allowed: [
        {
          exposes: {
            e1: e1({
              ports: [
                { external: "80", internal: "8080", protocol: "tcp" },
                { external: "80", internal: "53", protocol: "udp" },
                { external: "81", internal: "8080", protocol: "tcp" },
              ],
            }),
          },
        },
      ],
    },
  ],
  [
    "addresses are those of hosts (A25)",
    {
      refused: [
        [{ exposes: { e1: e1({ as: blocks("127.0.1.0/24") }) } }, "address.special-use at exposes.e1.as[0]"],
        [{ vpcs: { vpc1: vpc("vpc1", ["169.254.0.0/16"]) } }, "address.special-use at vpcs.vpc1.cidrs[0]"],
        [
          { exposes: { e1: e1() }, routes: { r1: r1({ to: { cidrs: blocks("224.0.0.0/24") } }) } },
          "address.special-use at routes.r1.to.cidrs[0]",
        ],
      ],
      allowed: [{ exposes: { any: { vpc: "ext1" } }, routes: { r1: r1({ to: { cidrs: blocks("0.0.0.0/0") } }) } }],
    },
  ],
  [
    "lines of a filter speak of somebody (A15, A23)",
    {
      refused: [
        [
          { exposes: { e1: e1({ filter: [{ permit: { from: { vpc: "vpc9" } } }] }) } },
          "reference.unknown at exposes.e1.filter[0].permit.from.vpc",
        ],
        [
          { exposes: { e1: e1({ filter: [{ permit: { from: { vpcLabels: { tier: "db" } } } }] }) } },
          "filter.nobody at exposes.e1.filter[0].permit.from.vpcLabels",
        ],
        [
          { exposes: { e1: e1({ filter: [{ permit: { to: { protocol: "icmp", port: "80" } } }] }) } },
          "filter.contradiction at exposes.e1.filter[0].permit.to.port",
        ],
        [
          { exposes: { e1: e1({ filter: [{ permit: { from: { protocol: "tcp" }, to: { protocol: "udp" } } }] }) } },
          "filter.contradiction at exposes.e1.filter[0].permit.to.protocol",
        ],
      ],
      allowed: [{ exposes: { e1: e1({ filter: [{ permit: { from: { vpc: "*", vpcLabels: { tier: "web" } } } }] }) } }],
    },
  ],
  [
    "packets cross at one gateway",
    {
      refused: [
        [
          {
            vpcs: { ...exampleVpcs(), vpc2: vpc("vpc2", ["10.2.0.0/16"], { target: { kind: "hedgehog" } }) },
            exposes: { e1: e1() },
            routes: { r1: r1() },
          },
          "route.apart at routes.r1",
        ],
        [
          { vpcs: { vpc1: vpc("vpc1", ["10.1.0.0/16"], { target: { kind: "standalone", gateway: "far" } }) } },
          "reference.unknown at vpcs.vpc1.target.gateway",
        ],
      ],
      allowed: [
        {
          natGateways: { far: {} },
          vpcs: {
            vpc1: vpc("vpc1", ["10.1.0.0/16"], { target: { kind: "standalone", gateway: "far" } }),
            vpc2: vpc("vpc2", ["10.2.0.0/16"], { target: { kind: "standalone", gateway: "far" } }),
          },
          exposes: { e1: e1() },
          routes: { r1: r1() },
        },
      ],
    },
  ],
];

describe.each(rules)("%s", (_, { refused, allowed }) => {
  it.each(refused)("is refused: %#", (spec, problem) => {
    expect(vpcProblems(example(spec))).toContain(problem);
  });

  it.each(allowed)("is not refused: %#", (spec) => {
    expect(vpcProblems(example(spec))).toEqual([]);
  });
});

describe("problems of VPCs", () => {
  it("name both parties and a way out, all at once", () => {
    const found = vpcProblems(
      example({
        exposes: { e1: e1({ as: blocks("192.168.1.0/25") }), e2: e1({ ips: blocks("10.2.0.0/24") }) },
        routes: { r1: r1(), r2: r1({ from: { vpc: "vpc2", ips: blocks("10.9.0.0/24") } }) },
      }),
    );
    expect(found).toEqual([
      "expose.size-mismatch at exposes.e1.as",
      "expose.not-owned at exposes.e2.ips",
      "route.source-outside at routes.r2.from.ips",
    ]);
  });
});
