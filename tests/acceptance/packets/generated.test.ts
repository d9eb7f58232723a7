import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../../sdk/src/fabric/check.js";
import { addressNumber, addressText } from "../../../sdk/src/fabric/addresses/cidr.js";
import { contains, type Range } from "../../../sdk/src/fabric/addresses/range.js";
import type { CheckedVpcSide, Passage } from "../../../sdk/src/fabric/vpcs/checked.js";
import type { FabricSpec } from "../../../sdk/src/model/fabric.js";
import { type Decision, decidePacket, type Packet } from "../../../sdk/src/reach/packets/index.js";
import { randomFabrics } from "../../../sdk/src/reach/packets/testing/random-fabrics.js";
import { whereOf } from "../../packets/expectations.js";
import { FabricLab } from "../../packets/fabric-lab.js";
import type { Declarations } from "../../packets/network-fixture.js";
import type { Probe, ProbeOutcome } from "../../packets/probe.js";
import { withPackets } from "../../packets/with-packets.js";

const fabrics = 40;
const batch = 1500;
/** Stands for the rest of the world; the random Fabrics have the addresses 10.0.0.0/28. */
const stranger = addressNumber("198.51.100.1");
const everyHost = [...Array.from({ length: 16 }, (_, host) => `10.0.0.${host}`), addressText(stranger)];

const passagesOf = ({ forwarding }: CheckedVpcSide): Set<Passage> =>
  new Set(
    [...forwarding.values()].flatMap((atoms) => atoms.flatMap(({ sources }) => sources.map((each) => each.passage))),
  );

/** Random Fabrics that hold and let something through. */
const sound = fc
  .sample(randomFabrics, 1500)
  .flatMap((spec) => {
    const side = checkFabric("generated", spec).fabric?.vpcSide;
    return side !== undefined && passagesOf(side).size > 0 ? [{ spec, side }] : [];
  })
  .slice(0, fabrics);

/** The edges of ranges, and what is next to them. */
const edges = (ranges: Range[]): number[] => {
  const all = ranges.flatMap(({ first, last }) => [first - 1, first, last, last + 1]);
  return [...new Set([...all, stranger])].filter((address) => {
    const text = addressText(address);
    return /^10\.0\.0\.(?:\d|1[0-5])$/.test(text) || address === stranger;
  });
};

type Ports = Pick<Packet, "protocol" | "sourcePort" | "destinationPort">;

/** Ports and protocols that tell filters and mappings apart, of which `fresh` makes a flow nobody else's. */
const classes: ((fresh: number) => Ports)[] = [
  ...[80, 81, 82, 8080].flatMap((port) =>
    (["tcp", "udp"] as const).flatMap((protocol) => [
      (fresh: number): Ports => ({ protocol, sourcePort: fresh, destinationPort: port }),
      (fresh: number): Ports => ({ protocol, sourcePort: port, destinationPort: fresh }),
    ]),
  ),
  (fresh) => ({ protocol: "icmp", sourcePort: fresh, destinationPort: 0 }),
];

/** A packet for each source atom, destination atom and class of ports, and for the edges of every interval. */
function* packetsOf(side: CheckedVpcSide): Iterable<Packet> {
  let fresh = 20_000;
  for (const [vpc, atoms] of side.forwarding) {
    for (const destination of edges(atoms)) {
      const atom = atoms.find((each) => contains(each, destination));
      for (const source of edges(atom?.sources ?? [])) {
        for (const ports of classes)
          yield { vpc, source, destination, ...ports((fresh = fresh < 60_000 ? fresh + 1 : 20_000)) };
      }
    }
  }
}

const probeOf = ({ source, destination, ...packet }: Packet, { verdict }: Decision): Probe => ({
  ...packet,
  source: addressText(source),
  destination: addressText(destination),
  expect: verdict === "pass",
});

