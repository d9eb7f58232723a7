import { describe, expect, it } from "@jest/globals";
import { cidrRange } from "../../../fabric/addresses/cidr.js";
import type { CheckedVpcSide } from "../../../fabric/vpcs/checked.js";
import { hedgehog } from "../index.js";
import { external, foundIn, problemsOf, sideOf, vpc } from "../testing/sides.js";

const plain = (name: string, more: object = {}) => ({ vpc: name, returnRoute: "static", ...more });
const stateful = { as: [{ cidr: "192.168.9.0/31" }], nat: "stateful" };
const cidrs = (...texts: string[]) => texts.map((cidr) => ({ cidr }));
const route = (from: string, to: string, more: object = {}) => ({ from: { vpc: from, ...more }, to: { expose: to } });

/** VPCs `a` and `b` with an Expose of `b` called `b` and a Route of `a` called `r`. */
const base = (expose: object, used: object = route("a", "b"), more: object = {}) => ({
  vpcs: { a: vpc("10.1.0.0/24"), b: vpc("10.2.0.0/24"), ...more },
  exposes: { b: expose },
  routes: { r: used },
});

describe("Hedgehog takes", () => {
  it.each([
    ["addresses as they are", base(plain("b"))],
    ["stateful NAT of sources to whatever is exposed as it is", base({ vpc: "b" }, route("a", "b", stateful))],
    ["ports for callers without NAT", base({ vpc: "b", ports: [{ external: "80", internal: "8080" }] })],
    [
      "static NAT on both sides",
      base(plain("b", { as: cidrs("192.2.0.0/24") }), route("a", "b", { as: cidrs("192.1.0.0/24") })),
    ],
  ])("%s", (_, spec) => {
    expect(foundIn(spec)).toEqual([]);
  });
});

