import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../../fabric/check.js";
import { describeProblem, type Problem } from "../../../model/problem.js";
import { targetRules } from "../../availability.js";
import { onIstio, refunds } from "../testing/on-istio.js";

type Changes = Record<string, unknown>;

const problemsWith = (changes: Changes): Problem[] => checkFabric("test", onIstio(changes), targetRules).problems ?? [];
const foundWith = (changes: Changes): string[] => problemsWith(changes).map(({ code, path }) => `${code} at ${path}`);

const http = (fields: object) => ({ "crossMeshPermissions.checkoutMayCharge.http": [fields] });
const denied = (fields: object) => ({ ...http(fields), "crossMeshPermissions.checkoutMayCharge.action": "deny" });
const match = (fields: object) => ({ "routes.charge.rules": [{ match: fields, timeout: "1s" }] });

describe("problems of target istio", () => {
  it("are none in the program of the design", () => {
    expect(foundWith({})).toEqual([]);
  });

  const rules: [rule: string, refused: Changes, found: string[], fine: Changes][] = [
    [
      "a control plane runs one mesh",
      { "meshes.shop.target": { kind: "istio" } },
      ["istio.control-plane-shared at meshes.shop.target.systemNamespace"],
      {
        "meshes.shop.target": { kind: "istio" },
        "clusters.west": {},
        "meshes.shop.cluster": "west",
        "meshGateways.edge.address": { host: "edge.example" },
      },
    ],
    [
      "a root that is believed binds itself to its trust domain",
      { "meshes.shop.trustDomain": "shop_a.internal" },
      ["istio.unbound-trust-domain at meshes.shop.trustDomain"],
      { "meshes.shop.trustDomain": "shop-a.internal" },
    ],
    [
      "a root that nobody needs to believe may be unbound",
      {
        "meshes.other": { trustDomain: "other_a", target: { kind: "standalone" } },
        "crossMeshPermissions.checkoutMayCharge.from": [{ mesh: "*" }],
      },
      ["istio.unbound-trust-domain at meshes.other.trustDomain"],
      { "meshes.other": { trustDomain: "other_a", target: { kind: "standalone" } } },
    ],
    [
      "another mesh's trust domain is not Istio's word for its own",
      { "meshes.shop.trustDomain": "cluster.local" },
      ["istio.trust-domain-alias at meshes.shop.trustDomain"],
      { "meshes.payments.trustDomain": "cluster.local" },
    ],
    [
      "a port in the pod is nobody else's",
      { "meshGateways.edge.listeners.api.port": 15021 },
      ["target.port-taken at meshGateways.edge.listeners.api.port"],
      { "meshGateways.edge.listeners.api.port": 443 },
    ],
    [
      "low ports are served higher, where nobody is",
      {
        ...refunds(),
        "meshGateways.edge.listeners.api.port": 443,
        "meshGateways.edge.listeners.back.port": 10443,
        "exposes.charges.listener": "api",
      },
      ["target.port-taken at meshGateways.edge.listeners.back.port"],
      { ...refunds(), "meshGateways.edge.listeners.api.port": 443 },
    ],
    [
      "no path ends with a star",
      http({ path: { prefix: "/a*" } }),
      ["istio.path-wildcard at crossMeshPermissions.checkoutMayCharge.http[0].path.prefix"],
      http({ path: { prefix: "/a*b" } }),
    ],
    [
      "no Expose's path ends with a star",
      { "exposes.charges.path": { exact: "/*" }, ...http({}) },
      ["istio.path-wildcard at exposes.charges.path.exact"],
      { "exposes.charges.path": { exact: "/*b" }, ...http({}) },
    ],
    [
      "a deny is of a path that is written in one way",
      denied({ path: { exact: "/a+b" } }),
      ["istio.deny-path at crossMeshPermissions.checkoutMayCharge.http[0].path"],
      denied({ path: { exact: "/a-b" } }),
    ],
    [
      "a deny by header asks whether it is there",
      denied({ headers: [{ name: "x-a", exact: "b" }] }),
      ["istio.deny-header at crossMeshPermissions.checkoutMayCharge.http[0].headers[0].exact"],
      denied({ headers: [{ name: "x-a", present: true }] }),
    ],
    [
      "a header's value is no pattern",
      http({ headers: [{ name: "x-a", exact: "b*" }] }),
      ["istio.header-value at crossMeshPermissions.checkoutMayCharge.http[0].headers[0].exact"],
      http({ headers: [{ name: "x-a", exact: "b*c" }] }),
    ],
    [
      "a header's value is not empty",
      http({ headers: [{ name: "x-a", exact: "" }] }),
      ["istio.header-value at crossMeshPermissions.checkoutMayCharge.http[0].headers[0].exact"],
      http({ headers: [{ name: "x-a", present: false }] }),
    ],
    [
      "a header's value is no list",
      http({ headers: [{ name: "x-a", exact: "[b]" }] }),
      ["istio.header-value at crossMeshPermissions.checkoutMayCharge.http[0].headers[0].exact"],
      http({ headers: [{ name: "x-a", exact: "[b" }] }),
    ],
    [
      "a status code that is retried has a name",
      { "routes.charge.retries": { attempts: 1, statusCodes: [503, 520] } },
      ["istio.retry-status at routes.charge.retries.statusCodes[1]"],
      { "routes.charge.retries": { attempts: 1, statusCodes: [503, 511] } },
    ],
    [
      "so does one of a rule",
      { "routes.charge.rules": [{ timeout: "1s", retries: { attempts: 1, statusCodes: [509] } }] },
      ["istio.retry-status at routes.charge.rules[0].retries.statusCodes[0]"],
      { "routes.charge.rules": [{ timeout: "1s", retries: { attempts: 1, statusCodes: [508] } }] },
    ],
    [
      "a header is added with a value",
      { "routes.charge.requestHeaders": { set: { "x-a": "" } } },
      ["istio.header-empty at routes.charge.requestHeaders.set.x-a"],
      { "routes.charge.requestHeaders": { set: { "x-a": "b" } } },
    ],
    [
      "an Expose's header is added with a value",
      { "exposes.charges.responseHeaders": { add: { "x-a": "" } } },
      ["istio.header-empty at exposes.charges.responseHeaders.add.x-a"],
      { "exposes.charges.responseHeaders": { remove: ["x-a"] } },
    ],
    [
      "a name has one condition",
      match({
        headers: [
          { name: "x-a", prefix: "b" },
          { name: "X-A", regex: ".*c" },
        ],
      }),
      ["istio.condition-repeated at routes.charge.rules[0].match.headers[1].name"],
      match({
        headers: [
          { name: "x-a", prefix: "b" },
          { name: "x-b", regex: ".*c" },
        ],
      }),
    ],
    [
      "a parameter is asked for by what it is",
      match({ query: [{ name: "a", present: false }] }),
      ["istio.query-absent at routes.charge.rules[0].match.query[0].present"],
      match({ query: [{ name: "a", present: true }] }),
    ],
    [
      "a Route leads to requests",
      {
        "meshes.payments.target": { kind: "standalone" },
        "meshGateways.edge.listeners.db": { port: 5432, protocol: "TCP", crossMesh: true },
        "exposes.db": { gateway: "edge", listener: "db", service: { name: "db", namespace: "pay", port: 5432 } },
        "routes.data": { from: { mesh: "shop" }, to: { expose: "db" }, hostname: "db.calls", port: 5432 },
        "crossMeshPermissions.checkoutMayCharge.listener": "api",
      },
      ["istio.route-bytes at routes.data.to.expose"],
      { "meshes.payments.target": { kind: "standalone" } },
    ],
    [
      "a hostname has a dot",
      { "routes.charge.hostname": "payments" },
      ["istio.hostname-service at routes.charge.hostname"],
      { "routes.charge.hostname": "payments.calls" },
    ],
    [
      "a hostname is outside the cluster's domain",
      { "routes.charge.hostname": "payments.calls.svc.cluster.local" },
      ["istio.hostname-service at routes.charge.hostname"],
      { "routes.charge.hostname": "payments.calls.example" },
    ],
    [
      "a hostname is none by which proxies know a far end",
      { "routes.charge.hostname": "edge-1ab2c3d.isthmus.internal" },
      ["target.hostname-inner at routes.charge.hostname"],
      { "routes.charge.hostname": "edge.not-isthmus.internal" },
    ],
    [
      "a hostname leads one way",
      {
        "routes.charge.hostname": "payments.calls.example",
        "routes.more": {
          from: { mesh: "shop", namespace: "web" },
          to: { expose: "charges" },
          hostname: "payments.calls.example",
          port: 81,
        },
      },
      ["target.hostname-shared at routes.more.hostname"],
      {
        "routes.charge.hostname": "payments.calls.example",
        "routes.more": {
          from: { mesh: "shop" },
          to: { expose: "charges" },
          hostname: "payments.calls.example",
          port: 81,
        },
      },
    ],
  ];

  it.each(rules)("%s", (_, refused, found, fine) => {
    expect(foundWith(refused)).toEqual(found);
    expect(foundWith(fine)).toEqual([]);
  });

  const unsupported: [field: string, changes: Changes][] = [
    ["meshes.shop.trust.mode", { "meshes.shop.trust": { mode: "provided", secretName: "own" } }],
    ["meshGateways.edge.listeners.api.rateLimit", { "meshGateways.edge.listeners.api.rateLimit": { requests: 5 } }],
    ["meshGateways.edge.listeners.api.maxConnections", { "meshGateways.edge.listeners.api.maxConnections": 5 }],
    [
      "meshGateways.edge.listeners.db.protocol",
      { "meshGateways.edge.listeners.db": { port: 5432, protocol: "TCP", crossMesh: true } },
    ],
    ["meshGateways.edge.tracing", { "meshGateways.edge.tracing": { host: "otel.example" } }],
    ["exposes.charges.rateLimit", { "exposes.charges.rateLimit": { requests: 5 } }],
    ["exposes.charges.healthCheck", { "exposes.charges.healthCheck": { path: "/healthy" } }],
    ["exposes.charges.path.regex", { "exposes.charges.path": { regex: "/a.*" } }],
    ["crossMeshPermissions.checkoutMayCharge.http[0].query", http({ query: [{ name: "a", exact: "b" }] })],
    ["crossMeshPermissions.checkoutMayCharge.http[0].path.regex", http({ path: { regex: "/a.*" } })],
    [
      "crossMeshPermissions.checkoutMayCharge.http[0].headers[0].prefix",
      http({ headers: [{ name: "x-a", prefix: "b" }] }),
    ],
    [
      "crossMeshPermissions.checkoutMayCharge.http[0].headers[0].regex",
      http({ headers: [{ name: "x-a", regex: "b" }] }),
    ],
    [
      "crossMeshPermissions.checkoutMayCharge.http[0].jwt",
      http({ jwt: { issuer: "https://id.example", jwksUri: "https://id.example/keys" } }),
    ],
    [
      "routes.charge.failover",
      { ...refunds(), "exposes.charges.listener": "api", "routes.charge.failover": ["refunds"] },
    ],
    [
      "routes.charge.mirror",
      { ...refunds(), "exposes.charges.listener": "api", "routes.charge.mirror": { expose: "refunds" } },
    ],
    ["routes.charge.healthCheck", { "routes.charge.healthCheck": {} }],
    [
      "routes.charge.rules[0].redirect.path.prefix",
      { "routes.charge.rules": [{ match: { path: { prefix: "/a" } }, redirect: { path: { prefix: "/b" } } }] },
    ],
  ];

  it.each(unsupported)("refuses %s, and names who can do it where somebody can", (path, changes) => {
    expect(problemsWith(changes).map((problem) => problem.path)).toContain(path);
    const problem = problemsWith(changes).find((one) => one.path === path);
    expect(problem?.code).toBe("target.unsupported");
    expect(problem?.hint).toMatch(/^leave it out/);
  });

  it("come with a way out, and in words", () => {
    for (const [, refused] of rules)
      for (const problem of problemsWith(refused)) {
        expect(problem.hint).toBeDefined();
        expect(describeProblem(problem)).toContain(problem.code);
      }
  });
});
