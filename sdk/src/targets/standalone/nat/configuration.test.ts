import { describe, expect, it } from "@jest/globals";
import { blocks, checkedSide, e1, example, exampleVpcs, r1, vpc } from "../../../fabric/testing/vpcs.js";
import type { FabricSpec } from "../../../model/fabric.js";
import { natConfiguration } from "./configuration.js";

const render = (spec: FabricSpec): Record<string, string> => {
  const side = checkedSide(spec);
  const gateway = side.natGateways.find(({ name }) => name === "nat");
  if (gateway === undefined) throw new Error("nothing needs the gateway");
  return natConfiguration(gateway, side);
};

const linesOf = (files: Record<string, string>): string[] =>
  Object.entries(files).flatMap(([name, text]) => (name.startsWith("elements-") ? text.trimEnd().split("\n") : []));

/** The elements of sets with these names; marks as `*`, since they are hashes. */
const elements = (spec: FabricSpec, ...sets: string[]): string[] =>
  linesOf(render(spec))
    .filter((line) => sets.includes(line.split(" ")[0] ?? ""))
    .map((line) => line.replace(/0x[0-9a-f]{8}/g, "*"))
    .sort();

const simple = (expose = e1(), route = r1()): FabricSpec => example({ exposes: { e1: expose }, routes: { r1: route } });

describe("translations", () => {
  it("of one prefix are found by the passage alone", () => {
    expect(elements(simple(), "dnat_whole", "dnat_parts")).toEqual(["dnat_whole * : 10.1.1.0/24"]);
  });

  it("of unequal blocks are pairs of aligned prefixes", () => {
    const expose = e1({ as: blocks("192.168.1.0/25", "192.168.5.128/26", "192.168.7.0/26") });
    expect(elements(simple(expose), "dnat_whole", "dnat_parts")).toEqual([
      "dnat_parts * . 192.168.1.0-192.168.1.127 : 10.1.1.0/25",
      "dnat_parts * . 192.168.5.128-192.168.5.191 : 10.1.1.128/26",
      "dnat_parts * . 192.168.7.0-192.168.7.63 : 10.1.1.192/26",
    ]);
  });

  it("are none where an Expose has no `as`", () => {
    expect(
      elements(simple({ vpc: "vpc1", ips: blocks("10.1.1.0/24") }), "dnat_whole", "dnat_parts", "snat_whole"),
    ).toEqual([]);
  });

  it("of sources are those of the Route", () => {
    const route = r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") } });
    expect(elements(simple(e1(), route), "snat_whole")).toEqual(["snat_whole * : 192.168.2.0/24"]);
  });

  it("of ports are an element for each port and protocol", () => {
    const expose = e1({ ports: [{ external: "80-81", internal: "8080-8081", protocol: "tcp" }] });
    expect(elements(simple(expose), "dnat_tcp", "dnat_udp", "dnat_whole", "offered", "ported")).toEqual([
      "dnat_tcp * . 80 : 10.1.1.0/24 . 8080",
      "dnat_tcp * . 81 : 10.1.1.0/24 . 8081",
      "dnat_whole * : 10.1.1.0/24",
      "offered * . tcp . 80",
      "offered * . tcp . 81",
      "ported *",
    ]);
  });

  it("of ports that stay need no element of their own, and many are a range", () => {
    const expose = e1({ ports: [{ external: "8000-8999", internal: "8000-8999", protocol: "udp" }] });
    expect(elements(simple(expose), "dnat_udp", "offered", "offered_ranges")).toEqual([
      "offered_ranges * . udp . 8000-8999",
    ]);
  });
});

describe("pools", () => {
  const withPool = (...as: string[]) =>
    simple(e1(), r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks(...as), nat: "stateful" } }));

  it("of one address or one range are found by the passage alone", () => {
    expect(elements(withPool("192.168.2.1/32"), "pools")).toEqual(["pools * : 192.168.2.1/32"]);
    expect(elements(withPool("192.168.2.2/31", "192.168.2.4/32"), "pools")).toEqual([
      "pools * : 192.168.2.2-192.168.2.4",
    ]);
  });

  it("of several blocks serve as many sources as they are large", () => {
    expect(elements(withPool("192.168.2.0/31", "192.168.4.0/30", "192.168.6.0/31"), "pools_parts")).toEqual([
      "pools_parts * . 10.2.1.0-10.2.1.63 : 192.168.2.0-192.168.2.1",
      "pools_parts * . 10.2.1.192-10.2.1.255 : 192.168.6.0-192.168.6.1",
      "pools_parts * . 10.2.1.64-10.2.1.191 : 192.168.4.0-192.168.4.3",
    ]);
  });
});

