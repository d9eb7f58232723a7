import { expect, it } from "@jest/globals";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { manyRoutes } from "./many-routes.js";
import { benchTargets } from "./targets.js";

it.each(benchTargets)("is a Fabric that $kind realises, with as many ways across as asked for", (target) => {
  const { fabric, connectivity } = planFabric("bench", manyRoutes(target, 120));
  expect(fabric.routes).toHaveLength(120);
  expect(Object.keys(connectivity)).toHaveLength(120);
});
