import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { onGatewayApi } from "../../sdk/src/targets/gateway-api/testing/fabrics.js";
import { gatewayApiFabrics } from "../../sdk/src/targets/gateway-api/testing/generated.js";
import { ProblemsError } from "../../sdk/src/model/problem.js";
import { accepts, refusals } from "../admission/admission.js";
import { settled } from "../admission/material.js";
import { withApiServer } from "../admission/with-api-server.js";

const minutes = 60_000;

/** Everything that a Fabric can say here, at once. */
const everything = () =>
  onGatewayApi({
    "meshGateways.edge": {
      mesh: "payments",
      autoscaling: { maxReplicas: 5 },
      scheduling: { nodeSelector: { pool: "edge" }, priorityClassName: "high", drainSeconds: 60 },
      resources: { limits: { memory: "1Gi" } },
      image: "registry.example/envoy:1",
      service: { type: "NodePort", annotations: { team: "payments" } },
      listeners: {
        api: { port: 8443, nodePort: 30443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" },
        grpc: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "grpc.mesh", maxConnections: 100 },
        site: {
          port: 443,
          protocol: "HTTPS",
          hostname: "site.example",
          tls: { secretName: "site" },
          sourceRanges: ["10.0.0.0/8"],
        },
        plain: { port: 80, protocol: "HTTP" },
        passed: { port: 8444, protocol: "TLS", hostname: "passed.example", tls: { mode: "passthrough" } },
        ended: { port: 8444, protocol: "TLS", hostname: "ended.example", tls: { secretName: "ended" } },
        bytes: { port: 2222, protocol: "TCP", sourceRanges: ["192.0.2.0/24"] },
      },
    },
    "meshes.shop.trust": { revoked: ["0a1b"] },
    "exposes.charges": {
      gateway: "edge",
      listener: "api",
      service: { name: "charges", namespace: "pay", port: 8080 },
      path: { prefix: "/charges" },
      rewrite: { prefix: "/v1" },
      requestHeaders: { set: { "x-a": "b" }, remove: ["x-c"] },
      responseHeaders: { add: { "x-d": "e" } },
      rateLimit: { requests: 5, per: "60s" },
      healthCheck: { path: "/healthy" },
      outlierDetection: {},
      limits: { connections: 5, requests: 7 },
    },
    "exposes.calls": {
      gateway: "edge",
      listener: "grpc",
      service: { name: "calls", namespace: "pay", port: 9000, protocol: "GRPC" },
    },
    ...Object.fromEntries(
      ["site", "plain", "passed", "ended", "bytes"].map((listener) => [
        `exposes.${listener}`,
        { gateway: "edge", listener, service: { name: listener, namespace: "pay", port: 8080 } },
      ]),
    ),
    crossMeshPermissions: {
      allow: {
        gateway: "edge",
        listener: "api",
        from: [{ mesh: "*" }, { mesh: "shop", namespace: "web" }],
        http: [{ method: "PURGE", path: { prefix: "/charges/a'b" }, headers: [{ name: "x-a", prefix: "'" }] }],
      },
      deny: {
        gateway: "edge",
        action: "deny",
        from: [{ mesh: "shop", namespace: "web", serviceAccount: "checkout" }],
        http: [{ path: { exact: "/charges/(b)" } }],
      },
    },
    externalGateways: {
      partner: { addresses: ["192.0.2.1", "192.0.2.2"], hostname: "partner.example", protocol: "tls" },
      peer: { addresses: ["peer.example"], protocol: "tls", tls: { secretName: "ours" }, serviceProtocol: "GRPC" },
    },
    routes: {
      charge: {
        from: { mesh: "shop", namespace: "web", serviceAccount: "checkout", labels: { app: "checkout" } },
        to: { expose: "charges" },
        hostname: "payments.mesh",
        failover: ["calls2"],
        timeout: "3600s",
        retries: { attempts: 2, perTryTimeout: "0.5s" },
        limits: { requests: 7 },
        rules: [
          { match: { method: "PUT", path: { regex: "/a.*" } }, rewrite: { path: "/b" } },
          {
            match: { headers: [{ name: "x-a", prefix: "b" }], query: [{ name: "c", regex: "d+" }] },
            requestHeaders: { add: { "x-e": "f" } },
            retries: { attempts: 5 },
          },
          { match: { path: { prefix: "/f" } }, redirect: { scheme: "https", path: { prefix: "/g" }, statusCode: 308 } },
        ],
      },
      partner: { from: { mesh: "shop" }, to: { externalGateway: "partner" }, hostname: "partner.calls" },
      peer: { from: { mesh: "shop" }, to: { externalGateway: "peer" }, hostname: "peer.calls", port: 8080 },
    },
    "meshGateways.books": {
      mesh: "payments",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "books.mesh" } },
    },
    "exposes.calls2": { gateway: "books", service: { name: "books", namespace: "pay", port: 8080 } },
  });