describe("filters", () => {
  const filterSets = ["filtered_expose", "expose_protocols", "expose_ports", "expose_tcp", "expose_udp", "expose_icmp"];
  const filtered = (...filter: NonNullable<FabricSpec["exposes"]>[string]["filter"] & object) =>
    elements(simple(e1({ filter })), ...filterSets);

  it("of ports are found by passage, protocol and port", () => {
    expect(filtered({ permit: { to: { port: "80", protocol: "tcp" } } })).toEqual([
      "expose_ports * . tcp . 80",
      "filtered_expose *",
    ]);
  });

  it("of a whole protocol are found by passage and protocol", () => {
    expect(filtered({ permit: { to: { protocol: "icmp" } } })).toEqual([
      "expose_protocols * . icmp",
      "filtered_expose *",
    ]);
  });

  it("with a deny before are ranges of ports", () => {
    expect(filtered({ deny: { to: { port: "22" } } }, { permit: { to: { protocol: "tcp" } } })).toEqual([
      "expose_tcp * . 0.0.0.0-255.255.255.255 . 0.0.0.0-255.255.255.255 . 0-65535 . 0-21",
      "expose_tcp * . 0.0.0.0-255.255.255.255 . 0.0.0.0-255.255.255.255 . 0-65535 . 23-65535",
      "filtered_expose *",
    ]);
  });

  it("of addresses are boxes, without ports for ICMP", () => {
    expect(filtered({ permit: { from: { ips: blocks("10.2.1.7/32") } } })).toEqual([
      "expose_icmp * . 10.2.1.7 . 0.0.0.0-255.255.255.255",
      "expose_tcp * . 10.2.1.7 . 0.0.0.0-255.255.255.255 . 0-65535 . 0-65535",
      "expose_udp * . 10.2.1.7 . 0.0.0.0-255.255.255.255 . 0-65535 . 0-65535",
      "filtered_expose *",
    ]);
  });

  it("leave out what is about others", () => {
    expect(filtered({ permit: { from: { ips: blocks("10.9.0.0/16") } } })).toEqual(["filtered_expose *"]);
  });
});

describe("sources", () => {
  it("of a prefix are found by it", () => {
    expect(elements(simple(), "parts", "parts_24")).toEqual(["parts_24 * . 10.2.1.0 : *"]);
  });

  it("of all that an external may be are intervals", () => {
    const spec = example({
      exposes: { e1: e1() },
      routes: { out: { from: { vpc: "ext1" }, to: { expose: "e1" } } },
    });
    expect(elements(spec, "parts")).toEqual([
      "parts * . 10.2.0.0-126.255.255.255 : *",
      "parts * . 128.0.0.0-169.253.255.255 : *",
    ]);
  });

  it("share their parts between destinations", () => {
    const spec = example({
      exposes: { e1: e1(), e2: e1({ ips: blocks("10.1.2.0/24"), as: blocks("192.168.3.0/24") }) },
      routes: { r1: r1(), r2: r1({ to: { expose: "e2" } }) },
    });
    expect(elements(spec, "parts_24")).toHaveLength(1);
    expect(elements(spec, "takes")).toHaveLength(2);
  });
});

describe("static returns", () => {
  const spec = simple(e1({ returnRoute: "static" }));

  it("are passages of their own, one for each direction", () => {
    expect(elements(spec, "@passage").map((line) => line.split(" ").slice(4).join(" "))).toEqual(
      expect.arrayContaining(["r1 e1 forward", "r1 e1 return"]),
    );
    expect(elements(simple(), "@passage")).toHaveLength(1);
  });

  it("do without conntrack, octet by octet", () => {
    expect(elements(spec, "stateless", "stateless_saddr", "stateless_daddr", "daddr_0", "daddr_1", "daddr_2")).toEqual([
      "daddr_0 * : jump daddr_0_255_10",
      "daddr_1 * : jump daddr_1_255_1",
      "daddr_2 * : jump daddr_2_255_1",
      "stateless *",
      "stateless *",
      "stateless_daddr * . 192.168.1.0-192.168.1.255 : *",
      "stateless_saddr * . 10.1.1.0-10.1.1.255 : *",
    ]);
    expect(elements(simple(), "stateless")).toEqual([]);
  });

  it("that end inside of an octet keep its other bits", () => {
    const split = simple(e1({ returnRoute: "static", ips: blocks("10.1.1.64/26"), as: blocks("192.168.1.0/26") }));
    expect(render(split)["ruleset.nft"]).toContain("ip daddr set ip daddr & 255.255.255.63 | 0.0.0.64");
  });
});

