import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../../fabric/check.js";
import { describeProblem, type Problem } from "../../../model/problem.js";
import { meshTargets } from "../../registry.js";
import { supportProblems } from "../../support/support-problems.js";
import { onGatewayApi } from "../testing/fabrics.js";
import { gatewayApiProblems } from "./index.js";

type Changes = Record<string, unknown>;

const problemsWith = (changes: Changes): Problem[] =>
  checkFabric("test", onGatewayApi(changes), {
    *problems(spec) {
      yield* supportProblems(spec, { ...meshTargets });
      yield* gatewayApiProblems(spec);
    },
  }).problems ?? [];
const foundWith = (changes: Changes): string[] => problemsWith(changes).map(({ code, path }) => `${code} at ${path}`);

const portable = {
  "meshes.payments.target": { kind: "gateway-api", implementation: "portable" },
  crossMeshPermissions: {},
};
const http = (fields: object) => ({ "crossMeshPermissions.checkoutMayCharge.http": [fields] });
const rules = (...all: object[]) => ({ "routes.charge.rules": all });
const redirect = (to: object, path: object = { prefix: "/" }) =>
  rules({ match: { path, method: "GET" }, redirect: to });
const match = (fields: object) => rules({ match: fields, timeout: "1s" });
const backup = () => ({
  "meshGateways.edge.listeners.other": { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "other.mesh" },
  "exposes.backup": { gateway: "edge", listener: "other", service: { name: "charges", namespace: "pay", port: 8080 } },
});
const second = () => ({
  ...backup(),
  "meshGateways.edge.listeners.third": { port: 9444, protocol: "HTTPS", crossMesh: true, hostname: "third.mesh" },
  "exposes.reserve": { gateway: "edge", listener: "third", service: { name: "charges", namespace: "pay", port: 8080 } },
});
const outsiders = (fields: object) => ({
  "meshGateways.edge.listeners.site": {
    port: 9443,
    protocol: "HTTPS",
    hostname: "site.example",
    tls: { secretName: "site" },
    ...fields,
  },
  "crossMeshPermissions.checkoutMayCharge.listener": "api",
});
const partner = (addresses: string[], fields: object = {}) => ({
  "externalGateways.partner": { addresses, hostname: "partner.example", protocol: "tls", ...fields },
  "routes.charge.to": { externalGateway: "partner" },
});
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, "1"]));
const manyMatches = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `x-${index}`, exact: "1" }));