/** A gateway with more listeners than a Gateway may name. */
const crowded = () =>
  onGatewayApi({
    "meshGateways.edge.listeners": Object.fromEntries(
      Array.from({ length: 150 }, (_, index) => [
        index === 0 ? "api" : `api${index}`,
        { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: index === 0 ? "payments.mesh" : `h${index}.mesh` },
      ]),
    ),
  });

withApiServer(
  "an API server with the CRDs of Gateway API and Envoy Gateway",
  ["gateway-api", "envoy-gateway"],
  (server) => {
    const refused = async (fabric: unknown): Promise<string[]> =>
      refusals(await accepts(server(), await settled(planFabric("admission", fabric))));

    it.each(Object.entries({ everything, crowded, "the design's program": () => onGatewayApi() }))(
      "takes what becomes of %s",
      async (_, fabric) => expect(await refused(fabric())).toEqual([]),
      2 * minutes,
    );

    it(
      "takes what becomes of any Fabric",
      async () => {
        const objects = await Promise.all(
          fc.sample(gatewayApiFabrics(), 25).map((fabric) => settled(planFabric("generated", fabric))),
        );
        const all = objects.flat();
        expect(all.length).toBeGreaterThan(300);
        for (const some of objects) expect(refusals(await accepts(server(), some))).toEqual([]);
      },
      5 * minutes,
    );
  },
);

/** An object that admission refuses, and the declaration that would have become it. */
interface Refused {
  kind: string;
  /** Of what the good Fabric becomes, with one thing changed. */
  change: (object: KubeObject) => unknown;
  words: RegExp;
  declared: Record<string, unknown>;
  code: string;
}

const spec = (object: KubeObject) => object["spec"] as Record<string, unknown>;
const firstRule = (object: KubeObject) => (spec(object)["rules"] as Record<string, unknown>[])[0] ?? {};
const httpRule = (object: KubeObject, fields: object) => ({
  ...object,
  spec: { ...spec(object), rules: [{ ...firstRule(object), ...fields }] },
});
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, "1"]));
const header = (fields: object) => ({ "routes.charge.rules": [{ match: { headers: [fields] }, timeout: "1s" }] });