describe("a gateway's directory", () => {
  it("says which interface leads to which addresses", () => {
    const vpcs = {
      ...exampleVpcs(),
      ext1: vpc("ext1", undefined, { external: true, attachment: { interface: "ext1", nextHop: "198.51.100.1" } }),
    };
    const { "gateway.json": text = "" } = render({ vpcs, exposes: { e1: e1() }, routes: { r1: r1() } });
    const gateway = JSON.parse(text) as { vpcs: { name: string }[] };
    expect(gateway).toMatchObject({ version: 1, name: "nat", flows: { tcp: 86400, udp: 120 } });
    expect(gateway.vpcs.find(({ name }) => name === "ext1")).toMatchObject({
      interface: "ext1",
      address: "169.254.1.1/32",
      routes: [{ to: "0.0.0.0/0", via: "198.51.100.1" }],
    });
    expect(gateway.vpcs.find(({ name }) => name === "vpc1")).toMatchObject({ routes: [{ to: "10.1.0.0/16" }] });
  });

  it("is the same whatever the order of declarations", () => {
    const { vpcs = {}, ...others } = simple();
    const shuffled = { ...others, vpcs: Object.fromEntries(Object.entries(vpcs).reverse()) };
    expect(render(shuffled)).toEqual(render(simple()));
  });

  it("has the VPCs of its gateway only", () => {
    const vpcs = {
      ...exampleVpcs(),
      other: vpc("other", ["10.7.0.0/16"], { target: { kind: "standalone", gateway: "b" } }),
    };
    const files = render({ vpcs, natGateways: { b: {} }, exposes: { e1: e1() }, routes: { r1: r1() } });
    expect(JSON.stringify(files)).not.toContain("10.7.0.0");
  });

  it("gets new elements for a new Route, and changes none", () => {
    const before = render(simple());
    const after = render(
      example({
        exposes: { e1: e1(), e2: e1({ vpc: "vpc3", ips: blocks("10.3.1.0/24"), as: blocks("192.168.3.0/24") }) },
        routes: { r1: r1(), r2: r1({ to: { expose: "e2" } }) },
      }),
    );
    expect(after["ruleset.nft"]).toBe(before["ruleset.nft"]);
    expect(linesOf(after)).toEqual(expect.arrayContaining(linesOf(before)));
    expect(linesOf(after).length).toBeGreaterThan(linesOf(before).length);
  });

  it("keeps the ids of a long list of sources while it grows", () => {
    const offers = (count: number): FabricSpec => ({
      vpcs: exampleVpcs(),
      exposes: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `e${index}`,
          e1({ ips: blocks(`10.1.1.${index * 2}/32`), as: blocks(`192.168.1.${index * 2}/32`), returnRoute: "static" }),
        ]),
      ),
      routes: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`r${index}`, r1({ to: { expose: `e${index}` } })]),
      ),
    });
    const before = linesOf(render(offers(30)));
    const after = new Set(linesOf(render(offers(31))));
    expect(before.filter((line) => !after.has(line))).toEqual([]);
    expect(after.size - before.length).toBeLessThan(30);
  });

  it("has a zone for each pair of VPCs, both ways", () => {
    const spec = example({
      exposes: { e1: e1() },
      routes: { r1: r1(), r3: { from: { vpc: "vpc3" }, to: { expose: "e1" } } },
    });
    const zones = linesOf(render(spec)).flatMap((line) => (line.startsWith("zones ") ? [line.split(" : ")[1]] : []));
    expect(zones).toHaveLength(4);
    expect(new Set(zones).size).toBe(2);
  });

  it("gives flows the timeout of their passage, in whole seconds", () => {
    const spec = simple(e1({ idleTimeout: "1.5s" }));
    expect(elements(spec, "idle_of")).toEqual(["idle_of * : goto idle_2"]);
    expect(render(spec)["ruleset.nft"]).toContain("policy = { unreplied : 2, replied : 2 }");
  });

  it("lowers TCP's segment size unless told not to", () => {
    expect(render(simple())["ruleset.nft"]).toContain("tcp option maxseg size set rt mtu");
    const without = { ...simple(), natGateways: { nat: { clampMss: false } } };
    expect(render(without)["ruleset.nft"]).not.toContain("maxseg");
  });
});

describe("signatures", () => {
  const signatureOf = (spec: FabricSpec, route = "r1"): string | undefined =>
    linesOf(render(spec))
      .find((line) => line.startsWith("@passage") && line.includes(` ${route} e1 forward`))
      ?.split(" ")[3];
  const pool = (as: string) => r1({ from: { vpc: "vpc2", as: blocks(as), nat: "stateful" as const } });

  it("stay when something else changes", () => {
    expect(signatureOf(simple(e1({ filter: [{ permit: {} }] })))).toBe(signatureOf(simple()));
  });

  it.each([
    ["destination", simple(e1({ ips: blocks("10.1.2.0/24") }))],
    ["port", simple(e1({ ports: [{ external: "80", internal: "81" }] }))],
    ["source", simple(e1(), r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/24"), as: blocks("192.168.2.0/24") } }))],
    ["pool", simple(e1(), pool("192.168.2.0/31"))],
  ])("change with the %s", (_, spec) => {
    expect(signatureOf(spec)).not.toBe(signatureOf(simple()));
  });

  const narrower = (route: typeof r1 extends (more?: infer M) => unknown ? M : never) =>
    example({
      exposes: { e1: e1() },
      routes: {
        r1: r1(route),
        r2: r1({ from: { vpc: "vpc2", ips: blocks("10.2.1.0/25"), as: blocks("192.168.9.0/25") } }),
      },
    });

  it("change where another Route takes over, unless flows from a pool would break", () => {
    expect(signatureOf(narrower({}))).not.toBe(signatureOf(simple()));
    expect(signatureOf(narrower(pool("192.168.2.0/31")))).toBe(signatureOf(simple(e1(), pool("192.168.2.0/31"))));
  });
});
