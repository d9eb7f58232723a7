import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { shopAndPayments, validFabrics } from "../../../fabric/testing/fabrics.js";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { objectNamed, ofKind, settledObjects } from "../../testing/planned.js";

const runs = { numRuns: 60 };

describe("Services and network policies", () => {
  it("let callers reach each target port of each Service, readiness and metrics, and nothing else", () => {
    fc.assert(
      fc.property(validFabrics(), (spec) => {
        const objects = settledObjects(spec);
        for (const policy of ofKind(objects, "NetworkPolicy")) {
          const mine = ofKind(objects, "Service").filter(
            ({ cluster, namespace, object }) =>
              cluster === policy.cluster &&
              namespace === policy.namespace &&
              object.spec.selector?.["app.kubernetes.io/instance"] === policy.name,
          );
          const served = mine.flatMap(({ object }) => object.spec.ports.map(({ targetPort }) => targetPort));
          const allowed = policy.object.spec.ingress.flatMap(({ ports }) => ports.map(({ port }) => port));
          expect(new Set(served).size).toBe(served.length);
          expect([...allowed].sort()).toEqual([...served, 15021, 15020].sort());
          expect(policy.object.spec.policyTypes).toEqual(["Ingress", "Egress"]);
        }
      }),
      runs,
    );
  });

  it("let only a door's own consumers open it", () => {
    const from = { mesh: "shop", namespace: "web", serviceAccount: "checkout", labels: { app: "checkout" } };
    const { spec } = objectNamed(
      settledObjects(fabricWith({ "routes.charge.from": from })),
      "NetworkPolicy",
      "shop-egress",
    );
    expect(spec.ingress[0]?.from).toEqual([
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "web" } },
        podSelector: { matchLabels: { app: "checkout" } },
      },
    ]);
  });

  it("let every pod of the cluster, and nobody outside, open a door that is for all", () => {
    const { spec } = objectNamed(settledObjects(shopAndPayments()), "NetworkPolicy", "shop-egress");
    expect(spec.ingress[0]?.from).toEqual([{ namespaceSelector: {} }]);
  });

  it("let pods of the cluster, and nobody outside, read the metrics", () => {
    for (const name of ["edge", "shop-egress"]) {
      const { spec } = objectNamed(settledObjects(shopAndPayments()), "NetworkPolicy", name);
      const rules = spec.ingress.filter(({ ports }) => ports.some(({ port }) => port === 15020));
      expect(rules).toEqual([{ ports: [{ port: 15020, protocol: "TCP" }], from: [{ namespaceSelector: {} }] }]);
    }
  });

  it("let a gateway call the services that it offers, and names, and nothing else", () => {
    const { spec } = objectNamed(settledObjects(shopAndPayments()), "NetworkPolicy", "edge");
    expect(spec.egress).toEqual([
      {
        ports: [
          { port: 53, protocol: "UDP" },
          { port: 53, protocol: "TCP" },
        ],
      },
      { to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "pay" } } }] },
    ]);
  });

  it("let a gateway that is traced call its collector", () => {
    const tracing = { host: "collector.telemetry", port: 14317 };
    const { spec } = objectNamed(
      settledObjects(fabricWith({ "meshGateways.edge.tracing": tracing })),
      "NetworkPolicy",
      "edge",
    );
    expect(spec.egress).toContainEqual({ ports: [{ port: 14317, protocol: "TCP" }] });
  });

  it("give listeners that share a port one node port, whichever names it", () => {
    const listener = { port: 8443, protocol: "HTTPS", crossMesh: true };
    const changes = {
      "meshGateways.edge.service": { type: "NodePort", annotations: { team: "pay" } },
      "meshGateways.edge.listeners": {
        api: { ...listener, hostname: "payments.mesh", nodePort: 30443 },
        books: { ...listener, hostname: "books.mesh" },
      },
      "exposes.charges.listener": "books",
    };
    const { metadata, spec } = objectNamed(settledObjects(fabricWith(changes)), "Service", "edge");
    expect(metadata.annotations).toEqual({ team: "pay" });
    expect(spec).toMatchObject({ type: "NodePort", ports: [{ port: 8443, targetPort: 8443, nodePort: 30443 }] });
    expect(spec.ports).toHaveLength(1);
  });

  it("serve a low port on a high one, since the pods may not open it", () => {
    const changes = { "meshGateways.edge.listeners.api.port": 443 };
    const { spec } = objectNamed(settledObjects(fabricWith(changes)), "Service", "edge");
    expect(spec.ports[0]).toMatchObject({ port: 443, targetPort: 10443 });
  });

  it("give consumers a name that leads to their door", () => {
    const name = settledObjects(shopAndPayments()).find(({ namespace }) => namespace === "mesh");
    expect(name?.object).toMatchObject({
      kind: "Service",
      metadata: { name: "payments", namespace: "mesh" },
      spec: { type: "ExternalName", externalName: "shop-egress.isthmus-shop.svc.cluster.local" },
    });
  });
});
