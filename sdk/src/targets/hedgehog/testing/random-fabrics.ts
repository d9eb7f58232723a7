import fc from "fast-check";
import { external, vpc } from "./sides.js";

const names = ["a", "b", "c"];

/** Small networks: `10.N.0.0/24` in four quarters, of which VPC N offers three in three ways. */
const quarter = (network: number, index: number, net = 10): string => `${net}.${network}.0.${index * 64}/26`;

const blocks = (...cidrs: string[]) => cidrs.map((cidr) => ({ cidr }));

const ports = fc.constantFrom(
  [{ external: "80", internal: "8080" }],
  [
    { external: "80", internal: "8080", protocol: "tcp" as const },
    { external: "53-54", internal: "153-154", protocol: "udp" as const },
  ],
);

const filterLine = fc
  .record({
    permit: fc.boolean(),
    from: fc.record(
      {
        vpc: fc.constantFrom(...names, "*"),
        ips: fc.constantFrom(blocks("10.1.0.0/25"), blocks("10.2.0.32/27", "10.3.0.0/26")),
      },
      { requiredKeys: [] },
    ),
    to: fc.record(
      {
        port: fc.constantFrom("80", "8000-9000"),
        ips: fc.constantFrom(blocks("10.2.0.0/27"), blocks("192.1.0.96/28")),
      },
      { requiredKeys: [] },
    ),
    protocol: fc.option(fc.constantFrom("tcp" as const, "udp" as const, "icmp" as const), { nil: undefined }),
  })
  .map(({ permit, from, to, protocol }) => {
    const match = {
      from,
      to: { ...to, ...(protocol !== undefined && (protocol !== "icmp" || to.port === undefined) && { protocol }) },
    };
    return permit ? { permit: match } : { deny: match };
  });

const filter = fc.option(
  fc.array(filterLine, { minLength: 1, maxLength: 3 }).map((lines) => [...lines, { permit: {} }]),
  { nil: undefined, freq: 3 },
);

const idleTimeout = fc.option(fc.constantFrom("90s", "300s"), { nil: undefined, freq: 4 });

/** Plain, translated, and by ports: all that a VPC of Hedgehog can offer. */
const exposesOf = (name: string, network: number): fc.Arbitrary<Record<string, object>> =>
  fc
    .record({
      plainFilter: filter,
      staticFilter: filter,
      portsFilter: filter,
      ports,
      idleTimeout,
      isSeen: fc.boolean(),
    })
    .map((drawn) => ({
      [`${name}-plain`]: {
        vpc: name,
        ips: [{ cidr: quarter(network, 0) }],
        returnRoute: "static",
        filter: drawn.plainFilter,
      },
      [`${name}-static`]: {
        vpc: name,
        ips: [{ cidr: quarter(network, 1) }],
        as: [{ cidr: `192.${network}.0.96/27` }, { cidr: `192.${network}.0.0/27` }],
        returnRoute: "static",
        filter: drawn.staticFilter,
      },
      [`${name}-ports`]: {
        vpc: name,
        ips: [{ cidr: quarter(network, 2) }],
        ...(drawn.isSeen && { as: [{ cidr: quarter(network, 2, 193) }] }),
        ports: drawn.ports,
        idleTimeout: drawn.idleTimeout,
        filter: drawn.portsFilter,
      },
    }));

/** How one VPC uses what another offers. */
const routeStyle = fc.constantFrom(
  ...["none", "none", "plain", "plain", "plain to static", "static", "static to static", "masquerade", "ports"],
);

function routeOf(from: string, network: number, to: string, style: string, isWhole: boolean) {
  const ips = isWhole ? undefined : [{ cidr: `10.${network}.0.0/27` }, { cidr: `10.${network}.0.192/26` }];
  const own = [{ cidr: quarter(network, 1) }];
  const seen = [{ cidr: `192.${network}.0.0/27` }, { cidr: `192.${network}.0.96/27` }];
  switch (style) {
    case "plain":
      return { from: { vpc: from, ips }, to: { expose: `${to}-plain` } };
    case "plain to static":
      return { from: { vpc: from, ips: [{ cidr: quarter(network, 0) }] }, to: { expose: `${to}-static` } };
    case "static":
      return { from: { vpc: from, ips: own, as: seen }, to: { expose: `${to}-plain` } };
    case "static to static":
      return { from: { vpc: from, ips: own, as: seen }, to: { expose: `${to}-static` } };
    case "masquerade":
      return {
        from: { vpc: from, ips, as: [{ cidr: `194.${network}.0.0/31` }], nat: "stateful" },
        to: { expose: `${to}-plain` },
      };
    case "ports":
      return { from: { vpc: from, ips: [{ cidr: quarter(network, 3) }] }, to: { expose: `${to}-ports` } };
    default:
      return undefined;
  }
}