/** What each rule refuses, beside the nearest thing that it takes. */
const refusals: Record<string, { taken: Changes; refused: Changes; found: string[] }> = {
  "permissions without Envoy Gateway": {
    taken: { ...portable, routes: {} },
    refused: { "meshes.payments.target": { kind: "gateway-api", implementation: "portable" }, routes: {} },
    found: ["gateway-api.callers at crossMeshPermissions.checkoutMayCharge"],
  },
  "calls out without Envoy Gateway": {
    taken: portable,
    refused: { "meshes.shop.target": { kind: "gateway-api", implementation: "portable" } },
    found: ["gateway-api.way-out at routes.charge.from.mesh"],
  },
  "what only Envoy Gateway can say": {
    taken: { ...portable, "exposes.charges.requestHeaders": { set: { "x-a": "b" } } },
    refused: {
      ...portable,
      "meshGateways.edge.replicas": 3,
      "exposes.charges.limits": { requests: 5 },
      "exposes.charges.service.protocol": "HTTP2",
    },
    found: [
      "gateway-api.portable at exposes.charges.limits.requests",
      "gateway-api.portable at exposes.charges.service.protocol",
      "gateway-api.portable at meshGateways.edge.replicas",
    ],
  },
  "a trust domain that nothing binds": {
    taken: { "meshes.shop.trustDomain": "shop-1.internal" },
    refused: { "meshes.shop.trustDomain": "shop_1.internal" },
    found: ["gateway-api.trust-domain at meshes.shop.trustDomain"],
  },
  "an identity too long to compare": {
    taken: { "meshes.payments.trustDomain": `${"a".repeat(60)}.internal` },
    refused: { "meshes.payments.trustDomain": Array(4).fill("a".repeat(60)).join(".") },
    found: ["gateway-api.identity-long at routes.charge.to"],
  },
  "connections of other meshes": {
    taken: outsiders({ protocol: "TCP", hostname: undefined, tls: undefined }),
    refused: outsiders({ protocol: "TCP", hostname: undefined, tls: undefined, crossMesh: true }),
    found: ["gateway-api.bytes-across at meshGateways.edge.listeners.site.protocol"],
  },
  "a port of meshes and outsiders": {
    taken: outsiders({ port: 9443 }),
    refused: outsiders({ port: 8443 }),
    found: ["gateway-api.port-of-both at meshGateways.edge.listeners.site.port"],
  },
  "a port that Envoy Gateway keeps": {
    taken: outsiders({ port: 19004 }),
    refused: outsiders({ port: 19001 }),
    found: ["target.port-taken at meshGateways.edge.listeners.site.port"],
  },
  "low ports where others are": {
    taken: { "meshGateways.edge.listeners.api.port": 443, ...outsiders({ port: 10444 }) },
    refused: { "meshGateways.edge.listeners.api.port": 443, ...outsiders({ port: 10443 }) },
    found: ["target.port-taken at meshGateways.edge.listeners.site.port"],
  },
  "limits of listeners that share a port": {
    taken: {
      ...outsiders({ maxConnections: 5 }),
      "meshGateways.edge.listeners.other": {
        port: 9443,
        protocol: "HTTPS",
        hostname: "b.example",
        tls: { secretName: "b" },
      },
    },
    refused: {
      ...outsiders({ protocol: "HTTP", tls: undefined, maxConnections: 5 }),
      "meshGateways.edge.listeners.other": { port: 9443, protocol: "HTTP", hostname: "b.example", maxConnections: 5 },
    },
    found: [
      "gateway-api.limit-shared at meshGateways.edge.listeners.other.maxConnections",
      "gateway-api.limit-shared at meshGateways.edge.listeners.site.maxConnections",
    ],
  },
  "an Expose that is called like the policy that denies": {
    taken: { ...backup(), "exposes.deny": { ...backup()["exposes.backup"] }, "exposes.backup": undefined },
    refused: { ...backup(), "exposes.defaultDeny": { ...backup()["exposes.backup"] }, "exposes.backup": undefined },
    found: ["gateway-api.expose-name at exposes.defaultDeny"],
  },
  "an egress gateway that is called from outside": {
    taken: { "meshGateways.exit": { mesh: "shop", role: "egress" } },
    refused: { "meshGateways.exit": { mesh: "shop", role: "egress", service: { type: "NodePort" } } },
    found: ["target.egress-inside at meshGateways.exit.service"],
  },
  "permissions by expression": {
    taken: http({ headers: [{ name: "x-a", prefix: "b" }] }),
    refused: http({ headers: [{ name: "x-a", regex: "b+" }], path: { regex: "/c+" } }),
    found: [
      "target.unsupported at crossMeshPermissions.checkoutMayCharge.http[0].headers[0].regex",
      "target.unsupported at crossMeshPermissions.checkoutMayCharge.http[0].path.regex",
    ],
  },
  "permissions by query": {
    taken: http({ method: "GET" }),
    refused: http({ query: [{ name: "a", exact: "b" }] }),
    found: ["target.unsupported at crossMeshPermissions.checkoutMayCharge.http[0].query"],
  },
  "permissions by token": {
    taken: http({ path: { exact: "/a" } }),
    refused: http({ jwt: { issuer: "https://issuer.example", jwksUri: "https://issuer.example/keys" } }),
    found: ["target.unsupported at crossMeshPermissions.checkoutMayCharge.http[0].jwt"],
  },
  "a permission that fills an expression": {
    taken: http({ headers: [{ name: "x-a", exact: "b".repeat(2000) }] }),
    refused: http({ headers: [{ name: "x-a", exact: "b".repeat(4000) }] }),
    found: ["gateway-api.permission-long at crossMeshPermissions.checkoutMayCharge.http[0]"],
  },
  "a permission that fills one with the path of an Expose": {
    taken: {
      "exposes.charges.path": { prefix: `/${"a".repeat(1000)}` },
      "crossMeshPermissions.checkoutMayCharge.expose": "charges",
      ...http({ headers: [{ name: "x-a", exact: "b".repeat(1000) }] }),
      ...backup(),
    },
    refused: {
      "exposes.charges.path": { prefix: `/${"a".repeat(1000)}` },
      ...http({ headers: [{ name: "x-a", exact: "b".repeat(2000) }] }),
    },
    found: ["gateway-api.permission-long at crossMeshPermissions.checkoutMayCharge.http[0]"],
  },
  "a permission of any request that fills one": {
    taken: {
      "exposes.charges.path": { exact: `/${"'".repeat(1000)}` },
      "crossMeshPermissions.checkoutMayCharge.http": undefined,
    },
    refused: {
      "exposes.charges.path": { prefix: `/${"'".repeat(1000)}` },
      "crossMeshPermissions.checkoutMayCharge.http": undefined,
    },
    found: ["gateway-api.permission-long at crossMeshPermissions.checkoutMayCharge"],
  },
  "gRPC by path": {
    taken: { "exposes.charges.service.protocol": "GRPC" },
    refused: { "exposes.charges.service.protocol": "GRPC", "exposes.charges.path": { prefix: "/a.B" } },
    found: ["gateway-api.grpc-path at exposes.charges.path"],
  },
  "gRPC beside others": {
    taken: { "exposes.charges.service.protocol": "GRPC", ...backup() },
    refused: {
      "exposes.charges.service.protocol": "GRPC",
      ...backup(),
      "exposes.backup.listener": "api",
      "exposes.backup.path": { prefix: "/a" },
    },
    found: ["gateway-api.grpc-shared at exposes.charges.service.protocol"],
  },
  "looks at a server of HTTP/2 by HTTP/1.1": {
    taken: {
      "exposes.charges.service.protocol": "HTTP2",
      "exposes.charges.healthCheck": {},
      "routes.charge.healthCheck": { path: "/up" },
    },
    refused: { "exposes.charges.service.protocol": "GRPC", "exposes.charges.healthCheck": { path: "/up" } },
    found: ["gateway-api.check-protocol at exposes.charges.healthCheck.path"],
  },
  "looks at a server outside by HTTP/1.1": {
    taken: { ...partner(["192.0.2.1"]), "routes.charge.healthCheck": { path: "/up" } },
    refused: { ...partner(["192.0.2.1"], { serviceProtocol: "HTTP2" }), "routes.charge.healthCheck": { path: "/up" } },
    found: ["gateway-api.check-protocol at routes.charge.healthCheck.path"],
  },
  "a rate by another time": {
    taken: { "exposes.charges.rateLimit": { requests: 5, per: "60s" } },
    refused: { "exposes.charges.rateLimit": { requests: 5, per: "2s" } },
    found: ["gateway-api.rate-unit at exposes.charges.rateLimit.per"],
  },
  "a path too long": {
    taken: { "exposes.charges.path": { prefix: `/${"a".repeat(1023)}` } },
    refused: { "exposes.charges.path": { prefix: `/${"a".repeat(1024)}` } },
    found: ["gateway-api.path-long at exposes.charges.path.prefix"],
  },
  "a method of one's own": {
    taken: match({ method: "PATCH" }),
    refused: match({ method: "PURGE" }),
    found: ["gateway-api.method at routes.charge.rules[0].match.method"],
  },
  "what is not there": {
    taken: match({ headers: [{ name: "x-a", present: true }] }),
    refused: match({ headers: [{ name: "x-a", present: false }] }),
    found: ["gateway-api.absent at routes.charge.rules[0].match.headers[0].present"],
  },
  "two conditions on one name": {
    taken: match({
      headers: [
        { name: "x-a", prefix: "a" },
        { name: "x-b", present: true },
      ],
      query: [
        { name: "a", exact: "b" },
        { name: "A", exact: "b" },
      ],
    }),
    refused: match({
      headers: [
        { name: "x-a", prefix: "a" },
        { name: "X-A", present: true },
      ],
      query: [
        { name: "a", exact: "b" },
        { name: "a", prefix: "b" },
      ],
    }),
    found: [
      "gateway-api.condition-twice at routes.charge.rules[0].match.headers[1].name",
      "gateway-api.condition-twice at routes.charge.rules[0].match.query[1].name",
    ],
  },
  "an empty value": {
    taken: match({ query: [{ name: "a", prefix: "" }] }),
    refused: match({ query: [{ name: "a", exact: "" }] }),
    found: ["gateway-api.value at routes.charge.rules[0].match.query[0]"],
  },
  "an empty header": {
    taken: { "routes.charge.requestHeaders": { set: { "x-a": "b" } } },
    refused: { "routes.charge.requestHeaders": { set: { "x-a": "" } } },
    found: ["gateway-api.value at routes.charge.requestHeaders.set.x-a"],
  },
  "a header with spaces that Gateway API does not take": {
    taken: { "routes.charge.requestHeaders": { set: { "x-a": "b c 100%" } } },
    refused: { "routes.charge.requestHeaders": { set: { "x-a": "b  c", "x-b": " d" } } },
    found: [
      "gateway-api.value at routes.charge.requestHeaders.set.x-a",
      "gateway-api.value at routes.charge.requestHeaders.set.x-b",
    ],
  },
  "a hostname of TCP": {
    taken: outsiders({ protocol: "TLS" }),
    refused: outsiders({ protocol: "TCP", tls: undefined }),
    found: ["gateway-api.tcp-hostname at meshGateways.edge.listeners.site.hostname"],
  },
  "redirects of all paths below another one": {
    taken: redirect({ path: { prefix: "/b" } }, { prefix: "/a" }),
    refused: redirect({ path: { prefix: "/b" } }),
    found: ["gateway-api.redirect-prefix at routes.charge.rules[0].redirect.path.prefix"],
  },
  "redirects to a port that is not written": {
    taken: redirect({ port: 81 }),
    refused: redirect({ port: 443 }),
    found: ["gateway-api.redirect-port at routes.charge.rules[0].redirect"],
  },
  "redirects to a scheme from a port of its own": {
    taken: { ...redirect({ scheme: "https", hostname: "c.example" }), "routes.charge.port": 8080 },
    refused: { ...redirect({ scheme: "https" }), "routes.charge.port": 8080 },
    found: ["gateway-api.redirect-port at routes.charge.rules[0].redirect"],
  },
  "a header that is changed twice": {
    taken: { "exposes.charges.responseHeaders": { set: { "x-a": "b" }, remove: ["x-b"] } },
    refused: { "exposes.charges.responseHeaders": { set: { "x-a": "b" }, remove: ["X-A"] } },
    found: ["gateway-api.header-twice at exposes.charges.responseHeaders"],
  },
  "too many changes": {
    taken: { "exposes.charges.requestHeaders": { add: many(16) } },
    refused: { "exposes.charges.requestHeaders": { add: many(17) } },
    found: ["gateway-api.too-many at exposes.charges.requestHeaders.add"],
  },
  "too many conditions": {
    taken: match({ headers: manyMatches(16) }),
    refused: match({ headers: manyMatches(17) }),
    found: ["gateway-api.too-many at routes.charge.rules[0].match.headers"],
  },
  "too many rules": {
    taken: rules(
      ...Array.from({ length: 15 }, (_, index) => ({ match: { path: { exact: `/${index}` } }, timeout: "1s" })),
    ),
    refused: rules(
      ...Array.from({ length: 16 }, (_, index) => ({ match: { path: { exact: `/${index}` } }, timeout: "1s" })),
    ),
    found: ["gateway-api.too-many at routes.charge.rules"],
  },
  "failover in steps": {
    taken: { ...second(), "routes.charge.failover": ["backup"] },
    refused: { ...second(), "routes.charge.failover": ["backup", "reserve"] },
    found: ["gateway-api.failover at routes.charge.failover"],
  },
  "copies of requests": {
    taken: backup(),
    refused: { ...backup(), "routes.charge.mirror": { expose: "backup" } },
    found: ["target.unsupported at routes.charge.mirror"],
  },
  "names and addresses of one gateway": {
    taken: partner(["192.0.2.1", "192.0.2.2"]),
    refused: partner(["192.0.2.1", "partner.example"]),
    found: ["gateway-api.mixed-addresses at externalGateways.partner.addresses"],
  },
  "names without a dot": {
    taken: partner(["partner.example"]),
    refused: {
      ...partner(["partner"], { hostname: "site" }),
      ...backup(),
      "meshGateways.edge.listeners.other.hostname": "other",
      "routes.second": { from: { mesh: "shop" }, to: { expose: "backup" }, hostname: "second.mesh" },
    },
    found: [
      "gateway-api.short-name at externalGateways.partner.addresses[0]",
      "gateway-api.short-name at externalGateways.partner.hostname",
      "gateway-api.short-name at routes.second.to.expose",
    ],
  },
  "an address without a dot in another cluster": {
    taken: { "meshGateways.edge.address": { host: "lb" } },
    refused: {
      clusters: { a: {}, b: {} },
      "meshes.shop.cluster": "a",
      "meshes.payments.cluster": "b",
      "meshGateways.edge.address": { host: "lb" },
    },
    found: ["gateway-api.short-name at routes.charge.to.expose"],
  },
  "a server without a name": {
    taken: { "meshes.payments.target": { kind: "standalone" } },
    refused: {
      "meshes.payments.target": { kind: "standalone" },
      "meshGateways.edge.listeners": { api: { port: 8443, protocol: "TCP", crossMesh: true } },
      "crossMeshPermissions.checkoutMayCharge.http": undefined,
    },
    found: ["gateway-api.no-server-name at routes.charge.to.expose"],
  },
  "Services that are taken": {
    taken: { "routes.charge.hostname": "other.pay" },
    refused: { "routes.charge.hostname": "charges.pay" },
    found: ["target.hostname-taken at routes.charge.hostname"],
  },
};

describe("target gateway-api", () => {
  it.each(Object.entries(refusals))("refuses %s", (_, { taken, refused, found }) => {
    expect(foundWith(taken)).toEqual([]);
    expect(foundWith(refused)).toEqual(found);
  });

  it("says of each what to do", () => {
    for (const { refused } of Object.values(refusals))
      for (const problem of problemsWith(refused)) {
        expect(problem.hint).toBeTruthy();
        expect(describeProblem(problem)).toContain(problem.path);
      }
  });

  it("leaves meshes on other targets alone", () => {
    const elsewhere = {
      "meshes.shop.target": { kind: "standalone" },
      "meshes.payments.target": { kind: "standalone" },
    };
    const bytes = { "meshGateways.edge.listeners.db": { port: 19001, protocol: "TCP", crossMesh: true } };
    const only = { "crossMeshPermissions.checkoutMayCharge.listener": "api" };
    const { problems } = checkFabric("test", onGatewayApi({ ...elsewhere, ...bytes, ...only }), {
      problems: gatewayApiProblems,
    });
    expect(problems).toBeUndefined();
  });
});
