import { describe, expect, it } from "@jest/globals";
import { ofKind, type Settled, settledObjects } from "../../testing/planned.js";
import { glooFabricWith } from "../testing/two-clusters.js";

/** The parts of specs that tests read, of all kinds. */
interface AnySpec {
  [field: string]: unknown;
  listeners: { allowedRouteTables: { host: string }[] }[];
  http: { forwardTo?: object }[];
}

const emitted = (changes: Record<string, unknown> = {}): Settled[] => settledObjects(glooFabricWith(changes));
const specOf = ({ object }: Settled): AnySpec => object.spec as unknown as AnySpec;

const charges = { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } };
const edge = {
  "meshGateways.edge": {
    mesh: "local",
    address: { host: "edge.example" },
    listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "charges.mesh" } },
  },
  "exposes.charges": charges,
};

describe("gateways of Gloo Mesh", () => {
  const objects = emitted(edge);

  it("asks callers for TLS 1.2 or later, and answers to no RouteTable of another hostname", () => {
    for (const gateway of ofKind(objects, "VirtualGateway"))
      expect(specOf(gateway)["listeners"]).toMatchObject([
        {
          tls: { parameters: { minimumProtocolVersion: "TLSv1_2" } },
          allowedRouteTables: [{ host: expect.any(String) }],
        },
      ]);
    const hosts = ofKind(objects, "VirtualGateway").flatMap((gateway) =>
      specOf(gateway).listeners.flatMap(({ allowedRouteTables }) => allowedRouteTables.map(({ host }) => host)),
    );
    expect([...new Set(hosts)].sort()).toEqual(["charges.mesh", "httpbin.external"]);
  });

  it("takes no plain text where gateways are, and asks the same of proxies of the plane", () => {
    const strict = ofKind(objects, "PeerAuthentication").map((one) => [
      one.cluster,
      one.namespace,
      specOf(one)["mtls"],
    ]);
    expect(strict).toEqual([
      ["local", "ops", { mode: "STRICT" }],
      ["remote", "ops", { mode: "STRICT" }],
    ]);
    expect(ofKind(objects, "AccessPolicy").map((policy) => specOf(policy)["config"])).toMatchObject([
      { authn: { tlsMode: "STRICT" } },
      { authn: { tlsMode: "STRICT" } },
    ]);
  });

  it("rewrites paths by whole segments", () => {
    const rewritten = (fields: object) => {
      const [table] = ofKind(emitted({ ...edge, "exposes.charges": { ...charges, ...fields } }), "RouteTable").filter(
        ({ name }) => name.startsWith("edge-api"),
      );
      return table && specOf(table).http[0]?.forwardTo;
    };
    expect(rewritten({})).not.toHaveProperty("regexRewrite");
    expect(rewritten({ rewrite: { prefix: "/v1" } })).toMatchObject({
      regexRewrite: { pattern: { regex: "^/?(.*)$" }, substitution: "/v1/\\1" },
    });
  });

  it("denies everything at an east-west gateway that no Route comes through", () => {
    const unused = emitted({ "routes.fromApp2": undefined });
    const [policy] = ofKind(unused, "AuthorizationPolicy").filter(({ name }) => name === "east-west");
    expect(policy?.object.spec).toMatchObject({ action: "ALLOW" });
    expect(policy?.object.spec).not.toHaveProperty("rules");
  });
});
