import { describe, expect, it } from "@jest/globals";
import { admissionErrors } from "./admission.js";
import type { AclEntry, ExposeEntry, GatewayPeering, Surroundings } from "./gateway-peering.js";

const around: Surroundings = {
  vpcs: {
    a: { one: "10.1.0.0/24", two: "10.1.1.0/24" },
    b: { only: "10.2.0.0/24" },
    c: { only: "10.3.0.0/24" },
  },
  externals: ["net", "isp"],
};

const ips = (...cidrs: string[]) => ({ ips: cidrs.map((cidr) => ({ cidr })) });
const as = (...cidrs: string[]) => ({ as: cidrs.map((cidr) => ({ cidr })) });
const [fixed, masquerade] = [{ nat: { static: {} } }, { nat: { masquerade: {} } }];
const forward = (...ports: { proto?: string; port?: string; as?: string }[]) => ({ nat: { portForward: { ports } } });
const web = { proto: "tcp", port: "8080", as: "80" };
const ownA: ExposeEntry = ips("10.1.0.0/24");
const ownB: ExposeEntry = ips("10.2.0.0/24");
const someB: ExposeEntry = { ...ips("10.2.0.4/32"), ...as("192.2.0.4/32"), ...forward(web) };
const poolA: ExposeEntry = { ...ips("10.1.0.0/24"), ...as("192.1.0.0/31"), ...masquerade };

type Parties = Record<string, ExposeEntry[]>;

const peering = (parties: Parties, spec: object = {}, metadata: object = {}): GatewayPeering => ({
  metadata: { name: Object.keys(parties).join("--"), namespace: "default", ...metadata },
  spec: {
    gatewayGroup: "default",
    peering: Object.fromEntries(Object.entries(parties).map(([name, expose]) => [name, { expose }])),
    ...spec,
  },
});

const errors = (...peerings: GatewayPeering[]): string[] => admissionErrors(peerings, around);
const between = (a: ExposeEntry[], b: ExposeEntry[]): string[] => errors(peering({ a, b }));
const acl = (rules: AclEntry[], parties: Parties = { a: [ownA], b: [ownB] }, all = "deny"): string[] =>
  errors(peering(parties, { acl: { default: all, rules } }));
const rule = (more: Partial<AclEntry> = {}): AclEntry => ({
  from: "a",
  to: "b",
  action: "allow",
  scope: "packet",
  match: {},
  ...more,
});

describe("Hedgehog takes", () => {
  it.each([
    ["no NAT", [ownA], [ownB]],
    ["static NAT", [{ ...ownA, ...as("192.1.0.0/24"), ...fixed }], [ownB]],
    ["masquerade", [poolA], [ownB]],
    [
      "masquerade and port forwarding of the same addresses",
      [poolA, { ...ips("10.1.0.2/32"), ...as("192.1.0.0/32"), ...forward(web) }],
      [ownB],
    ],
    ["port forwarding", [ownA], [someB]],
    ["two protocols of one port", [ownA], [someB, { ...someB, ...forward({ ...web, proto: "udp" }) }]],
    ["a subnet by name, alone", [{ ips: [{ vpcSubnet: "one" }] }], [ownB]],
  ])("%s", (_, a, b) => {
    expect(between(a, b)).toEqual([]);
  });

  it("a default that another peering is inside of", () => {
    expect(errors(peering({ a: [ownA], "ext.net": [{ default: true }] }), peering({ a: [ownA], b: [ownB] }))).toEqual(
      [],
    );
  });

  it("ACLs by packet everywhere, and by flow where all flows are tracked", () => {
    expect(acl([rule(), rule({ from: "b", to: "a" })])).toEqual([]);
    expect(
      acl([rule({ scope: "flow", match: { proto: "tcp", dst: [{ ports: ["80"] }] } })], { a: [poolA], b: [ownB] }),
    ).toEqual([]);
    expect(acl([rule({ match: { proto: "1" } })], undefined, "deny-unless-exposed")).toEqual([]);
  });
});

