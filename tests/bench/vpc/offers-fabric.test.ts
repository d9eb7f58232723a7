import { expect, it } from "@jest/globals";
import { checkFabric } from "../../../sdk/src/fabric/check.js";
import { offersFabric } from "./offers-fabric.js";

it("is a Fabric that holds, with a Route to every Expose and as many Exposes as asked for", () => {
  const { fabric, problems } = checkFabric("bench", offersFabric(500));
  expect(problems).toBeUndefined();
  const { exposes = [], routes = [], vpcs = [] } = fabric?.vpcSide ?? {};
  expect([exposes.length, routes.length, vpcs.length]).toEqual([500, 500, 50]);
  expect(new Set(routes.map(({ expose }) => expose?.name)).size).toBe(500);
});

it("lets every VPC offer and use something, never from itself", () => {
  const { fabric } = checkFabric("bench", offersFabric(500));
  const { exposes = [], routes = [] } = fabric?.vpcSide ?? {};
  expect(new Set(exposes.map(({ vpc }) => vpc.name)).size).toBe(50);
  expect(new Set(routes.map(({ vpc }) => vpc.name)).size).toBe(50);
  expect(routes.filter(({ vpc, expose }) => vpc === expose?.vpc)).toEqual([]);
});

it("has every kind of offer and use", () => {
  const { fabric } = checkFabric("bench", offersFabric(500));
  const { exposes = [], routes = [] } = fabric?.vpcSide ?? {};
  const kinds = exposes.map(({ ports, filter, returnRoute }) => [
    ports !== undefined,
    filter !== undefined,
    returnRoute,
  ]);
  expect(new Set(kinds.map((kind) => kind.join())).size).toBe(8);
  expect(new Set(routes.map(({ nat }) => nat)).size).toBe(2);
});
