import { expect } from "@jest/globals";
import { checkFabric } from "../../sdk/src/fabric/check.js";
import { addressNumber, addressText } from "../../sdk/src/fabric/addresses/cidr.js";
import { Cause, type Decision, decidePacket } from "../../sdk/src/reach/packets/index.js";
import type { Problem } from "../../sdk/src/model/problem.js";
import type { FabricLab } from "./fabric-lab.js";
import { type Declarations, fabricOf } from "./network-fixture.js";
import type { Arrival, Header, Probe } from "./probe.js";

/** A probe with all that says where it goes. */
export type FlowProbe = Omit<Probe, "protocol"> & Header & { protocol: Exclude<Probe["protocol"], "other"> };

/** Where a packet arrives and how; what is left out is as it was sent. */
export type Expected = Partial<Header> & { vpc: string };

/** What probes of a gateway come to, told by both ends, by the counters and by the oracle. */
export class Expectations {
  constructor(private readonly fabric: Pick<FabricLab, "lab" | "side">) {}

  /** The packet arrives there and nowhere else, once, and its answer comes back from where the sender sent it. */
  async passes(probe: FlowProbe, expected: Expected): Promise<void> {
    const { vpc, source, sourcePort, destination, destinationPort } = { ...probe, ...expected };
    const counted = await this.dropsWhile(async () => {
      const { received, answered, errors } = await this.fabric.lab.send(probe);
      expect({ received: received.map(whereOf), answered: answered.map(whereOf), errors }).toEqual({
        received: [{ vpc, protocol: probe.protocol, source, sourcePort, destination, destinationPort }],
        answered: [
          {
            vpc: probe.vpc,
            protocol: probe.protocol,
            source: probe.destination,
            destination: probe.source,
            ...(probe.protocol === "icmp"
              ? { sourcePort: probe.sourcePort, destinationPort: 0 }
              : { sourcePort: probe.destinationPort, destinationPort: probe.sourcePort }),
          },
        ],
        errors: [],
      });
    });
    expect(counted).toEqual({});
    expect(this.foretold(probe)).toEqual({
      vpc,
      source,
      destination,
      // of an echo the identifier is no port
      ...(probe.protocol !== "icmp" && { sourcePort, destinationPort }),
    });
  }

  /** The packet arrives nowhere, nobody is told, and one counter of the gateway says why. */
  async drops(probe: FlowProbe, cause: Cause): Promise<void> {
    expect(await this.silently(probe)).toEqual({ [counterOf(cause)]: 1 });
    expect(this.decision(probe)).toMatchObject({ verdict: "drop", cause });
  }

  /** The counters that moved while the packet arrived nowhere. */
  silently(probe: Probe): Promise<Record<string, number>> {
    return this.dropsWhile(async () => {
      const outcome = await this.fabric.lab.send({ ...probe, expect: false });
      expect(outcome).toEqual({ received: [], answered: [], errors: [] });
    });
  }

  /** By how much the counters of drops grow while something happens. */
  async dropsWhile(happens: () => Promise<unknown>): Promise<Record<string, number>> {
    const grown = await this.fabric.lab.gateway.countersWhile(happens);
    return Object.fromEntries(Object.entries(grown).filter(([name]) => causes.has(name)));
  }

  private foretold(probe: FlowProbe) {
    const decision = this.decision(probe);
    if (decision.verdict === "drop") return decision.cause;
    const { to, source, sourcePort, destination, destinationPort } = decision;
    return {
      vpc: to.name,
      source: source === undefined ? "of the pool" : addressText(source),
      destination: addressText(destination),
      ...(probe.protocol !== "icmp" && { sourcePort, destinationPort }),
    };
  }

  private decision({ vpc, protocol, source, sourcePort, destination, destinationPort }: FlowProbe): Decision {
    return decidePacket(this.fabric.side, {
      vpc,
      protocol,
      source: addressNumber(source),
      sourcePort,
      destination: addressNumber(destination),
      destinationPort,
    });
  }
}

/** What the checker finds, which has to be these and no more. */
export function refused(declarations: Declarations, ...codes: string[]): Problem[] {
  const { problems = [] } = checkFabric("lab", fabricOf(declarations));
  expect(problems.map(({ code }) => code)).toEqual(codes);
  return problems;
}

/** The gateway's counter of a cause. */
export const counterOf = (cause: string): string => cause.replaceAll("-", "_");

/** Besides what the oracle knows: conntrack's own word, and packets between an attached and another interface. */
const causes = new Set([...Object.values(Cause).map(counterOf), "invalid", "stray"]);

/** Only where a packet is and what its header says. */
export const whereOf = ({ vpc, protocol, source, sourcePort, destination, destinationPort }: Arrival) => ({
  vpc,
  protocol,
  source,
  sourcePort,
  destination,
  destinationPort,
});

let sourcePort = 4000;

const probe = (protocol: FlowProbe["protocol"], vpc: string, source: string) => {
  return (destination: string, destinationPort = 80): FlowProbe => {
    sourcePort += 1;
    return {
      vpc,
      protocol,
      source,
      sourcePort,
      destination,
      destinationPort: protocol === "icmp" ? 0 : destinationPort,
    };
  };
};

/** A host that starts flows, each from another port. */
export const host = (vpc: string, source: string) => ({
  tcp: probe("tcp", vpc, source),
  udp: probe("udp", vpc, source),
  icmp: probe("icmp", vpc, source),
});