describe("the webhook refuses", () => {
  it.each([
    ["namespace is not default", errors(peering({ a: [ownA], b: [ownB] }, {}, { namespace: "other" }))],
    ["no gateway group other", errors(peering({ a: [ownA], b: [ownB] }, { gatewayGroup: "other" }))],
    ["1 VPCs instead of 2", errors(peering({ a: [ownA] }))],
    ["3 VPCs instead of 2", errors(peering({ a: [ownA], b: [ownB], c: [ips("10.3.0.0/24")] }))],
    [
      "default of ext.net is not alone",
      errors(peering({ a: [ownA], "ext.net": [{ default: true, ...ips("8.8.8.0/24") }] })),
    ],
    ["expose of a has no ips", between([{}], [ownB])],
    ["10.1.0.0/33 in ips of a is no CIDR", between([ips("10.1.0.0/33")], [ownB])],
    ["10.1.0.256/32 in ips of a is no CIDR", between([{ ips: [{ not: "10.1.0.256/32" }] }], [ownB])],
    ["192.1.0.0 in as of a is no CIDR", between([{ ...ownA, ...as("192.1.0.0"), ...fixed }], [ownB])],
    [
      "an entry in ips of a has not exactly one",
      between([{ ips: [{ cidr: "10.1.0.0/24", vpcSubnet: "one" }] }], [ownB]),
    ],
    ["an entry in as of a has not exactly one", between([{ ...ownA, as: [{}], ...fixed }], [ownB])],
    ["external ext.net has vpcSubnet", errors(peering({ a: [ownA], "ext.net": [{ ips: [{ vpcSubnet: "one" }] }] }))],
    ["as and nat of a are not both", between([{ ...ownA, ...as("192.1.0.0/24") }], [ownB])],
    ["as and nat of a are not both", between([{ ...ownA, ...fixed }], [ownB])],
    [
      "nat of a has not exactly one mode",
      between([{ ...ownA, ...as("192.1.0.0/24"), nat: { static: {}, masquerade: {} } }], [ownB]),
    ],
    ["portForward of b has no ports", between([ownA], [{ ...someB, ...forward() }])],
    ["proto icmp of b", between([ownA], [{ ...someB, ...forward({ ...web, proto: "icmp" }) }])],
    ["stateful NAT on both sides", between([poolA], [someB])],
    ["static NAT against stateful NAT", between([poolA], [{ ...ownB, ...as("192.2.0.0/24"), ...fixed }])],
    ["static NAT against stateful NAT", between([{ ...ownA, ...as("192.1.0.0/24"), ...fixed }], [someB])],
    ["no external ext.gone", errors(peering({ a: [ownA], "ext.gone": [ips("8.8.8.0/24")] }))],
    ["no VPC gone", errors(peering({ a: [ownA], gone: [ips("10.9.0.0/24")] }))],
    ["10.1.0.0/23 is in no subnet of VPC a", between([ips("10.1.0.0/23")], [ownB])],
    ["no subnet gone in VPC a", between([{ ips: [{ vpcSubnet: "gone" }] }], [ownB])],
  ])("%s", (error, found) => {
    expect(found.filter((each) => each.startsWith("webhook")).join("\n")).toContain(error);
  });

  it.each([
    [" 80", "has spaces around it"],
    ["80,81", "is a list"],
    ["", "is empty"],
    ["1-2-3", "is not start-end"],
    ["80-", "lacks one end"],
    ["http", "is not a number"],
    ["0", "is not in 1-65535"],
    ["80-65536", "is not in 1-65535"],
    ["90-80", "ends before it starts"],
  ])("port %j", (port, error) => {
    expect(between([ownA], [{ ...someB, ...forward({ ...web, port }) }]).join("\n")).toContain(
      `port "${port}" of b ${error}`,
    );
    expect(between([ownA], [{ ...someB, ...forward({ ...web, as: port }) }]).join("\n")).toContain(
      `as "${port}" of b ${error}`,
    );
  });

  it("what two peerings show to one VPC and overlaps, translated or not, pools as well", () => {
    const first = peering({ a: [ownA], b: [ownB] });
    const other = (entry: ExposeEntry) =>
      errors(first, peering({ c: [{ ...ips("10.3.0.0/24"), ...entry }], b: [ownB] }));
    expect(other({ ...as("10.1.0.0/24"), ...fixed }).join("\n")).toMatch(/webhook.* towards b overlaps/);
    expect(other({ ...as("10.1.0.0/32"), ...masquerade }).join("\n")).toMatch(/webhook.* towards b overlaps/);
    expect(other({ ...as("192.3.0.0/24"), ...fixed })).toEqual([]);
  });

  it("a subnet by name as soon as another peering shows anything to the same VPC, which is its own inconsistency", () => {
    const named = peering({ a: [{ ips: [{ vpcSubnet: "one" }] }], b: [ownB] });
    expect(errors(named, peering({ c: [ips("10.3.0.0/24")], b: [ownB] })).join("\n")).toContain("towards b is empty");
  });
});

