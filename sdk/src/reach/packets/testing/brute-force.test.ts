import { describe, expect, it } from "@jest/globals";
import type { ExposeSpec } from "../../../model/expose.js";
import type { FabricSpec } from "../../../model/fabric.js";
import type { FilterRule } from "../../../model/filter.js";
import type { RouteSpec } from "../../../model/route.js";
import type { Vpc } from "../../../model/vpc.js";
import { bruteDecide, type BrutePacket, bruteReply } from "./brute-force.js";
import { bruteProblems } from "./brute-problems.js";

/** Names are those of the research: vpc4 has the addresses of vpc1, and ext1 and ext2 are outside. */
const vpc = (own: Partial<Vpc>): Vpc => ({ target: { kind: "standalone" }, ...own });
const vpcs: Record<string, Vpc> = {
  vpc1: vpc({ cidrs: ["10.0.0.0/30"], subnets: { subnet1: "10.0.0.0/31", subnet2: "10.0.0.2/31" } }),
  vpc2: vpc({ cidrs: ["10.0.0.4/30"], subnets: { subnet1: "10.0.0.4/31" } }),
  vpc3: vpc({ cidrs: ["10.0.0.8/31"] }),
  vpc4: vpc({ cidrs: ["10.0.0.0/30"] }),
  ext1: vpc({ external: true }),
  ext2: vpc({ external: true }),
};

/** `10.0.0.4/31 10.0.0.8/32` as blocks; a name is a subnet. */
const blocks = (text: string): { cidr?: string; fromVpcSubnet?: string }[] =>
  text.split(" ").map((each) => (each.includes("/") ? { cidr: each } : { fromVpcSubnet: each }));

const offer = (name: string, ips: string | undefined, as?: string, more: ExposeSpec = {}): ExposeSpec => ({
  vpc: name,
  ...(ips === undefined ? {} : { ips: blocks(ips) }),
  ...(as === undefined ? {} : { as: blocks(as) }),
  ...more,
});

const use = (from: RouteSpec["from"], to: string, filter?: FilterRule[]): RouteSpec => ({
  from,
  to: to.includes("/") ? { cidrs: blocks(to) } : { expose: to },
  ...(filter === undefined ? {} : { filter }),
});

const e1 = offer("vpc1", "10.0.0.0/31", "10.0.0.12/31");
const r1 = use({ vpc: "vpc2", ips: blocks("10.0.0.4/31") }, "e1");

const fabric = (exposes: Record<string, ExposeSpec>, routes: Record<string, RouteSpec> = { r1 }): FabricSpec => ({
  vpcs,
  exposes,
  routes,
});

/** `vpc2 4:4000 > 12:80 tcp` as what arrives, in the same words, or as the cause of a drop. */
function fate(spec: FabricSpec, text: string): string {
  const packet = packetOf(text);
  const found = bruteDecide(spec, packet);
  if (found.verdict === "drop") return found.cause;
  const source = [found.source].flat().map(short).join("|");
  return `${found.to} ${source}:${found.sourcePort ?? "any"} > ${short(found.destination)}:${found.destinationPort}`;
}

function packetOf(text: string): BrutePacket {
  const [, from = "", source = "", sourcePort = "4000", destination = "", destinationPort = "80", protocol = "tcp"] =
    /^(\w+) (\w+)(?::(\d+))? > (\w+)(?::(\d+))?(?: (tcp|udp|icmp))?$/.exec(text) ?? [];
  return {
    vpc: from,
    protocol: protocol as BrutePacket["protocol"],
    source: long(source),
    sourcePort: Number(sourcePort),
    destination: long(destination),
    destinationPort: Number(destinationPort),
  };
}

const long = (address: string): string => (address === "outside" ? "198.51.100.1" : `10.0.0.${address}`);
const short = (address: string): string => (address === "198.51.100.1" ? "outside" : address.replace("10.0.0.", ""));
const problems = (spec: FabricSpec): string[] => [...bruteProblems(spec)];

/** What each packet meets, of a Fabric that is sound. */
function expectFates(spec: FabricSpec, fates: Record<string, string>): void {
  expect(problems(spec)).toEqual([]);
  expect(Object.fromEntries(Object.keys(fates).map((packet) => [packet, fate(spec, packet)]))).toEqual(fates);
}

