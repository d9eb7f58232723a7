import { describe, expect, it } from "@jest/globals";
import { objectNamed, ofKind, settledObjects } from "../../testing/planned.js";
import { onIstio } from "../testing/on-istio.js";

const door = { mesh: "shop", namespace: "web", serviceAccount: "checkout" };
const objects = settledObjects(onIstio({ "routes.charge.from": door }));
const specOf = (kind: string): unknown => objectNamed(objects, kind, "shop-egress").spec;

describe("a door of an egress gateway", () => {
  const { servers } = specOf("Gateway") as { servers: { port: { number: number }; hosts: string[] }[] };
  const [server] = servers;

  it("takes calls over the mesh's own mutual TLS alone, under its own name and the Route's", () => {
    expect(servers).toMatchObject([{ port: { protocol: "HTTPS" }, tls: { mode: "ISTIO_MUTUAL" } }]);
    expect(server?.hosts).toEqual([
      expect.stringMatching(/^shop-egress-web-checkout-.*\.isthmus-shop\.svc\.cluster\.local$/),
      "payments.mesh.svc.cluster.local",
    ]);
  });

  it("is called so by consumers' proxies, whichever protocol they were called by", () => {
    expect(specOf("DestinationRule")).toEqual({
      host: "shop-egress.isthmus-shop.svc.cluster.local",
      trafficPolicy: {
        portLevelSettings: [
          {
            port: { number: server?.port.number },
            connectionPool: { http: { useClientProtocol: true } },
            tls: { mode: "ISTIO_MUTUAL", sni: server?.hosts[0] },
          },
        ],
      },
    });
  });

  it("is open to its consumers' namespace on its own port, and to everybody for status and numbers", () => {
    const [policy] = ofKind(objects, "NetworkPolicy");
    expect(policy?.object.spec.podSelector).toEqual({
      matchLabels: { "app.kubernetes.io/name": "isthmus-gateway", "app.kubernetes.io/instance": "shop-egress" },
    });
    expect(policy?.object.spec.ingress).toEqual([
      {
        ports: [{ port: server?.port.number, protocol: "TCP" }],
        from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "web" } } }],
      },
      { ports: [{ port: 15021, protocol: "TCP" }] },
      {
        ports: [
          { port: 15020, protocol: "TCP" },
          { port: 15090, protocol: "TCP" },
        ],
        from: [{ namespaceSelector: {} }],
      },
    ]);
  });
});
