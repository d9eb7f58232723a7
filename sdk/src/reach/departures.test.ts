import { expect, it } from "@jest/globals";
import { checkFabric } from "../fabric/check.js";
import { fabricWith } from "../fabric/testing/problems.js";
import { departures } from "./departures.js";

const partner = {
  "externalGateways.partner": { addresses: ["partner.example"], protocol: "tls" },
  "routes.partner": {
    from: { mesh: "shop" },
    to: { externalGateway: "partner" },
    hostname: "partner.calls",
    rules: [{ match: { method: "GET", path: { prefix: "/v1" } }, timeout: "1s" }],
  },
};

function departing(changes: Record<string, unknown>) {
  const { fabric } = checkFabric("test", fabricWith(changes));
  if (fabric === undefined) throw new Error("the Fabric has problems");
  return departures(fabric).map(({ route, external, request }) => ({ route: route.name, to: external.name, request }));
}

it("a Route to an external gateway leaves the Fabric, by each of its rules", () => {
  expect(departing(partner)).toEqual([
    { route: "partner", to: "partner", request: { method: "GET", path: { prefix: "/v1" } } },
    { route: "partner", to: "partner", request: {} },
  ]);
});

it("a rule that leads to an Expose, or answers itself, does not", () => {
  const rules = [
    { match: { method: "PUT" }, expose: "charges" },
    { match: { method: "HEAD" }, redirect: { hostname: "a.example" } },
  ];
  expect(departing({ ...partner, "routes.partner.rules": rules }).map(({ request }) => request)).toEqual([{}]);
});

it("a Route to an Expose does not", () => {
  expect(departing({})).toEqual([]);
});
