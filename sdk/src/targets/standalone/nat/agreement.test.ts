import { beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressNumber } from "../../../fabric/addresses/cidr.js";
import { contains } from "../../../fabric/addresses/range.js";
import { checkFabric } from "../../../fabric/check.js";
import type { CheckedVpc, CheckedVpcSide } from "../../../fabric/vpcs/checked.js";
import { returnsStatically } from "../../../fabric/vpcs/forwarding/passages.js";
import { decidePacket, type Passed } from "../../../reach/packets/decide-packet.js";
import type { Packet } from "../../../reach/packets/packet.js";
import { packetsOf } from "../../../reach/packets/testing/frequencies.js";
import { randomFabrics } from "../../../reach/packets/testing/random-fabrics.js";
import type { FabricSpec } from "../../../model/fabric.js";
import { natConfiguration } from "./configuration.js";
import { type Fate, Kernel } from "./testing/kernel.js";

interface Case {
  side: CheckedVpcSide;
  vpc: CheckedVpc;
  kernel: Kernel;
  packet: Packet;
}

/** Every packet of every sound Fabric of a sample, and what the kernel has of it. */
function* cases(numRuns: number): Iterable<Case> {
  for (const spec of fc.sample(randomFabrics, numRuns)) yield* casesOf(spec);
}

function* casesOf(spec: FabricSpec): Iterable<Case> {
  const side = checkFabric("random", spec).fabric?.vpcSide;
  const [gateway] = side?.natGateways ?? [];
  if (side === undefined || gateway === undefined) return;
  const kernel = new Kernel(natConfiguration(gateway, side));
  for (const { vpc: name, source, destination, ...rest } of packetsOf(spec)) {
    const vpc = side.vpcs.find((each) => each.name === name);
    if (vpc === undefined) continue;
    const packet = { ...rest, vpc: name, source: addressNumber(source), destination: addressNumber(destination) };
    yield { side, vpc, kernel, packet };
  }
}

/** What is wrong with the kernel's answer; undefined where it is that of the tables. */
function disagreement({ side, vpc, kernel, packet }: Case): string | undefined {
  const decision = decidePacket(side, packet);
  const fate = kernel.decide(vpc, packet);
  if (decision.verdict === "drop" || fate.verdict === "drop") {
    const [one, other] = [decision, fate].map((each) => (each.verdict === "drop" ? each.cause : "pass"));
    return one?.replace("-", "_") === other ? undefined : `${one} became ${other}`;
  }
  if (fate.exit !== decision.to.attachment.interface) return `it leaves by ${fate.exit}`;
  if (fate.destination !== decision.destination) return `to ${fate.destination}, not ${decision.destination}`;
  if (fate.destinationPort !== decision.destinationPort) return `to port ${fate.destinationPort}`;
  return sourceProblem(decision, fate) ?? returnProblem(kernel, vpc, decision, fate, packet);
}

type Passing = Extract<Fate, { verdict: "pass" }>;

function sourceProblem({ passage, source, sourcePort }: Passed, fate: Passing): string | undefined {
  if (source === undefined) {
    const held = (passage.pool ?? []).some(
      (range) => contains(range, fate.source.first) && contains(range, fate.source.last),
    );
    return held ? undefined : `from ${JSON.stringify(fate.source)} outside of the pool`;
  }
  if (fate.source.first !== source || fate.source.last !== source) return `from ${JSON.stringify(fate.source)}`;
  return fate.sourcePort === sourcePort ? undefined : `from port ${fate.sourcePort}`;
}

/** The answer is looked for in the zone of the flow, and lets it back to the sender; and the way without state is the same. */
function returnProblem(kernel: Kernel, vpc: CheckedVpc, { to, passage }: Passed, fate: Passing, packet: Packet) {
  const there = kernel.classify(vpc, packet);
  const back = kernel.classify(to, { source: fate.destination, destination: fate.source.first });
  if (there?.zone === undefined || there.zone === "0" || back?.zone !== there.zone)
    return "its reply is in another zone";
  if (!kernel.has("replies", fate.passage, back.route)) return "its reply is none";
  const without = kernel.stateless(fate.passage, packet);
  if ((without !== undefined) !== returnsStatically(passage)) return "it may do without state, or not";
  if (without === undefined || packet.protocol !== "tcp") return undefined;
  const { source, destination, sourcePort, destinationPort } = fate;
  const same =
    without.source === source.first &&
    without.destination === destination &&
    without.sourcePort === sourcePort &&
    without.destinationPort === destinationPort;
  return same ? undefined : `without state it is ${JSON.stringify(without)}`;
}

describe("the elements of a gateway", () => {
  const outcomes = new Map<string, number>();
  const wrong: string[] = [];
  beforeAll(() => {
    for (const each of cases(150)) {
      const problem = disagreement(each);
      if (problem !== undefined) wrong.push(`${JSON.stringify(each.packet)}: ${problem}`);
      const decision = decidePacket(each.side, each.packet);
      const outcome =
        decision.verdict === "drop"
          ? decision.cause
          : `${decision.passage.direction} ${decision.passage.pool === undefined ? "one to one" : "pool"}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  });

  it("decide each packet of random Fabrics as their tables do, and let its reply back", () => {
    expect(wrong.slice(0, 5)).toEqual([]);
  });

  it.each([
    "forward one to one",
    "forward pool",
    "return one to one",
    "no-route",
    "no-flow",
    "spoofed",
    "source",
    "port",
    "filter-expose",
    "filter-route",
  ])("were asked for packets that end as %s", (outcome) => {
    expect(outcomes.get(outcome) ?? 0).toBeGreaterThan(0);
  });
});
