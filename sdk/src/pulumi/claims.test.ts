import { beforeAll, describe, expect, it } from "@jest/globals";
import { shopAndPayments } from "../fabric/testing/fabrics.js";
import { Fabric, type FabricArgs } from "./fabric.js";
import { FabricError } from "./fabric-error.js";
import { mockPulumi, registeredBy } from "./testing/mocked.js";

beforeAll(mockPulumi);

/** One mesh whose gateways live in a namespace that exists, so that nothing but the gateway's own is made. */
const onlyGateway = (namespace: string, more: Partial<FabricArgs> = {}): FabricArgs => {
  const { meshes, meshGateways } = shopAndPayments();
  return { meshes: { payments: { ...meshes.payments, namespace } }, meshGateways, ...more };
};

const problemsOf = (second: () => unknown): string[] => {
  try {
    second();
    return [];
  } catch (error) {
    if (!(error instanceof FabricError)) throw error;
    return error.problems.map(({ code, path, message, hint }) => `${code} at ${path}: ${message}; ${hint}`);
  }
};

describe("two Fabrics of one program", () => {
  it("that make one object are refused, both named, with the declarations and a way out", () => {
    new Fabric("first", onlyGateway("doors"));
    const found = problemsOf(() => new Fabric("second", onlyGateway("doors")));
    expect(found).toContain(
      'object.claimed at meshGateways.edge: Service doors/edge of "second" is made by "first" already, for meshGateways.edge; give one of them another name or namespace, or declare both in one Fabric',
    );
  });

  it("that make one namespace are told how only one of them does", () => {
    const { meshes } = shopAndPayments();
    new Fabric("third", { meshes: { payments: meshes.payments } });
    expect(problemsOf(() => new Fabric("second", { meshes: { payments: meshes.payments } }))).toEqual([
      expect.stringMatching(
        /^object\.claimed at meshes\.payments: Namespace isthmus-payments .*; let one of them make it/,
      ),
    ]);
  });

  it("that make objects of other names, or in other clusters, are fine", () => {
    new Fabric("fourth", onlyGateway("gates"));
    const { meshes, meshGateways } = shopAndPayments();
    const elsewhere = (kubeconfig: string): FabricArgs => ({
      ...onlyGateway("gates", { clusters: { east: { kubeconfig } } }),
      meshes: { payments: { ...meshes.payments, namespace: "gates", cluster: "east" } },
    });
    expect(
      problemsOf(() => new Fabric("other", onlyGateway("gates", { meshGateways: { desk: meshGateways.edge } }))),
    ).toEqual([]);
    expect(problemsOf(() => new Fabric("east", elsewhere("east kubeconfig")))).toEqual([]);
    expect(problemsOf(() => new Fabric("west", elsewhere("west kubeconfig")))).toEqual([]);
    expect(problemsOf(() => new Fabric("again", elsewhere("east kubeconfig")))).not.toEqual([]);
  });

  it("are refused before anything of the second is registered but itself", async () => {
    const registered = await registeredBy((opts) => {
      const first = new Fabric("fifth", onlyGateway("ways"), opts);
      expect(problemsOf(() => new Fabric("sixth", onlyGateway("ways"), opts))).not.toEqual([]);
      return first;
    });
    expect(registered.map(({ name }) => name).filter((name) => name.startsWith("sixth"))).toEqual(["sixth"]);
  });
});