describe("the model: Exposes", () => {
  it("R1: an Expose offers what its VPC owns", () => {
    expectFates(fabric({ e1 }), { "vpc2 4 > 12": "vpc1 4:4000 > 0:80" });
    expect(problems(fabric({ e1: offer("vpc1", "10.0.0.4/31") }, {}))).toEqual(["expose.not-owned"]);
  });

  it("R2: a subnet stands for its CIDR", () => {
    const spec = fabric({ e1: offer("vpc1", "subnet1") });
    expectFates(spec, { "vpc2 4 > 1": "vpc1 4:4000 > 1:80", "vpc2 4 > 2": "no-route" });
    expect(problems(fabric({ e1: offer("vpc1", "subnet9") }, {}))).toEqual(["vpc.subnet-unknown"]);
  });

  it("R3, R4: without as exposed as it is, with as under those addresses only", () => {
    expectFates(fabric({ e1: offer("vpc1", "10.0.0.0/31") }), {
      "vpc2 4 > 0": "vpc1 4:4000 > 0:80",
      "vpc2 4 > 12": "no-route",
    });
    expectFates(fabric({ e1 }), { "vpc2 4 > 13": "vpc1 4:4000 > 1:80", "vpc2 4 > 1": "no-route" });
  });

  it("R5: several blocks stand for as many addresses, in ascending order", () => {
    const spec = fabric({ e1: offer("vpc1", "10.0.0.0/31", "10.0.0.15/32 10.0.0.9/32") });
    expectFates(spec, { "vpc2 4 > 9": "vpc1 4:4000 > 0:80", "vpc2 4 > 15": "vpc1 4:4000 > 1:80" });
    expect(problems(fabric({ e1: offer("vpc1", "10.0.0.0/31", "10.0.0.12/32") }, {}))).toEqual([
      "expose.size-mismatch",
    ]);
  });

  it("R6: only mapped ports are offered, and no ICMP", () => {
    const spec = fabric({ e1: { ...e1, ports: [{ external: "80", internal: "8080" }] } });
    expectFates(spec, {
      "vpc2 4 > 12:80": "vpc1 4:4000 > 0:8080",
      "vpc2 4 > 12:443": "port",
      "vpc2 4 > 12:8080": "port",
      "vpc2 4 > 12 icmp": "port",
    });
  });

  it("R7, R8, R9: the first line of a filter decides, none denies, and it sees what the client wrote", () => {
    const permit = { permit: { from: { vpc: "vpc2" }, to: { port: "80", ips: blocks("10.0.0.12/32") } } };
    const spec = fabric(
      { e1: { ...e1, ports: [{ external: "80-81", internal: "90-91" }], filter: [permit] } },
      { r1, r2: use({ vpc: "vpc3" }, "e1") },
    );
    expectFates(spec, {
      "vpc2 4 > 12:80": "vpc1 4:4000 > 0:90",
      "vpc2 4 > 12:81": "filter-expose",
      "vpc2 4 > 13:80": "filter-expose",
      "vpc3 8 > 12:80": "filter-expose",
    });
    const deny = fabric({ e1: { ...e1, filter: [{ deny: { to: { port: "22" } } }, { permit: {} }] } });
    expectFates(deny, {
      "vpc2 4 > 12:22": "filter-expose",
      "vpc2 4 > 12:443": "vpc1 4:4000 > 0:443",
      "vpc2 4 > 12:22 icmp": "vpc1 4:4000 > 0:22",
    });
  });
});

