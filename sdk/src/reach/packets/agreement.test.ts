import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { addressNumber, addressText } from "../../fabric/addresses/cidr.js";
import { checkFabric } from "../../fabric/check.js";
import type { CheckedVpcSide } from "../../fabric/vpcs/checked.js";
import type { FabricSpec } from "../../model/fabric.js";
import { type Decision, decidePacket, decideReply } from "./index.js";
import { bruteDecide, type BruteDrop, type BrutePass, bruteReply } from "./testing/brute-force.js";
import { bruteProblems, stages } from "./testing/brute-problems.js";
import { packetsOf } from "./testing/frequencies.js";
import { randomFabrics } from "./testing/random-fabrics.js";

const runs = { numRuns: 1500 };

describe("the checker and the decision of packets agree with a model that tries every address", () => {
  it("about what is wrong", () => {
    fc.assert(
      fc.property(randomFabrics, (spec) => {
        const model = bruteProblems(spec);
        const codes = (checkFabric("test", spec).problems ?? []).map(({ code }) => code);
        expect(codes.length > 0).toBe(model.size > 0);
        if (codes.length === 0) return;
        // what is wrong by itself is left out of what follows, so it is what is wrong first that is told by both
        const first = stages.find((stage) => stage.some((code) => model.has(code))) ?? [];
        expect(first.filter((code) => model.has(code))).toEqual(
          expect.arrayContaining(first.filter((code) => codes.includes(code))),
        );
        expect(first.some((code) => codes.includes(code))).toBe(true);
      }),
      runs,
    );
  });

  it("about every packet, and that its reply comes back", () => {
    let sound = 0;
    fc.assert(
      fc.property(randomFabrics, (spec) => {
        const { fabric } = checkFabric("test", spec);
        if (fabric === undefined) return;
        sound += 1;
        expect([...disagreements(spec, fabric.vpcSide)].slice(0, 1)).toEqual([]);
      }),
      runs,
    );
    expect(sound).toBeGreaterThan(runs.numRuns / 10);
  });
});

function* disagreements(spec: FabricSpec, side: CheckedVpcSide): Iterable<unknown> {
  for (const packet of packetsOf(spec)) {
    const numbered = {
      ...packet,
      source: addressNumber(packet.source),
      destination: addressNumber(packet.destination),
    };
    const decision = decidePacket(side, numbered);
    const [ours, model] = [told(decision), toldByModel(bruteDecide(spec, packet))];
    if (JSON.stringify(ours) !== JSON.stringify(model)) yield { packet, ours, model };
    if (decision.verdict === "drop") continue;
    const [reply, answer] = [decideReply(side, numbered, decision), bruteReply(spec, packet)];
    if (reply.verdict !== "pass" || answer?.verdict !== "answered") yield { packet, reply, answer };
  }
}

const told = (decision: Decision): unknown => {
  if (decision.verdict === "drop") return decision.cause;
  const { to, passage, source, sourcePort, destination, destinationPort } = decision;
  const seen = passage.pool?.flatMap(({ first, last }) => spread(first, last)) ?? [source ?? 0];
  return [
    ...[to.name, passage.route.name, passage.expose.name, passage.direction, seen.map(addressText)],
    ...[sourcePort ?? "any", addressText(destination), destinationPort],
  ];
};

const toldByModel = (decision: BrutePass | BruteDrop): unknown => {
  if (decision.verdict === "drop") return decision.cause;
  const { to, route, expose, direction, source, sourcePort, destination, destinationPort } = decision;
  return [to, route, expose, direction, [source].flat(), sourcePort ?? "any", destination, destinationPort];
};

const spread = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
