import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { pathFits, takesAllOf } from "./rule-match.js";
import { foundWith } from "./testing/problems.js";

const https = { port: 9443, protocol: "HTTPS", crossMesh: true };
const service = { name: "other", namespace: "pay", port: 8080 };
/** Another Expose behind a listener of its own, and one behind that of the charges. */
const more = {
  "meshGateways.edge.listeners.beta": { ...https, hostname: "beta.mesh" },
  "exposes.other": { gateway: "edge", listener: "beta", service },
  "exposes.twin": { gateway: "edge", listener: "api", path: { exact: "/twin" }, service },
};
const found = (route: Record<string, unknown>) =>
  foundWith({
    ...more,
    ...Object.fromEntries(Object.entries(route).map(([key, value]) => [`routes.charge.${key}`, value])),
  });
const path = (prefix: string) => ({ match: { path: { prefix } } });

describe("a rule that no request gets to", () => {
  it.each([
    ["the same again", [path("/a"), path("/a")]],
    ["part of an earlier one", [path("/a"), { match: { method: "GET", path: { exact: "/a/b" } } }]],
    ["after one that takes everything", [{}, path("/a")]],
    [
      "with one condition more",
      [{ match: { method: "GET" } }, { match: { method: "GET", query: [{ name: "x", exact: "1" }] } }],
    ],
  ])("is found: %s", (_name, rules) => {
    expect(found({ rules })).toEqual(["route.rule-unreachable at routes.charge.rules[1]"]);
  });

  it.each([
    ["the more specific first", [path("/a/b"), path("/a")]],
    ["what begins alike", [path("/a"), path("/ab")]],
    ["another method", [{ match: { method: "GET" } }, { match: { method: "PUT" } }]],
    ["one condition less", [{ match: { method: "GET" } }, path("/a")]],
  ])("is not: %s", (_name, rules) => {
    expect(found({ rules })).toEqual([]);
  });

  it("is never one that has a request of its own", () => {
    const paths = fc.constantFrom("/", "/a", "/a/b", "/ab");
    const match = fc.record({
      path: fc.oneof(fc.record({ prefix: paths }), fc.record({ exact: paths })),
      method: fc.constantFrom("GET", "PUT"),
    });
    fc.assert(
      fc.property(
        match,
        match,
        fc.constantFrom("/", "/a", "/a/b", "/ab", "/a/b/c", "/abc"),
        (earlier, later, asked) => {
          const fits = (one: typeof earlier, method: string): boolean =>
            one.method === method && pathFits(one.path, asked);
          if (takesAllOf(earlier, later) && fits(later, later.method)) expect(fits(earlier, later.method)).toBe(true);
        },
      ),
    );
  });
});

describe("places of the same requests", () => {
  it.each([
    ["failover to itself", { failover: ["charges"] }, "failover[0]"],
    ["the same failover twice", { failover: ["other", "other"] }, "failover[1]"],
    ["a mirror to itself", { mirror: { expose: "charges" } }, "mirror.expose"],
    ["two behind one listener", { failover: ["twin"] }, "failover[0]"],
    ["a rule's failover to what it inherits", { rules: [{ failover: ["charges"] }] }, "rules[0].failover[0]"],
  ])("differ: %s", (_name, route, at) => {
    expect(found(route)).toEqual([`route.same-place at routes.charge.${at}`]);
  });

  it("may be a failover and a mirror of their own", () => {
    expect(found({ failover: ["other"], mirror: { expose: "other" } })).toEqual([]);
    expect(found({ failover: ["other"], rules: [{ expose: "other" }] })).toEqual([]);
  });

  it("speak the same", () => {
    const grpc = { "exposes.other.service": { ...service, protocol: "GRPC" } };
    const failover = { ...more, ...grpc, "routes.charge.failover": ["other"] };
    expect(foundWith(failover)).toEqual(["route.protocols-differ at routes.charge.failover[0]"]);
    const asGrpc = { ...failover, "exposes.charges.service.protocol": "GRPC" };
    expect(foundWith(asGrpc)).toEqual([]);
  });
});

it("a Route to a listener of bytes has no rules, headers or retries", () => {
  const bytes = {
    "meshGateways.edge.listeners.api": { port: 8443, protocol: "TCP", crossMesh: true },
    "crossMeshPermissions.checkoutMayCharge.http": undefined,
  };
  expect(foundWith(bytes)).toEqual([]);
  expect(foundWith({ ...bytes, "routes.charge.retries": { attempts: 1 }, "routes.charge.timeout": "1s" })).toEqual([
    "route.no-requests at routes.charge.retries",
    "route.no-requests at routes.charge.timeout",
  ]);
});
