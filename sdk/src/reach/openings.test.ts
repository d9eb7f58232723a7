import { describe, expect, it } from "@jest/globals";
import { planFabric } from "../targets/plan.js";

const target = { kind: "standalone" } as const;
const rows = (listener: object, more: object = {}): string[] =>
  Object.keys(
    planFabric("test", {
      meshes: {
        shop: { trustDomain: "shop.acme.internal", target },
        pay: { trustDomain: "pay.acme.internal", target },
      },
      meshGateways: { edge: { mesh: "pay", listeners: { here: listener } } },
      exposes: { offer: { gateway: "edge", service: { name: "offer", namespace: "pay", port: 8080 } } },
      ...more,
    }).connectivity,
  );

describe("connectivity", () => {
  it("says that a listener for outsiders is for anyone", () => {
    expect(rows({ port: 80, protocol: "HTTP" })).toEqual(["anyone -> edge: * *:80/**"]);
  });

  it("says from which addresses, where it names some", () => {
    const sourceRanges = ["10.0.0.0/8", "192.0.2.0/24"];
    expect(rows({ port: 5432, protocol: "TCP", sourceRanges })).toEqual([
      "10.0.0.0/8 -> edge: tcp *:5432",
      "192.0.2.0/24 -> edge: tcp *:5432",
    ]);
  });

  it("speaks of connections where a permission does", () => {
    const permission = { gateway: "edge", from: [{ mesh: "shop", namespace: "web" }] };
    const listener = { port: 5432, protocol: "TCP", crossMesh: true };
    expect(rows(listener)).toEqual([]);
    expect(rows(listener, { crossMeshPermissions: { permission } })).toEqual(["shop/web/* -> edge: tcp *:5432"]);
  });
});
