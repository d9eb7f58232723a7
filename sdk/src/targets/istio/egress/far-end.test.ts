import { describe, expect, it } from "@jest/globals";
import { type AnyObject, ofKind, settledObjects } from "../../testing/planned.js";
import { onIstio } from "../testing/on-istio.js";

const partner = (addresses: string[], more: Record<string, unknown> = {}) => ({
  "externalGateways.partner": { addresses, hostname: "partner.example", protocol: "tls" },
  "routes.charge.to": { externalGateway: "partner" },
  ...more,
});

/** The one object of a kind by which the egress gateway of mesh `shop` calls far ends that read so. */
function farEndOf(kind: string, peer: string, changes: Record<string, unknown> = {}): AnyObject["spec"] {
  const named = ofKind(settledObjects(onIstio(changes)), kind).filter(({ name }) =>
    name.startsWith(`shop-egress.${peer}`),
  );
  const [found, second] = named;
  if (found === undefined || second !== undefined) throw new Error(`not one ${kind} is of ${peer}`);
  return found.object.spec;
}

describe("a far end", () => {
  it("is known to the egress gateway's namespace, and called by its pods alone", () => {
    expect(farEndOf("ServiceEntry", "edge")).toMatchObject({ location: "MESH_EXTERNAL", exportTo: ["."] });
    expect(farEndOf("DestinationRule", "edge")).toMatchObject({
      exportTo: ["."],
      workloadSelector: { matchLabels: { "app.kubernetes.io/instance": "shop-egress" } },
    });
  });

  it("is called over connections that end after the five minutes in which a revocation counts", () => {
    expect(farEndOf("DestinationRule", "edge")).toMatchObject({
      subsets: [
        { trafficPolicy: { connectionPool: { tcp: { maxConnectionDuration: "300s", maxConnections: 1024 } } } },
      ],
    });
  });

  it("is taken out for errors of the gateway kind alone, where a Route says so", () => {
    expect(farEndOf("DestinationRule", "edge")).not.toHaveProperty("subsets.0.trafficPolicy.outlierDetection");
    expect(
      farEndOf("DestinationRule", "edge", { "routes.charge.outlierDetection": { consecutiveErrors: 3 } }),
    ).toMatchObject({
      subsets: [{ trafficPolicy: { outlierDetection: { consecutiveGatewayErrors: 3, consecutive5xxErrors: 0 } } }],
    });
  });

  it("is looked up in DNS, unless all its addresses are numbers", () => {
    const resolutionOf = (...addresses: string[]): unknown =>
      (farEndOf("ServiceEntry", "external-partner", partner(addresses)) as { resolution?: string }).resolution;
    expect(resolutionOf("192.0.2.1", "192.0.2.2")).toBe("STATIC");
    expect(resolutionOf("partner.example")).toBe("DNS");
    expect(resolutionOf("192.0.2.1", "partner.example")).toBe("DNS");
  });
});