/** What a probe came to, in the words of the oracle; of a pool and its ports only that they are some of it. */
function cameTo({ source, ...packet }: Packet, decision: Decision, { received, answered }: ProbeOutcome): unknown {
  const pool = decision.verdict === "pass" ? decision.passage.pool : undefined;
  return {
    received: received
      .map(whereOf)
      .map((arrival) =>
        pool?.some((range) => contains(range, addressNumber(arrival.source))) === true
          ? { ...arrival, source: "of the pool", sourcePort: "any" }
          : arrival,
      ),
    answered: answered
      .map(whereOf)
      .map((answer) => answer.vpc === packet.vpc && answer.destination === addressText(source) && answer.source),
  };
}

function foretold({ protocol, destination }: Packet, decision: Decision): unknown {
  if (decision.verdict === "drop") return { received: [], answered: [] };
  const { to, sourcePort, destinationPort } = decision;
  const seen = decision.source === undefined ? "of the pool" : addressText(decision.source);
  return {
    received: [
      {
        vpc: to.name,
        protocol,
        source: seen,
        sourcePort: decision.source === undefined ? "any" : sourcePort,
        destination: addressText(decision.destination),
        destinationPort,
      },
    ],
    answered: [addressText(destination)],
  };
}

const declarationsOf = ({ vpcs = {}, exposes, routes, peerings }: FabricSpec): Declarations => ({
  vpcs,
  exposes,
  routes,
  peerings,
});

withPackets("packets through gateways of random Fabrics", () => {
  let fabric: FabricLab;
  beforeAll(async () => {
    const names = ["a", "b", "c", "d", "x", "y"];
    fabric = await FabricLab.open(Object.fromEntries(names.map((name) => [name, { interface: `if-${name}` }])), {});
    // any address is in any VPC: as hosts of their own they would keep packets to one another to themselves
    const neighbours = await Promise.all(
      names.map(async (name) => {
        const [, mac] = /link\/ether (\S+)/.exec(await fabric.lab.ip(name, "link show eth0")) ?? [];
        return everyHost.map((host) => `ip neigh replace ${host} lladdr ${mac} dev if-${name} nud permanent`);
      }),
    );
    await fabric.lab.gateway.run("sh", "-ec", neighbours.flat().join("\n"));
  });
  afterAll(() => fabric.close());

  it("have every construct of the gateway among them", () => {
    const passages = sound.flatMap(({ side }) => [...passagesOf(side)]);
    const has: Record<string, boolean> = {
      pool: passages.some(({ pool }) => pool !== undefined),
      staticReturn: passages.some(({ direction }) => direction === "return"),
      ports: passages.some(({ ports }) => ports !== undefined),
      staticNat: passages.some(({ sources, destinations }) => sources.length > 0 && destinations.length > 0),
      filters: passages.some(
        ({ exposeFilter, routeFilter }) => exposeFilter !== undefined && routeFilter !== undefined,
      ),
      externals: passages.some(({ to }) => to.external),
    };
    expect(Object.entries(has).filter(([, is]) => !is)).toEqual([]);
    expect(sound).toHaveLength(fabrics);
  });

  it.each(sound.map((each, index) => ({ ...each, index })))(
    "arrive where the oracle says, translated as it says, or nowhere: Fabric $index",
    async ({ spec, side }) => {
      await fabric.applyAfresh(declarationsOf(spec));
      const packets = [...packetsOf(side)];
      const verdicts = new Set<string>();
      for (let start = 0; start < packets.length; start += batch) {
        await fabric.lab.gateway.flushConntrack();
        const sent = packets
          .slice(start, start + batch)
          .map((packet) => ({ packet, decision: decidePacket(side, packet) }));
        const outcomes = await fabric.lab.probe(sent.map(({ packet, decision }) => probeOf(packet, decision)));
        const wrong = sent.flatMap(({ packet, decision }, index) => {
          const outcome = outcomes[index];
          verdicts.add(decision.verdict);
          const [came, told] = [outcome && cameTo(packet, decision, outcome), foretold(packet, decision)];
          return JSON.stringify(came) === JSON.stringify(told) ? [] : [{ packet, came, told }];
        });
        expect(wrong.slice(0, 3)).toEqual([]);
      }
      expect([...verdicts]).toContain("drop");
    },
    120_000,
  );
});
