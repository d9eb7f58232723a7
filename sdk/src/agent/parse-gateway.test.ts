import { describe, expect, it } from "@jest/globals";
import type { Problem } from "../model/problem.js";
import { parseGateway } from "./parse-gateway.js";

const vpc = { name: "vpc1", id: 7, interface: "net1", address: "169.254.1.1/32", routes: [{ to: "10.1.0.0/16" }] };

function parse(json: unknown) {
  const problems: Problem[] = [];
  const gateway = parseGateway(typeof json === "string" ? json : JSON.stringify(json), problems);
  return { gateway, paths: problems.map(({ path }) => path), problems };
}

describe("parseGateway", () => {
  it("reads VPCs with their routes", () => {
    const routed = { ...vpc, routes: [{ to: "10.1.0.0/16", via: "10.1.0.1" }] };
    expect(parse({ version: 1, name: "nat", vpcs: [routed] })).toMatchObject({
      problems: [],
      gateway: { name: "nat", vpcs: [routed] },
    });
  });

  it("finds everything that is wrong at once", () => {
    const wrong = { ...vpc, id: 0, interface: "no such/name", address: "10.1.1.1", routes: [{ to: "x", via: 7 }] };
    expect(parse({ version: 1, name: "", vpcs: [wrong] }).paths).toEqual([
      "gateway.json: name",
      "gateway.json: vpcs.0.id",
      "gateway.json: vpcs.0.interface",
      "gateway.json: vpcs.0.address",
      "gateway.json: vpcs.0.routes.0.to",
      "gateway.json: vpcs.0.routes.0.via",
    ]);
  });

  it("takes an id and an interface for one VPC only", () => {
    const { paths } = parse({ version: 1, name: "nat", vpcs: [vpc, { ...vpc, name: "vpc2" }] });
    expect(paths).toEqual(["gateway.json: vpcs.1.id", "gateway.json: vpcs.1.interface"]);
  });

  it.each([
    ["agent.version", { version: 2, name: "nat", vpcs: [] }],
    ["agent.not-json", "{"],
    ["agent.not-json", "[]"],
  ])("says %s of %j", (code, json) => {
    expect(parse(json)).toMatchObject({ gateway: undefined, problems: [{ code }] });
  });
});
