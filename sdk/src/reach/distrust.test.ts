import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../fabric/check.js";
import { validFabrics } from "../fabric/testing/fabrics.js";
import { type Crossing, crossings } from "./crossings.js";
import { connectivity } from "./connectivity.js";

const rows = (all: Crossing[]) => Object.keys(connectivity(all));

test("distrust takes away exactly the crossings between that mesh and others", () => {
  fc.assert(
    fc.property(validFabrics(), fc.nat(), (spec, pick) => {
      const names = Object.keys(spec.meshes);
      const distrusted = names[pick % names.length] ?? "";
      const meshes = Object.fromEntries(
        Object.entries(spec.meshes).map(([name, mesh]) => [
          name,
          name === distrusted ? { ...mesh, trust: { ...mesh.trust, distrusted: true } } : mesh,
        ]),
      );
      const before = checkFabric("test", spec).fabric;
      const after = checkFabric("test", { ...spec, meshes }).fabric;
      if (before === undefined || after === undefined) throw new Error("the family has an invalid Fabric");
      const stays = ({ caller, gateway }: Crossing): boolean => {
        const ends = [caller.mesh.name, gateway.mesh.name];
        return ends[0] === ends[1] || !ends.includes(distrusted);
      };
      expect(rows(crossings(after))).toEqual(rows(crossings(before).filter(stays)));
      for (const { mesh, rules } of after.routes) {
        const offers = rules.flatMap(({ forward }) =>
          forward === undefined ? [] : [...forward.destinations.map(({ offer }) => offer), ...forward.failover],
        );
        for (const offer of offers) {
          const ends = [mesh.name, offer?.gateway.mesh.name ?? mesh.name];
          expect(ends[0] === ends[1] || !ends.includes(distrusted)).toBe(true);
        }
      }
    }),
    { numRuns: 60 },
  );
});
