import { describe, expect, it } from "@jest/globals";
import { objectNamed, ofKind, type Settled, settledObjects } from "../../testing/planned.js";
import { onIstio } from "../testing/on-istio.js";

/** Gateways `edge` and `side`, both in front of Service `charges.pay`, of which the Expose at `side` says more. */
const sharing = (more: object, namespace?: string): Settled[] =>
  settledObjects(
    onIstio({
      "meshGateways.side": {
        mesh: "payments",
        namespace,
        listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "side.mesh" } },
      },
      "exposes.calls": { gateway: "side", service: { name: "charges", namespace: "pay", port: 8080, ...more } },
    }),
  );

const rulesOf = (objects: Settled[]): string[] =>
  ofKind(objects, "DestinationRule")
    .map(({ name }) => name)
    .filter((name) => name.endsWith("pay"))
    .sort();

const grpc = { protocol: "GRPC" };

describe("a Service behind a gateway", () => {
  const specOf = (name: string) => objectNamed(sharing(grpc), "DestinationRule", name).spec;
  const mutual = { mode: "ISTIO_MUTUAL" };

  it("is called over the mesh's own mutual TLS, whatever else is said of it", () => {
    expect(specOf("side.pay")).toMatchObject({ host: "*.pay.svc.cluster.local", trafficPolicy: { tls: mutual } });
    expect(specOf("side.charges.pay")).toMatchObject({
      trafficPolicy: { tls: mutual, connectionPool: { http: { h2UpgradePolicy: "DO_NOT_UPGRADE" } } },
      subsets: [{ trafficPolicy: { tls: mutual, connectionPool: { http: { h2UpgradePolicy: "UPGRADE" } } } }],
    });
  });

  it("is called so by the gateway's pods alone", () => {
    const ours = {
      exportTo: ["."],
      workloadSelector: {
        matchLabels: { "app.kubernetes.io/name": "isthmus-gateway", "app.kubernetes.io/instance": "side" },
      },
    };
    for (const name of ["side.pay", "side.charges.pay"]) expect(specOf(name)).toMatchObject(ours);
  });
});

describe("rules for a Service behind two gateways", () => {
  it("are those of its namespace where neither says more", () => {
    expect(rulesOf(sharing({}))).toEqual(["edge.pay", "side.pay"]);
  });

  it("are by name for both where one says more, since its rule hides the other's for the namespace", () => {
    const objects = sharing(grpc);
    expect(rulesOf(objects)).toEqual(["edge.charges.pay", "edge.pay", "side.charges.pay", "side.pay"]);
    expect(objectNamed(objects, "DestinationRule", "edge.charges.pay").spec).toEqual({
      ...objectNamed(objects, "DestinationRule", "edge.pay").spec,
      host: "charges.pay.svc.cluster.local",
    });
  });

  it("are by name for the one alone where the gateways have namespaces of their own", () => {
    expect(rulesOf(sharing(grpc, "elsewhere"))).toEqual(["edge.pay", "side.charges.pay", "side.pay"]);
  });
});