describe("the model: Routes", () => {
  it("R10, R11: an Expose alone leads nowhere, and a Route leads to nothing unexposed", () => {
    expectFates(fabric({ e1 }, {}), { "vpc2 4 > 12": "no-route" });
    expect(problems(fabric({}, { r1: use({ vpc: "vpc2" }, "10.0.0.12/31") }))).toEqual(["route.not-exposed"]);
  });

  it("R12, R13, R26: the sending VPC's Routes and its own addresses only", () => {
    expectFates(fabric({ e1 }), {
      "vpc3 8 > 12": "no-route",
      "vpc4 4 > 12": "no-route",
      "vpc2 6 > 12": "source",
      "vpc2 9 > 12": "spoofed",
    });
    expectFates(fabric({ e1 }, { r1: use({ vpc: "vpc2" }, "e1") }), { "vpc2 7 > 12": "vpc1 7:4000 > 0:80" });
  });

  it("R14, R15: static NAT keeps places and ports, stateful chooses from a pool that nobody calls", () => {
    const as = blocks("10.0.0.10/31");
    const from = { vpc: "vpc2", ips: blocks("10.0.0.4/31"), as };
    expectFates(fabric({ e1 }, { r1: use(from, "e1") }), { "vpc2 5 > 12": "vpc1 11:4000 > 0:80" });
    const pooled = fabric({ e1 }, { r1: use({ vpc: "vpc2", as, nat: "stateful" }, "e1") });
    expectFates(pooled, { "vpc2 7 > 12": "vpc1 10|11:any > 0:80", "vpc1 0 > 10": "no-flow" });
    expect(bruteReply(pooled, packetOf("vpc2 7 > 12"))).toMatchObject({ verdict: "answered", to: "vpc2" });
    expect(problems(fabric({ e1 }, { r1: use({ vpc: "vpc2", as }, "e1") }))).toEqual(["route.size-mismatch"]);
  });

  it("R16, R17: all that an Expose offers, or the part that is named", () => {
    expectFates(fabric({ e1 }), { "vpc2 4 > 13": "vpc1 4:4000 > 1:80", "vpc2 4 > 14": "no-route" });
    const part = fabric({ e1 }, { r1: use({ vpc: "vpc2" }, "10.0.0.12/32") });
    expectFates(part, { "vpc2 4 > 12": "vpc1 4:4000 > 0:80", "vpc2 4 > 13": "no-route" });
    expect(problems(fabric({ e1 }, { r1: use({ vpc: "vpc2" }, "10.0.0.12/30") }))).toEqual(["route.not-exposed"]);
  });

  it("R18: VPCs win over externals, without a way around a filter", () => {
    const spec = fabric(
      { e1: { ...e1, filter: [{ deny: { to: { port: "22" } } }, { permit: {} }] }, e2: offer("ext1", "10.0.0.8/29") },
      { r1, r2: use({ vpc: "vpc2" }, "e2") },
    );
    expectFates(spec, {
      "vpc2 4 > 9": "ext1 4:4000 > 9:80",
      "vpc2 4 > 12": "vpc1 4:4000 > 0:80",
      "vpc2 4 > 12:22": "filter-expose",
    });
  });

  it("R19, R20, R23: what is exposed is exposed once", () => {
    const more = (other: ExposeSpec): string[] => problems(fabric({ e1, other }, {}));
    expect(more(offer("vpc1", "10.0.0.2/31", "10.0.0.14/31"))).toEqual([]);
    expect(more(offer("vpc1", "10.0.0.1/32", "10.0.0.14/32"))).toEqual(["expose.internal-taken"]);
    expect(more(offer("vpc1", "10.0.0.2/31", "10.0.0.12/31"))).toEqual(["expose.public-taken"]);
    expect(more(offer("vpc4", "10.0.0.0/31", "10.0.0.14/31"))).toEqual([]);
    expect(more(offer("vpc4", "10.0.0.0/32", "10.0.0.13/32"))).toEqual(["expose.public-taken"]);
  });

  it("R21: the longest source prefix wins, and equal ones are refused", () => {
    const routes = {
      r1: use({ vpc: "vpc2", as: blocks("10.0.0.8/30") }, "e1"),
      r2: use({ vpc: "vpc2", ips: blocks("10.0.0.4/31"), as: blocks("10.0.0.14/31") }, "e1"),
    };
    expectFates(fabric({ e1 }, routes), { "vpc2 4 > 12": "vpc1 14:4000 > 0:80", "vpc2 6 > 12": "vpc1 10:4000 > 0:80" });
    const twice = { r1, r2: use({ vpc: "vpc2", ips: blocks("subnet1") }, "10.0.0.12/31") };
    expect(problems(fabric({ e1 }, twice))).toEqual(["route.duplicate"]);
  });

  it("R34: both filters have to permit", () => {
    const filter = [{ permit: { to: { port: "80-81" } } }];
    const spec = fabric({ e1: { ...e1, filter } }, { r1: { ...r1, filter: [{ permit: { to: { port: "81-82" } } }] } });
    expectFates(spec, {
      "vpc2 4 > 12:81": "vpc1 4:4000 > 0:81",
      "vpc2 4 > 12:80": "filter-route",
      "vpc2 4 > 12:82": "filter-expose",
    });
  });
});