describe("Hedgehog refuses by name", () => {
  it("a stateful return without NAT, which is the default of Isthmus, and says what to set", () => {
    const [problem] = problemsOf(base({ vpc: "b" }));
    expect(problem).toMatchObject({ code: "hedgehog.stateful-return", path: "exposes.b.returnRoute" });
    expect(problem?.hint).toMatch(/returnRoute to "static".*target standalone/);
  });

  it("a stateful return once for an Expose, however many Routes use it", () => {
    const spec = base({ vpc: "b" }, route("a", "b"), { c: vpc("10.3.0.0/24") });
    expect(foundIn({ ...spec, routes: { ...spec.routes, s: route("c", "b") } })).toEqual([
      "hedgehog.stateful-return at exposes.b.returnRoute",
    ]);
  });

  it("the stateful return of a Peering", () => {
    const peering = { vpcs: [{ vpc: "a" }, { vpc: "b" }] };
    const spec = { vpcs: base({}).vpcs, peerings: { p: peering } };
    expect(new Set(foundIn(spec))).toEqual(new Set(["hedgehog.stateful-return at peerings.p"]));
  });

  it("ports with a static return", () => {
    expect(foundIn(base(plain("b", { ports: [{ external: "80", internal: "80" }] })))).toEqual([
      "hedgehog.ports-static at exposes.b.returnRoute",
    ]);
  });

  it("an idle timeout where no flow is tracked", () => {
    expect(foundIn(base(plain("b", { idleTimeout: "60s" })))).toEqual([
      "hedgehog.idle-timeout at exposes.b.idleTimeout",
    ]);
    expect(foundIn(base(plain("b"), { ...route("a", "b"), idleTimeout: "60s" }))).toEqual([
      "hedgehog.idle-timeout at routes.r.idleTimeout",
    ]);
  });

  it("two idle timeouts for one pool", () => {
    const exposes = {
      low: plain("b", { ips: cidrs("10.2.0.0/25") }),
      high: plain("b", { ips: cidrs("10.2.0.128/25") }),
    };
    const routes = {
      r: { ...route("a", "low", stateful), idleTimeout: "60s" },
      s: { ...route("a", "high", stateful), idleTimeout: "90s" },
    };
    expect(foundIn({ ...base({}), exposes, routes })).toEqual(["hedgehog.idle-timeout at routes.s"]);
  });

  it("stateful source NAT to an Expose with ports", () => {
    const spec = base({ vpc: "b", ports: [{ external: "80", internal: "80" }] }, route("a", "b", stateful));
    expect(foundIn(spec)).toEqual(["hedgehog.both-stateful at routes.r"]);
  });

  it.each([
    ["an Expose with `as` against stateful source NAT", plain("b", { as: cidrs("192.2.0.0/24") }), stateful],
    [
      "an Expose with ports against static source NAT",
      { vpc: "b", ports: [{ external: "80", internal: "80" }] },
      { as: cidrs("192.1.0.0/24") },
    ],
  ])("static NAT on one side with stateful on the other: %s", (_, expose, from) => {
    expect(foundIn(base(expose, route("a", "b", from)))).toEqual(["hedgehog.static-and-stateful at routes.r"]);
  });

  it("source NAT that depends on the destination", () => {
    const exposes = {
      low: plain("b", { ips: cidrs("10.2.0.0/25") }),
      high: plain("b", { ips: cidrs("10.2.0.128/25") }),
    };
    const routes = { r: route("a", "low"), s: route("a", "high", { as: cidrs("192.1.0.0/24") }) };
    expect(foundIn({ ...base({}), exposes, routes })).toEqual(["hedgehog.translation-differs at routes.s"]);
  });

  it("addresses that answer by another name than they call by", () => {
    const exposes = { b: plain("b", { ips: cidrs("10.2.0.0/25") }), a: plain("a", { as: cidrs("192.1.0.0/24") }) };
    const back = route("b", "a", { ips: cidrs("10.2.0.128/25") });
    const [problem] = problemsOf({ ...base({}), exposes, routes: { r: route("a", "b"), s: back } });
    expect(problem).toMatchObject({ code: "hedgehog.translation-differs" });
    expect(problem?.message).toMatch(/is seen unchanged by Route "r" and is seen as 192\.1\.0\.0\/24 by Expose "a"/);
  });

  it("addresses of an external that are translated, and part of everything as well", () => {
    const spec = {
      vpcs: { a: vpc("10.1.0.0/24"), net: external() },
      exposes: {
        all: plain("net"),
        some: plain("net", { ips: cidrs("198.51.100.0/24"), as: cidrs("192.9.0.0/24") }),
      },
      routes: { r: route("a", "all"), s: route("a", "some") },
    };
    expect(foundIn(spec)).toEqual(["hedgehog.translation-differs at exposes.some"]);
    expect(foundIn({ ...spec, routes: { s: route("a", "some") } })).toEqual([]);
  });

  it("addresses of which some ports are exposed and which call without NAT", () => {
    const exposes = { b: plain("b"), a: { vpc: "a", ports: [{ external: "80", internal: "80" }] } };
    expect(foundIn({ ...base({}), exposes, routes: { r: route("a", "b"), s: route("b", "a") } })).toEqual([
      "hedgehog.ports-and-all at routes.r",
    ]);
  });

  it("two ports that lead to one", () => {
    const ports = [
      { external: "80", internal: "8080" },
      { external: "443", internal: "8080" },
    ];
    expect(foundIn(base({ vpc: "b", ports }))).toEqual(["hedgehog.port-taken at exposes.b"]);
  });

  it("one address that stands for two", () => {
    const exposes = { b: plain("b"), a: plain("a", { ips: cidrs("10.1.0.0/26"), as: cidrs("192.1.0.0/26") }) };
    const calls = route("a", "b", { ips: cidrs("10.1.0.64/26"), as: cidrs("192.1.0.0/26") });
    const there = { ...route("b", "a"), from: { vpc: "b", ips: cidrs("10.2.0.0/32"), as: cidrs("192.2.0.0/32") } };
    const spec = { ...base({}), exposes: { ...exposes, b: plain("b", { ips: cidrs("10.2.0.64/26") }) } };
    expect(foundIn({ ...spec, routes: { r: calls, s: there } })).toEqual(["hedgehog.public-overlap at exposes.a"]);
  });

  it("addresses outside every subnet of their VPC", () => {
    const spec = base(plain("b"), route("a", "b"), { a: vpc("10.1.0.0/24", { subnets: { low: "10.1.0.0/25" } }) });
    const [problem] = problemsOf(spec);
    expect(problem).toMatchObject({ code: "hedgehog.subnet-outside", path: "routes.r" });
    expect(problem?.message).toContain("10.1.0.128/25");
  });

  it("names that no VPC of Hedgehog has", () => {
    const vpcs = { "twelve-chars": vpc("10.1.0.0/24"), camelCase: vpc("10.2.0.0/24"), "a--b": vpc("10.3.0.0/24") };
    const found = foundIn({ vpcs: { ...vpcs, "eleven-char": vpc("10.4.0.0/24") } });
    expect(found).toEqual(["a--b", "camelCase", "twelve-chars"].map((name) => `hedgehog.vpc-name at vpcs.${name}`));
  });

  it("a peer in another cluster", () => {
    const spec = base(plain("b"), route("a", "b"), { b: vpc("10.2.0.0/24", { cluster: "far" }) });
    expect(foundIn({ ...spec, clusters: { far: {} } })).toEqual(["hedgehog.peer-cluster at routes.r"]);
  });

  it("an external as the peer of an external", () => {
    const vpcs = { a: external({ cidrs: ["198.51.100.0/24"] }), b: external({ cidrs: ["203.0.113.0/24"] }) };
    expect(foundIn(base(plain("b"), route("a", "b"), vpcs))).toEqual(["hedgehog.external-transit at routes.r"]);
  });

  it("two externals that offer everything to one VPC, even where one hides the other", () => {
    const spec = {
      vpcs: { a: vpc("10.1.0.0/24"), isp1: external(), isp2: external() },
      exposes: { x: { vpc: "isp1" }, y: { vpc: "isp2" } },
      routes: { r: route("a", "x", stateful), s: route("a", "y", stateful) },
    };
    expect(foundIn(spec)).toEqual(["hedgehog.two-defaults at routes.s"]);
  });

  it("a filter that lets questions pass and not their answers", () => {
    const filter = [{ permit: { to: { port: "80" } } }];
    const spec = {
      ...base({}),
      exposes: { a: plain("a"), b: plain("b", { filter }) },
      routes: { r: route("a", "b"), s: { ...route("b", "a"), filter: [{ permit: { to: { port: "22" } } }] } },
    };
    expect(foundIn(spec)).toEqual(["hedgehog.one-way at routes.r", "hedgehog.one-way at routes.s"]);
  });
});

