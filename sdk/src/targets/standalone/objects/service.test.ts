import { describe, expect, it } from "@jest/globals";
import { shopAndPayments } from "../../../fabric/testing/fabrics.js";
import { planFabric } from "../../plan.js";

const listener = (port: number, more: object = {}) => ({
  port,
  protocol: "TCP",
  crossMesh: false,
  ...more,
});

/** The spec of the gateway's Service, with these listeners besides its own. */
const specWith = (listeners: object, type: string) => {
  const { meshGateways, exposes, ...rest } = shopAndPayments();
  const edge = { ...meshGateways.edge, service: { type }, listeners: { ...meshGateways.edge.listeners, ...listeners } };
  const fabric = { ...rest, meshGateways: { edge }, exposes };
  const service = planFabric("test", { ...fabric, routes: {} }).objects.find(
    ({ object }) => object.kind === "Service" && object.metadata.name === "edge",
  );
  return service?.object["spec"] as { externalTrafficPolicy?: string; ports: { port: number; nodePort?: number }[] };
};

describe("the Service of a gateway", () => {
  it("names its node ports before those that Kubernetes picks, which could take them", () => {
    const { ports } = specWith({ a: listener(1000), b: listener(2000, { nodePort: 30001 }) }, "NodePort");
    expect(ports.map(({ port, nodePort }) => [port, nodePort])).toEqual([
      [2000, 30001],
      [1000, undefined],
      [8443, undefined],
    ]);
  });

  it("keeps the addresses of callers where a listener tells them apart", () => {
    const narrow = { a: listener(1000, { sourceRanges: ["10.0.0.0/8"] }) };
    expect(specWith(narrow, "NodePort").externalTrafficPolicy).toBe("Local");
    expect(specWith(narrow, "ClusterIP").externalTrafficPolicy).toBeUndefined();
    expect(specWith({ a: listener(1000) }, "NodePort").externalTrafficPolicy).toBeUndefined();
  });
});