const routes = fc.tuple(
  ...names.flatMap((from, index) =>
    [...names.filter((name) => name !== from), "net"].map((to) =>
      fc.record({ style: routeStyle, isWhole: fc.boolean(), filter, idleTimeout }).map((drawn) => {
        const style = to === "net" && drawn.style !== "none" ? (index === 0 ? "masquerade" : drawn.style) : drawn.style;
        const route = routeOf(from, index + 1, to, style, drawn.isWhole);
        const timeout = style === "masquerade" || style === "ports" ? drawn.idleTimeout : undefined;
        return { name: `${from}-to-${to}`, route: route && { ...route, filter: drawn.filter, idleTimeout: timeout } };
      }),
    ),
  ),
);

/** What `a` and `b` use of the external besides, and of one another by CIDRs. */
const extras = fc.tuple(
  ...[
    { name: "a-to-net-static", route: { from: { vpc: "a" }, to: { expose: "net-static" } } },
    {
      name: "b-to-net-static",
      route: { from: { vpc: "b", ips: blocks("10.2.0.0/26") }, to: { expose: "net-static" } },
    },
    {
      name: "b-to-net-ports",
      route: { from: { vpc: "b", ips: blocks("10.2.0.192/26") }, to: { expose: "net-ports" } },
    },
    {
      name: "c-to-some",
      route: { from: { vpc: "c", ips: blocks("10.3.0.0/26") }, to: { cidrs: blocks("10.2.0.16/28") } },
    },
    {
      name: "c-to-dns",
      route: { from: { vpc: "c", ips: blocks("10.3.0.0/26") }, to: { cidrs: blocks("8.8.8.0/24") } },
    },
  ].map(({ name, route }) => fc.nat(7).map((drawn) => ({ name, route: drawn === 7 ? route : undefined }))),
);

/** Fabrics of three VPCs and an external; many of them hold, and Hedgehog can do many of those. */
export const hedgehogFabrics: fc.Arbitrary<object> = fc
  .record({
    exposes: fc.tuple(...names.map((name, index) => exposesOf(name, index + 1))),
    routes,
    isSplit: fc.boolean(),
    comesIn: fc.boolean(),
    returnsFromNet: fc.boolean(),
    netFilter: filter,
    extras,
  })
  .map(({ exposes, routes: drawn, isSplit, comesIn, returnsFromNet, netFilter, extras: more }) => {
    const used = [...drawn, ...more].filter(({ route }) => route !== undefined);
    const named = new Set(
      used.map(({ route }) => (route !== undefined && "expose" in route.to ? route.to.expose : "")),
    );
    if (more.some(({ route }) => route !== undefined && "cidrs" in route.to)) named.add("net-plain");
    const inward = { from: { vpc: "net" }, to: { expose: "a-ports" } };
    if (comesIn) named.add("a-ports");
    const all: Record<string, object> = Object.assign({}, ...exposes, {
      "net-plain": { vpc: "net", returnRoute: returnsFromNet ? "static" : "stateful" },
      "net-static": {
        vpc: "net",
        ips: [{ cidr: "198.51.100.0/26" }],
        as: [{ cidr: "192.9.0.0/26" }],
        returnRoute: "static",
        filter: netFilter,
      },
      "net-ports": { vpc: "net", ips: [{ cidr: "203.0.113.0/30" }], ports: [{ external: "80", internal: "80" }] },
    }) as Record<string, object>;
    return {
      vpcs: {
        ...Object.fromEntries(
          names.map((name, index) => [
            name,
            vpc(`10.${index + 1}.0.0/24`, isSplit ? { subnets: halves(index + 1) } : {}),
          ]),
        ),
        net: external(),
      },
      exposes: Object.fromEntries(Object.entries(all).filter(([name]) => named.has(name) || name.startsWith("b-"))),
      routes: {
        ...Object.fromEntries(used.flatMap(({ name, route }) => (route === undefined ? [] : [[name, route]]))),
        ...(comesIn && { "net-comes-in": inward }),
      },
    };
  });

const halves = (network: number): Record<string, string> => ({
  low: `10.${network}.0.0/25`,
  high: `10.${network}.0.128/25`,
});
