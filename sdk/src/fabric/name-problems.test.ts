import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { objectName } from "./object-name.js";
import { problemsOf, problemsWith } from "./testing/problems.js";

const mesh = (trustDomain: string) => ({ trustDomain, target: { kind: "istio" } });

describe("names", () => {
  it("that become one in the cluster are refused", () => {
    expect(problemsOf({ meshes: { shopFront: mesh("a"), "shop-front": mesh("b") } })).toEqual([
      {
        code: "name.taken",
        path: "meshes.shopFront",
        message: '"shopFront" and "shop-front" both become "shop-front" in the cluster',
        hint: "rename one of them",
      },
    ]);
  });

  it("of two kinds may be one", () => {
    expect(problemsOf({ meshes: { shop: mesh("a") }, clusters: { shop: {} } })).toEqual([]);
  });

  it("of clusters may differ in case alone, for no object has them", () => {
    expect(problemsOf({ clusters: { east: {}, East: {} } })).toEqual([]);
  });

  it("of two gateways are refused whichever namespace they are in", () => {
    const found = problemsWith({
      "meshGateways.Edge": {
        mesh: "shop",
        namespace: "front",
        listeners: { api: { port: 8443, protocol: "HTTPS", hostname: "a", crossMesh: true } },
      },
    });
    expect(found.map(({ path }) => path)).toEqual(["meshGateways.edge"]);
  });

  it("of two listeners of a gateway are refused", () => {
    expect(
      problemsWith({
        "meshGateways.edge.listeners.API": { port: 9443, protocol: "HTTPS", hostname: "a", crossMesh: true },
      }),
    ).toContainEqual(expect.objectContaining({ code: "name.taken", path: "meshGateways.edge.listeners.api" }));
  });

  it("that grow too long in the cluster are refused", () => {
    const name = "aB".repeat(14);
    expect(problemsOf({ meshes: { [name]: mesh("a") } })).toEqual([
      expect.objectContaining({ code: "name.too-long", path: `meshes.${name}` }),
    ]);
  });

  it("of 40 characters are not too long", () => {
    expect(problemsOf({ meshes: { ["a".repeat(40)]: mesh("a") } })).toEqual([]);
  });

  it("are refused exactly when two become one", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[aA](?:-{0,2}[bB]){0,3}$/), { maxLength: 6 });
    fc.assert(
      fc.property(names, (declared) => {
        const meshes = Object.fromEntries(declared.map((name, index) => [name, mesh(`domain${index}`)]));
        expect(problemsOf({ meshes })).toHaveLength(declared.length - new Set(declared.map(objectName)).size);
      }),
    );
  });
});