describe("what the checker keeps away, and Hedgehog would refuse", () => {
  const found = (side: CheckedVpcSide): string[] => [...hedgehog.problems(side)].map(({ code }) => code);

  /** A side whose only pool is another one. */
  function withPool(side: CheckedVpcSide, from: string, pool: string): CheckedVpcSide {
    for (const { sources } of side.forwarding.get(from) ?? [])
      for (const { passage } of sources) passage.pool = [cidrRange(pool)];
    return side;
  }

  it("is an address of special use", () => {
    const side = sideOf(base({ vpc: "b" }, route("a", "b", stateful)));
    expect(found(withPool(side, "a", "224.0.0.0/30"))).toEqual(["hedgehog.special-use"]);
  });

  it("is one address of two VPCs, seen by a third", () => {
    const spec = base({ vpc: "b" }, route("a", "b", stateful), { c: vpc("10.3.0.0/24") });
    const other = route("c", "b", { ...stateful, as: cidrs("192.168.10.0/31") });
    const side = sideOf({ ...spec, routes: { ...spec.routes, s: other } });
    expect(found(withPool(side, "c", "192.168.9.0/31"))).toEqual(["hedgehog.public-overlap"]);
  });
});

describe("a problem", () => {
  it("says which target could do it", () => {
    const problems = problemsOf(
      base({ vpc: "b", ports: [{ external: "80", internal: "80" }] }, route("a", "b", stateful)),
    );
    expect(problems[0]?.hint).toContain("target standalone");
  });
});
