import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../fabric/check.js";
import { targetRules } from "../availability.js";
import { policiesOf } from "./authorization.js";
import { ingressPlace } from "../crossing/place.js";
import { onIstio } from "./testing/on-istio.js";

const place = () => {
  const gateway = checkFabric("test", onIstio(), targetRules).fabric?.gateways[0];
  if (gateway === undefined) throw new Error("no gateway");
  return ingressPlace(gateway);
};

const rule = (path: string) => ({ to: [{ operation: { paths: [path] } }] });
const sizes = (rules: ReturnType<typeof rule>[]): number[] =>
  policiesOf(place(), "api.allow", "ALLOW", rules).map(
    ({ spec }) => ((spec as { rules?: unknown[] }).rules ?? []).length,
  );

describe("policies of many rules", () => {
  it("hold 512 each", () => {
    expect(sizes([])).toEqual([]);
    expect(sizes(Array.from({ length: 512 }, () => rule("/a")))).toEqual([512]);
    expect(sizes(Array.from({ length: 1025 }, () => rule("/a")))).toEqual([512, 512, 1]);
  });

  it("stay well below what an object holds", () => {
    expect(sizes(Array.from({ length: 6 }, () => rule(`/${"a".repeat(200_000)}`)))).toEqual([2, 2, 2]);
    expect(sizes([rule(`/${"a".repeat(600_000)}`), rule("/b")])).toEqual([1, 1]);
  });

  it("are told apart by number", () => {
    const names = policiesOf(
      place(),
      "api.allow",
      "ALLOW",
      Array.from({ length: 513 }, () => rule("/a")),
    ).map(({ metadata }) => metadata.name);
    expect(names).toEqual(["edge.api.allow", "edge.api.allow.1"]);
  });
});