describe("the webhook refuses an ACL with", () => {
  it.each([
    ["ACL default allow", acl([rule()], undefined, "allow")],
    ["name Not-A-Name", acl([rule({ name: "Not-A-Name" })])],
    ["name x", acl([rule({ name: "x".repeat(65) })])],
    ["action maybe", acl([rule({ action: "maybe" })])],
    ["neither from nor to", acl([{ action: "allow", scope: "packet" }])],
    ["from c is not in the peering", acl([rule({ from: "c" })])],
    ["to c is not in the peering", acl([rule({ to: "c" })])],
    ["source has cidr and vpcSubnet", acl([rule({ match: { src: [{ cidr: "10.1.0.0/24", vpcSubnet: "one" }] } })])],
    [
      "destination has cidr and vpcSubnet",
      acl([rule({ match: { dst: [{ cidr: "10.2.0.0/24", vpcSubnet: "only" }] } })]),
    ],
    ["source 10.1/16 is no CIDR", acl([rule({ match: { src: [{ cidr: "10.1/16" }] } })])],
    ["destination 10.2/16 is no CIDR", acl([rule({ match: { dst: [{ cidr: "10.2/16" }] } })])],
    ['source port "0"', acl([rule({ match: { proto: "tcp", src: [{ ports: ["0"] }] } })])],
    ['destination port "x"', acl([rule({ match: { proto: "tcp", dst: [{ ports: ["x"] }] } })])],
    ["protocol icmp", acl([rule({ match: { proto: "icmp" } })])],
    ["no subnet gone in VPC a", acl([rule({ match: { src: [{ vpcSubnet: "gone" }] } })])],
    [
      "no subnet gone in VPC b",
      acl([{ from: "a", action: "allow", scope: "packet", match: { dst: [{ vpcSubnet: "gone" }] } }]),
    ],
    [
      "subnet one of ext.net, which is no VPC",
      acl([rule({ to: "ext.net", match: { dst: [{ vpcSubnet: "one" }] } })], {
        a: [ownA],
        "ext.net": [{ default: true }],
      }),
    ],
  ])("%s", (error, found) => {
    expect(found.filter((each) => each.startsWith("webhook")).join("\n")).toContain(error);
  });
});

