import { describe, expect, it } from "@jest/globals";
import { planFabric } from "../plan.js";
import { glooFabricWith } from "./testing/two-clusters.js";

const notesWith = (changes: Record<string, unknown>): string[] =>
  planFabric("test", glooFabricWith(changes)).fabric.notes.map(({ code, path }) => `${code} at ${path}`);

const edge = (name: string) => ({
  [`meshGateways.${name}`]: {
    mesh: "local",
    address: { host: "edge.example" },
    listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "charges.mesh" } },
  },
  [`exposes.${name}`]: { gateway: name, service: { name: "charges", namespace: "pay", port: 8080 } },
  [`crossMeshPermissions.${name}`]: { gateway: name, from: [{ mesh: "*" }] },
});
const weighted = (...weights: [number, number]) => ({
  ...edge("one"),
  ...edge("two"),
  "routes.charge": {
    from: { mesh: "local", namespace: "app1" },
    to: {
      weighted: [
        { expose: "one", weight: weights[0] },
        { expose: "two", weight: weights[1] },
      ],
    },
    hostname: "charges.acme",
  },
  "routes.fromApp2": undefined,
});

describe("the preview", () => {
  it("says that an east-west gateway speaks for consumers of other clusters", () => {
    expect(notesWith({})).toEqual(["gloo.identity-replaced at routes.fromApp2.via"]);
    expect(notesWith({ "routes.fromApp2": undefined })).toEqual([]);
  });

  it("says which weights are rounded", () => {
    expect(notesWith(weighted(2, 1))).toEqual(["gloo.weights-rounded at routes.charge.to"]);
    expect(notesWith(weighted(9, 1))).toEqual([]);
  });

  it("says that labels choose whose calls take the way, and keep nobody out", () => {
    expect(notesWith({ "routes.fromApp2": undefined, "routes.fromApp1.from.labels": { app: "curl" } })).toEqual([
      "target.lossy at routes.fromApp1.from.labels",
    ]);
  });
});
