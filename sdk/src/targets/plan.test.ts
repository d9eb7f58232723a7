import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { anyFabrics, damagedFabrics } from "../fabric/testing/damaged-fabrics.js";
import { validFabricsOfAllListeners } from "../fabric/testing/fabrics.js";
import { ProblemsError } from "../model/problem.js";
import { planFabric } from "./plan.js";

describe("the plan of a Fabric", () => {
  it("is there, or all problems are, whatever the input is", () => {
    fc.assert(
      fc.property(fc.oneof(anyFabrics(), damagedFabrics()), (input) => {
        try {
          planFabric("test", input);
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemsError);
          expect((error as ProblemsError).problems).not.toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is there for every valid Fabric", () => {
    fc.assert(
      fc.property(validFabricsOfAllListeners(), (fabric) => {
        expect(planFabric("test", fabric).fabric.meshes.length).toBeGreaterThan(0);
      }),
    );
  });
});