describe("the data plane refuses", () => {
  it.each([
    ["a exposes nothing", between([], [ownB])],
    ["ext.net has several defaults", errors(peering({ a: [ownA], "ext.net": [{ default: true }, { default: true }] }))],
    ["default against default", errors(peering({ "ext.isp": [{ default: true }], "ext.net": [{ default: true }] }))],
    ["unknown subnet gone of a", between([{ ips: [{ vpcSubnet: "gone" }] }], [ownB])],
    ["a has NAT to nothing", between([{ ...ownA, ...fixed }], [ownB])],
    ["a excludes all of its prefixes", between([{ ips: [{ cidr: "10.1.0.0/24" }, { not: "10.1.0.0/23" }] }], [ownB])],
    ["static NAT of a maps 256 to 128", between([{ ...ownA, ...as("192.1.0.0/25"), ...fixed }], [ownB])],
    ["forward NAT of b maps 1 to 2", between([ownA], [{ ...someB, ...as("192.2.0.4/31") }])],
    [
      "port forward of b has not one prefix",
      between([ownA], [{ ...someB, ...ips("10.2.0.4/32", "10.2.0.6/32"), ...as("192.2.0.4/31") }]),
    ],
    [
      "port forward of b has exclusions",
      between([ownA], [{ ...someB, ips: [{ cidr: "10.2.0.4/31" }, { not: "10.2.0.5/32" }] }]),
    ],
    ["ports of b differ in number", between([ownA], [{ ...someB, ...forward({ port: "80-81", as: "80" }) }])],
    ['port "80 - 81" of b has spaces', between([ownA], [{ ...someB, ...forward({ port: "80 - 81", as: "80-81" }) }])],
    ["IPv4 and IPv6 in one peering", between([ips("fd00::/64")], [ownB])],
    ["incompatible NAT modes", between([poolA], [someB])],
    ["private addresses of two exposes of a overlap", between([ownA, ips("10.1.0.128/25")], [ownB])],
    ["private addresses of two exposes of a overlap", between([poolA, ips("10.1.0.128/25")], [ownB])],
    ["private addresses of two exposes of b overlap", between([ownA], [someB, ownB])],
    [
      "private addresses of two exposes of b overlap",
      between([ownA], [someB, { ...someB, ...forward({ ...web, as: "443" }) }]),
    ],
    [
      "public addresses of two exposes of b overlap",
      between([ownA], [someB, { ...someB, ...forward({ ...web, port: "8443" }) }]),
    ],
    [
      "public addresses of two exposes of a overlap",
      between([poolA, { ...ips("10.1.1.0/24"), ...as("192.1.0.0/31"), ...masquerade }], [ownB]),
    ],
  ])("%s", (error, found) => {
    expect(found.filter((each) => each.startsWith("data plane")).join("\n")).toContain(error);
  });

  it.each(["0.0.0.0/0", "127.0.0.0/8", "169.254.1.0/24", "224.0.0.0/4", "255.255.255.255/32"])("%s", (cidr) => {
    expect(errors(peering({ a: [ownA], "ext.net": [ips(cidr)] })).join("\n")).toContain("special-use");
  });

  it("two peerings of one pair", () => {
    expect(errors(peering({ a: [ownA], b: [ownB] }), peering({ b: [ownB], a: [ownA] }))).toContain(
      "data plane: two peerings between a b",
    );
  });

  it("two defaults towards one VPC", () => {
    const [net, isp] = ["ext.net", "ext.isp"].map((name) => peering({ a: [ownA], [name]: [{ default: true }] }));
    expect(errors(...[net, isp].flatMap((each) => each ?? []))).toContain("data plane: several defaults towards a");
  });

  it("overlap towards one VPC, but for masquerade and masquerade", () => {
    const pools = [
      peering({ a: [poolA], b: [ownB] }),
      peering({ c: [{ ...ips("10.3.0.0/24"), ...as("192.1.0.0/31"), ...masquerade }], b: [ownB] }),
    ];
    expect(errors(...pools).filter((each) => each.startsWith("data plane"))).toEqual([]);
    const other = peering({ c: [{ ...ips("10.3.0.0/24"), ...as("10.1.0.0/24"), ...fixed }], b: [ownB] });
    expect(errors(peering({ a: [ownA], b: [ownB] }), other)).toContain("data plane: a and c overlap towards b");
  });

  it("overlap in two gateway groups, even with a default", () => {
    const groups = { ...around, gatewayGroups: ["default", "other"] };
    const inner = peering({ a: [ownA], b: [ownB] });
    const outer = peering({ a: [ownA], "ext.net": [{ default: true }] }, { gatewayGroup: "other" });
    expect(admissionErrors([inner, outer], groups)).toContain("data plane: overlap towards a in two gateway groups");
  });
});

describe("the data plane refuses an ACL with", () => {
  it.each([
    ["ACL without rules", acl([])],
    ["two ACL rules of one name", acl([rule({ name: "x" }), rule({ name: "x" })])],
    ["protocol 300 is no byte", acl([rule({ match: { proto: "300" } })])],
    ["empty list of ports", acl([rule({ match: { proto: "tcp", dst: [{ ports: [] }] } })])],
    ["port with spaces", acl([rule({ match: { proto: "tcp", dst: [{ ports: ["80 - 81"] }] } })])],
    ['ports with protocol ""', acl([rule({ match: { dst: [{ ports: ["80"] }] } })])],
    ['ports with protocol "1"', acl([rule({ match: { proto: "1", dst: [{ ports: ["80"] }] } })])],
    ["IPv4 and IPv6", acl([rule({ match: { src: [{ cidr: "10.1.0.0/24" }], dst: [{ cidr: "fd00::/64" }] } })])],
    ["src matches nothing exposed", acl([rule({ match: { src: [{ cidr: "10.9.0.0/24" }] } })])],
    ["dst matches nothing exposed", acl([rule({ match: { dst: [{ cidr: "10.1.0.0/24" }] } })])],
    [
      "dst matches nothing exposed",
      acl([rule({ match: { proto: "tcp", dst: [{ cidr: "192.2.0.4/32", ports: ["443"] }] } })], {
        a: [ownA],
        b: [someB],
      }),
    ],
    ["scope flow where not all flows are tracked", acl([rule({ scope: "flow" })])],
    [
      "scope flow where not all flows are tracked",
      acl([{ from: "a", action: "deny" }], { a: [poolA, ips("10.1.1.0/24")], b: [ownB] }),
    ],
  ])("%s", (error, found) => {
    expect(found.filter((each) => each.startsWith("data plane")).join("\n")).toContain(error);
  });
});
