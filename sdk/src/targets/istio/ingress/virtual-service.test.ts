import { describe, expect, it } from "@jest/globals";
import { objectNamed, settledObjects } from "../../testing/planned.js";
import { webhookRefusals } from "../testing/admission.js";
import { onIstio } from "../testing/on-istio.js";

const service = { name: "site", namespace: "pay", port: 80 };
const any = {
  "meshGateways.edge.listeners.plain": { port: 8080, protocol: "HTTP" },
  "exposes.plain": { gateway: "edge", listener: "plain", path: { exact: "/a" }, service },
};

function matchesOf(name: string, changes: Record<string, unknown>): unknown[] {
  const objects = settledObjects(onIstio(changes));
  expect(objects.flatMap(webhookRefusals)).toEqual([]);
  const { http } = objectNamed(objects, "VirtualService", name).spec as unknown as { http: { match: object[] }[] };
  return http.flatMap(({ match }) => match);
}

describe("routes of a listener for any host", () => {
  it("take whatever host is called where no other listener has the port", () => {
    const elsewhere = {
      "meshGateways.edge.listeners.shop": { port: 8081, protocol: "HTTP", hostname: "shop.example" },
      "exposes.shop": { gateway: "edge", listener: "shop", service },
    };
    expect(matchesOf("edge.plain", { ...any, ...elsewhere })).toEqual([{ port: 8080, uri: { exact: "/a" } }]);
  });

  it("leave out the hosts of other listeners of the port, to which Istio would give them too", () => {
    const beside = {
      "meshGateways.edge.listeners.shop": { port: 8080, protocol: "HTTP", hostname: "shop.example" },
      "meshGateways.edge.listeners.blog": { port: 8080, protocol: "HTTP", hostname: "blog.example" },
      "exposes.shop": { gateway: "edge", listener: "shop", service },
    };
    expect(matchesOf("edge.plain", { ...any, ...beside })).toEqual([
      {
        port: 8080,
        uri: { exact: "/a" },
        withoutHeaders: { host: { regex: String.raw`(?i)(?:blog\.example|shop\.example)(?::[0-9]+)?` } },
      },
    ]);
    expect(matchesOf("edge.shop", { ...any, ...beside })).toEqual([{ port: 8080 }]);
  });
});
