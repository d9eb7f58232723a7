import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../fabric/check.js";
import type { CheckedVpcSide } from "../../fabric/vpcs/checked.js";
import { hedgehog } from "./index.js";
import { admissionErrors } from "./testing/admission.js";
import { compare } from "./testing/agreement.js";
import { hedgehogFabrics } from "./testing/random-fabrics.js";
import { peeringsOf, surroundingsOf } from "./testing/sides.js";

/** A side that the target takes, of a Fabric that holds. */
function takenSide(spec: object): CheckedVpcSide | undefined {
  const { fabric, problems } = checkFabric("test", spec);
  if (problems !== undefined || [...hedgehog.problems(fabric.vpcSide)].length > 0) return undefined;
  return fabric.vpcSide;
}

describe("GatewayPeerings of random Fabrics", () => {
  it("are taken by the webhook and the data plane, and forward what Isthmus says", () => {
    let [taken, packets] = [0, 0];
    fc.assert(
      fc.property(hedgehogFabrics, fc.infiniteStream(fc.nat()), (spec, numbers) => {
        const side = takenSide(spec);
        if (side === undefined) return;
        taken += 1;
        const peerings = peeringsOf(side);
        expect(admissionErrors(peerings, surroundingsOf(side))).toEqual([]);
        const { passed, differing } = compare(side, peerings, numbers);
        expect(differing).toEqual([]);
        packets += passed;
      }),
      { numRuns: 200 },
    );
    // a property of nothing would hold as well
    expect(taken).toBeGreaterThan(10);
    expect(packets).toBeGreaterThan(1000);
  });
});