const cases: Record<string, Refused> = {
  "a path too long": {
    kind: "HTTPRoute",
    change: (route) => httpRule(route, { matches: [{ path: { type: "PathPrefix", value: `/${"a".repeat(1024)}` } }] }),
    words: /1024/,
    declared: { "exposes.charges.path": { prefix: `/${"a".repeat(1024)}` } },
    code: "gateway-api.path-long",
  },
  "a path that is not normal": {
    kind: "HTTPRoute",
    change: (route) => httpRule(route, { matches: [{ path: { type: "Exact", value: "/a//b" } }] }),
    words: /must not contain '\/\/'/,
    declared: { "exposes.charges.path": { exact: "/a//b" } },
    code: "target.path-not-normal",
  },
  "a method of one's own": {
    kind: "HTTPRoute",
    change: (route) => httpRule(route, { matches: [{ method: "PURGE" }] }),
    words: /Unsupported value: "PURGE"/,
    declared: { "routes.charge.rules": [{ match: { method: "PURGE" }, timeout: "1s" }] },
    code: "gateway-api.method",
  },
  "an empty value": {
    kind: "HTTPRoute",
    change: (route) => httpRule(route, { matches: [{ headers: [{ name: "x-a", value: "" }] }] }),
    words: /at least 1 chars/,
    declared: header({ name: "x-a", exact: "" }),
    code: "gateway-api.value",
  },
  "too many conditions": {
    kind: "HTTPRoute",
    change: (route) =>
      httpRule(route, { matches: [{ headers: Object.entries(many(17)).map(([name, value]) => ({ name, value })) }] }),
    words: /at most 16 items/,
    declared: {
      "routes.charge.rules": [
        { match: { headers: Object.keys(many(17)).map((name) => ({ name, exact: "1" })) }, timeout: "1s" },
      ],
    },
    code: "gateway-api.too-many",
  },
  "too many changes of headers": {
    kind: "HTTPRoute",
    change: (route) =>
      httpRule(route, {
        filters: [
          {
            type: "RequestHeaderModifier",
            requestHeaderModifier: { set: Object.entries(many(17)).map(([name, value]) => ({ name, value })) },
          },
        ],
      }),
    words: /at most 16 items/,
    declared: { "exposes.charges.requestHeaders": { set: many(17) } },
    code: "gateway-api.too-many",
  },
  "an empty header": {
    kind: "HTTPRoute",
    change: (route) =>
      httpRule(route, {
        filters: [{ type: "RequestHeaderModifier", requestHeaderModifier: { set: [{ name: "x-a", value: "" }] } }],
      }),
    words: /at least 1 chars/,
    declared: { "exposes.charges.requestHeaders": { set: { "x-a": "" } } },
    code: "gateway-api.value",
  },
  "too many rules": {
    kind: "HTTPRoute",
    change: (route) => ({ ...route, spec: { ...spec(route), rules: Array(17).fill(firstRule(route)) } }),
    words: /at most 16 items/,
    declared: {
      "routes.charge.rules": Array.from({ length: 16 }, (_, index) => ({
        match: { path: { exact: `/${index}` } },
        timeout: "1s",
      })),
    },
    code: "gateway-api.too-many",
  },
  "names and addresses of one Backend": {
    kind: "Backend",
    change: (backend) => ({
      ...backend,
      spec: {
        endpoints: [{ ip: { address: "192.0.2.1", port: 1 } }, { fqdn: { hostname: "a.example", port: 1 } }],
      },
    }),
    words: /fqdn addresses cannot be mixed/,
    declared: {
      "externalGateways.partner": {
        addresses: ["192.0.2.1", "a.example"],
        hostname: "a.example",
        protocol: "tls",
      },
      "routes.charge.to": { externalGateway: "partner" },
    },
    code: "gateway-api.mixed-addresses",
  },
  "an identity too long": {
    kind: "BackendTLSPolicy",
    change: (policy) => ({
      ...policy,
      spec: {
        ...spec(policy),
        validation: {
          hostname: "a.example",
          wellKnownCACertificates: "System",
          subjectAltNames: [{ type: "URI", uri: `spiffe://${"a".repeat(250)}` }],
        },
      },
    }),
    words: /253/,
    declared: { "meshes.payments.trustDomain": Array(4).fill("a".repeat(60)).join(".") },
    code: "gateway-api.identity-long",
  },
  "no server name": {
    kind: "BackendTLSPolicy",
    change: (policy) => ({
      ...policy,
      spec: { ...spec(policy), validation: { wellKnownCACertificates: "System" } },
    }),
    words: /hostname: Required value/,
    declared: {
      "meshes.payments.target": { kind: "standalone" },
      "meshGateways.edge.listeners": { api: { port: 8443, protocol: "TCP", crossMesh: true } },
      "crossMeshPermissions.checkoutMayCharge.http": undefined,
    },
    code: "gateway-api.no-server-name",
  },
  "an expression too long": {
    kind: "SecurityPolicy",
    change: (policy) => ({
      ...policy,
      spec: {
        ...spec(policy),
        authorization: { rules: [{ action: "Allow", cel: `request.path == '${"a".repeat(4096)}'` }] },
      },
    }),
    words: /4096/,
    declared: {
      "crossMeshPermissions.checkoutMayCharge.http": [{ headers: [{ name: "x-a", exact: "b".repeat(4000) }] }],
    },
    code: "gateway-api.permission-long",
  },
};

withApiServer("what admission refuses, ours refuses first", ["gateway-api", "envoy-gateway"], (server) => {
  describe.each(Object.entries(cases))("%s", (_, { kind, change, words, declared, code }) => {
    it(
      "is refused by the API server",
      async () => {
        const objects = await settled(planFabric("admission", onGatewayApi()));
        const good = objects.find((object) => object.kind === kind);
        if (good === undefined) throw new Error(`no ${kind} is emitted`);
        const [taken, verdict] = await accepts(server(), [good, change(good) as KubeObject]);
        expect(taken?.refusal).toBeUndefined();
        expect(verdict?.refusal).toMatch(words);
      },
      minutes,
    );

    it("is a problem by name before that", () => {
      const plan = () => planFabric("admission", onGatewayApi(declared));
      expect(plan).toThrow(ProblemsError);
      try {
        plan();
      } catch (error) {
        expect(error instanceof ProblemsError ? error.problems.map((problem) => problem.code) : []).toContain(code);
      }
    });
  });
});
