import { describe, expect, it } from "@jest/globals";
import { shopAndPayments } from "../fabric/testing/fabrics.js";
import { planFabric } from "./plan.js";
import { sizeProblems } from "./size-problems.js";

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
      /at meshGateways\.edge \(target\.too-large\)\n.*several listeners, gateways/,
    );
  });

  it("is taken where one can", () => {
    expect(Object.keys(planFabric("small", withPermissions(5000)).connectivity)).toHaveLength(5000);
  });
});

describe("any other object", () => {
  const peering = (bytes: number) => ({
    owner: { kind: "vpcs" as const, name: "a" },
    id: "peering",
    cluster: undefined,
    object: { apiVersion: "v1", kind: "GatewayPeering", metadata: { name: "a--b" }, spec: { text: "x".repeat(bytes) } },
  });

  it("is refused where etcd would", () => {
    expect([...sizeProblems([peering(1_500_000)])].map(({ code, path }) => `${code} at ${path}`)).toEqual([
      "target.too-large at vpcs.a",
    ]);
    expect([...sizeProblems([peering(1_400_000)])]).toEqual([]);
  });
});
