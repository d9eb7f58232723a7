import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { decide } from "../../../sdk/src/reach/decide.js";
import { evenly, gateway, permissionsFabric, permittedCall } from "./permissions.js";

it("takes indices from the first to the last, each once", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 2, max: 16 }), (count, wanted) => {
      const indices = evenly(count, wanted);
      expect([indices[0], indices.at(-1)]).toEqual([0, count - 1]);
      expect(new Set(indices).size).toBe(Math.min(count, wanted));
    }),
  );
});

it("allows each call by the permission of its index, and by none without that", () => {
  const count = 23;
  const { fabric } = planFabric("bench", permissionsFabric(count));
  const decided = (index: number): string | undefined => {
    const { spiffeId, method, path } = permittedCall(index);
    const [, trustDomain = "", namespace = "", serviceAccount = ""] =
      /^spiffe:\/\/([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(spiffeId) ?? [];
    const { name, port, hostname } = gateway;
    const caller = { trustDomain, namespace, serviceAccount };
    return decide(fabric, { gateway: name, port, hostname, caller, method, path: path.split("?")[0] ?? "" })
      ?.permission;
  };
  for (let index = 0; index < count; index += 1) expect(decided(index)).toBe(`account-${index}`);
  expect(decided(count)).toBeUndefined();
});