describe("the model: returns", () => {
  const isStatic = { ...e1, returnRoute: "static" as const };

  it("R22, M1: two VPCs seen under one address by a provider are refused, whatever they lead to", () => {
    const routes = (b: string): Record<string, RouteSpec> => ({
      r1: use({ vpc: "vpc2", as: blocks("10.0.0.8/30") }, "e1"),
      r2: use({ vpc: "vpc3", as: blocks(b) }, "e2"),
    });
    const exposes = { e1, e2: offer("vpc1", "10.0.0.2/31", "10.0.0.14/31") };
    expect(problems(fabric(exposes, routes("10.0.0.4/31")))).toEqual([]);
    expect(problems(fabric(exposes, routes("10.0.0.8/31")))).toEqual(["route.source-taken"]);
  });

  it("R24, R25: a static return starts flows to those who may use the Route, a stateful one none", () => {
    expectFates(fabric({ e1: isStatic }), {
      "vpc1 0:80 > 4:22": "vpc2 12:80 > 4:22",
      "vpc1 2 > 4": "source",
      "vpc1 0 > 6": "no-route",
    });
    expectFates(fabric({ e1 }), { "vpc1 0 > 4": "no-flow" });
  });

  it("R27: a static return undoes both translations and mirrors ports and filters", () => {
    const e = {
      ...isStatic,
      ports: [{ external: "80", internal: "8080" }],
      filter: [{ permit: { from: { port: "5000" } } }],
    };
    const spec = fabric({ e1: e }, { r1: use({ vpc: "vpc2", as: blocks("10.0.0.8/30") }, "e1") });
    expectFates(spec, {
      "vpc1 0:8080 > 9:5000": "vpc2 12:80 > 5:5000",
      "vpc1 0:8080 > 9:5001": "filter-expose",
      "vpc1 0:80 > 9:5000": "port",
    });
    expectFates(fabric({ e1: e }, {}), { "vpc1 0:8080 > 9:5000": "no-route" });
  });

  it("M2: a provider has no Route of its own to where its replies go", () => {
    const exposes = { e1, e2: offer("vpc3", "10.0.0.8/31", "10.0.0.4/31") };
    expect(problems(fabric(exposes, { r1, r2: use({ vpc: "vpc1" }, "e2") }))).toEqual(["route.return-clash"]);
    expect(problems(fabric(exposes, { r1, r2: use({ vpc: "vpc4" }, "e2") }))).toEqual([]);
  });

  it("M3: neither sources nor destinations are the other side's own", () => {
    const inward = { r1: use({ vpc: "vpc2", ips: blocks("10.0.0.4/31"), as: blocks("10.0.0.2/31") }, "e1") };
    expect(problems(fabric({ e1 }, inward))).toEqual(["route.source-inside"]);
    const outward = fabric(
      { e1: offer("vpc1", "10.0.0.0/31", "10.0.0.4/31") },
      { r1: use({ vpc: "vpc2", as: blocks("10.0.0.8/30") }, "e1") },
    );
    expect(problems(outward)).toEqual(["route.destination-inside"]);
  });

  it("M4: pairs of VPCs may look alike", () => {
    const exposes = { e1, e2: offer("vpc3", "10.0.0.8/31", "10.0.0.14/31") };
    const routes = {
      r1: use({ vpc: "vpc2", as: blocks("10.0.0.8/30") }, "e1"),
      r2: use({ vpc: "vpc4", as: blocks("10.0.0.4/30") }, "e2"),
    };
    expectFates(fabric(exposes, routes), { "vpc2 4 > 12": "vpc1 8:4000 > 0:80", "vpc4 0 > 14": "vpc3 4:4000 > 8:80" });
  });

  it("M5: addresses of one VPC stay apart", () => {
    const routes = {
      r1: use({ vpc: "vpc2", ips: blocks("10.0.0.4/31"), as: blocks("10.0.0.8/31") }, "e1"),
      r2: use({ vpc: "vpc2", ips: blocks("10.0.0.6/31"), as: blocks("10.0.0.8/31") }, "e1"),
    };
    expect(problems(fabric({ e1 }, routes))).toEqual(["route.visible-taken"]);
  });
});

