import { describe, expect, it } from "@jest/globals";
import { shopAndPayments } from "../fabric/testing/fabrics.js";
import { planFabric } from "./plan.js";

/** The first crossing with so many permissions of one request each. */
const withPermissions = (count: number) => ({
  ...shopAndPayments(),
  crossMeshPermissions: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `p${index}`,
      { gateway: "edge", from: [{ mesh: "shop", namespace: "web", serviceAccount: `caller-${index}` }] },
    ]),
  ),
});

describe("a gateway's configuration", () => {
  it("is refused where no ConfigMap can hold it, with the way out", () => {
    expect(() => planFabric("large", withPermissions(8000))).toThrow(
      /at meshGateways\.edge \(target\.too-large\)\n.*several listeners or gateways/,
    );
  });

  it("is taken where one can", () => {
    expect(Object.keys(planFabric("small", withPermissions(5000)).connectivity)).toHaveLength(5000);
  });
});
