import { describe, expect, it } from "@jest/globals";
import { ofKind, type Settled, settledObjects } from "../../testing/planned.js";
import { glooFabricWith } from "../testing/two-clusters.js";

const emitted = (changes: Record<string, unknown> = {}): Settled[] => settledObjects(glooFabricWith(changes));

/** The specs of a kind whose names end so. */
const specsOf = (objects: Settled[], kind: string, end = ""): unknown[] =>
  ofKind(objects, kind)
    .filter(({ name }) => name.endsWith(end))
    .map(({ object }) => object.spec);

const both = (field: string, value: unknown) => ({
  [`routes.fromApp1.${field}`]: value,
  [`routes.fromApp2.${field}`]: value,
});

describe("a passage", () => {
  it("takes calls of pods with its Routes' labels, and of every pod where one of them has none", () => {
    const selectorsWith = (changes: Record<string, unknown>): unknown[] =>
      specsOf(emitted(changes), "RouteTable", "-mesh").map(
        (spec) => (spec as { workloadSelectors: unknown }).workloadSelectors,
      );
    const labels = { "routes.fromApp1.from.labels": { app: "curl" } };
    expect(selectorsWith({ ...labels, "routes.fromApp2": undefined })).toEqual([
      [{ selector: { labels: { app: "curl" } } }],
    ]);
    expect(selectorsWith(labels)).toEqual([[]]);
  });

  it("waits as long as its Routes say, and changes headers as they say", () => {
    const objects = emitted({
      ...both("timeout", "7s"),
      ...both("responseHeaders", { add: { "x-a": "b" }, remove: ["server"] }),
    });
    expect(specsOf(objects, "RetryTimeoutPolicy")).toContainEqual(
      expect.objectContaining({ config: { requestTimeout: "7s", retries: { attempts: 0 } } }),
    );
    expect(specsOf(objects, "HeaderManipulationPolicy")).toEqual([
      expect.objectContaining({
        config: { appendResponseHeaders: { "x-a": "b" }, removeResponseHeaders: ["server"] },
      }),
    ]);
    expect(specsOf(emitted(), "HeaderManipulationPolicy")).toEqual([]);
  });

  it("is known to the namespace of its consumers alone, or to all where they are everywhere", () => {
    const exportsWith = (changes: Record<string, unknown>): unknown[] =>
      specsOf(emitted({ "routes.fromApp2": undefined, ...changes }), "DestinationRule", "-to-egress").map(
        (spec) => (spec as { exportTo: unknown }).exportTo,
      );
    expect(exportsWith({})).toEqual([["."]]);
    expect(exportsWith({ "routes.fromApp1.from": { mesh: "local" } })).toEqual([["*"]]);
  });

  it("comes to an east-west gateway where its address says", () => {
    const between = { "meshGateways.eastWest.address": { host: "192.0.2.1", port: 30443 } };
    const gatewaysWith = (changes: Record<string, unknown>): unknown[] =>
      specsOf(emitted(changes), "WorkspaceSettings").flatMap(
        (spec) => (spec as { options: { eastWestGateways: unknown[] } }).options.eastWestGateways,
      );
    for (const gateway of gatewaysWith(between))
      expect(gateway).toMatchObject({ hostInfoOverrides: [{ addr: "192.0.2.1", port: 30443 }] });
    expect(gatewaysWith(between)).toHaveLength(3);
    for (const gateway of gatewaysWith({})) expect(gateway).not.toHaveProperty("hostInfoOverrides");
  });
});