describe("the model: Peerings", () => {
  const peerings = {
    p: {
      vpcs: [{ vpc: "vpc1", ips: blocks("10.0.0.0/31"), as: blocks("10.0.0.12/31") }, { vpc: "vpc2" }, { vpc: "vpc3" }],
    },
  };

  it("R28: every party reaches every other, as far as it takes part", () => {
    expectFates(
      { vpcs, peerings },
      {
        "vpc2 5 > 12": "vpc1 5:4000 > 0:80",
        "vpc1 0 > 5": "vpc2 12:4000 > 5:80",
        "vpc3 8 > 5": "vpc2 8:4000 > 5:80",
        "vpc1 2 > 5": "source",
      },
    );
    expect(bruteDecide({ vpcs, peerings }, packetOf("vpc2 5 > 12"))).toMatchObject({
      route: "p/vpc2/vpc1",
      expose: "p/vpc1",
    });
  });

  it("R29: an equal Expose is shared, another is refused", () => {
    const shared = { vpcs, peerings, exposes: { e1 } };
    expect(problems(shared)).toEqual([]);
    expect(bruteDecide(shared, packetOf("vpc2 5 > 12"))).toMatchObject({ expose: "e1" });
    const other = { vpcs, peerings, exposes: { e1: offer("vpc1", "10.0.0.0/31", "10.0.0.14/31") } };
    expect(problems(other)).toEqual(["peering.expose-conflict"]);
  });
});

describe("the model: externals", () => {
  const outward = { vpc: "vpc2", as: blocks("10.0.0.10/31"), nat: "stateful" as const };

  it("R30: allowed prefixes, or anything that no VPC exposes", () => {
    const some = fabric({ x: offer("ext1", "10.0.0.12/30") }, { r1: use(outward, "x") });
    expectFates(some, { "vpc2 4 > 12": "ext1 10|11:any > 12:80", "vpc2 4 > outside": "no-route" });
    const any = fabric({ e1, x: offer("ext1", undefined) }, { r1: use(outward, "x") });
    expectFates(any, {
      "vpc2 4 > outside": "ext1 10|11:any > outside:80",
      "vpc2 4 > 12": "no-route",
      "vpc2 4 > 5": "no-route",
    });
  });

  it("R31: the longest prefix, then the priority, then the name", () => {
    const exposes = { x1: offer("ext1", undefined), x2: offer("ext2", undefined), x3: offer("ext2", "10.0.0.12/30") };
    const routes = { r1: use({ vpc: "vpc2" }, "x1"), r2: use({ vpc: "vpc2" }, "x2"), r3: use({ vpc: "vpc2" }, "x3") };
    const spec = fabric(exposes, routes);
    expectFates(spec, { "vpc2 4 > outside": "ext1 4:4000 > outside:80", "vpc2 4 > 12": "ext2 4:4000 > 12:80" });
    const preferred = { ...spec, vpcs: { ...vpcs, ext2: vpc({ external: true, priority: 50 }) } };
    expectFates(preferred, { "vpc2 4 > outside": "ext2 4:4000 > outside:80" });
  });

  it("R33: externals reach one another where a Route says so, and never as somebody inside", () => {
    const spec = fabric({ x: offer("ext2", "10.0.0.12/30") }, { r1: use({ vpc: "ext1" }, "x") });
    expectFates(spec, { "ext1 outside > 12": "ext2 outside:4000 > 12:80", "ext1 outside > 11": "no-route" });
    expectFates(fabric({ x: offer("ext2", "10.0.0.12/30") }, {}), { "ext1 outside > 12": "no-route" });
    const inward = fabric({ e1 }, { r1, r2: use({ vpc: "ext1" }, "e1") });
    expectFates(inward, {
      "ext1 outside > 12": "vpc1 outside:4000 > 0:80",
      "ext1 4 > 12": "source",
      "ext1 2 > 12": "source",
    });
  });
});
