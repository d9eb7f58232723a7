import { describe, expect, it } from "@jest/globals";
import { planFabric } from "../plan.js";
import { type Settled, settledObjects } from "../testing/planned.js";
import { glooFabricWith } from "./testing/two-clusters.js";

/** The parts of specs that tests read, of all kinds; which of them are there follows from the kind. */
interface AnySpec {
  [field: string]: unknown;
  hosts: string[];
  http: {
    name: string;
    labels?: Record<string, string>;
    matchers: { uri: object; method?: string }[];
    forwardTo?: { destinations: { kind: string; weight: number }[] };
    redirect?: object;
  }[];
  trafficPolicy: { tls: Record<string, unknown>; connectionPool: Record<string, unknown> };
  workloadClusters: { name: string; namespaces: { name: string }[] }[];
  options: Record<string, unknown>;
  rules: { from: unknown[]; to: unknown[] }[];
}

const emitted = (changes: Record<string, unknown> = {}): Settled[] => settledObjects(glooFabricWith(changes));
const of = (objects: Settled[], kind: string): Settled[] => objects.filter((one) => one.kind === kind);
const specOf = ({ object }: Settled): AnySpec => object.spec as unknown as AnySpec;
const names = (objects: Settled[]): string[] =>
  objects.map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`).sort();

function only(objects: Settled[], kind: string, suits: (object: Settled) => boolean = () => true): Settled {
  const [found, second] = of(objects, kind).filter(suits);
  if (found === undefined || second !== undefined) throw new Error(`not one ${kind} is as asked`);
  return found;
}

const endsWith =
  (end: string) =>
  ({ name }: Settled): boolean =>
    name.endsWith(end);

const edge = {
  "meshGateways.edge": {
    mesh: "local",
    address: { host: "edge.example" },
    listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "charges.mesh" } },
  },
  "exposes.charges": { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } },
};
const charge = { from: { mesh: "remote", namespace: "app2" }, to: { expose: "charges" }, hostname: "charges.acme" };

describe("the objects of the source's example", () => {
  const objects = emitted();

  it("go to the clusters that the source names", () => {
    const kindsIn = (cluster: string): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const { kind } of objects.filter((one) => one.cluster === cluster)) counts[kind] = (counts[kind] ?? 0) + 1;
      return counts;
    };
    expect(kindsIn("mgmt")).toEqual({
      RootTrustPolicy: 1,
      Workspace: 3,
      WorkspaceSettings: 1,
      ExternalEndpoint: 1,
      ExternalService: 1,
      VirtualDestination: 2,
      VirtualGateway: 2,
      RouteTable: 3,
      AccessPolicy: 2,
      RetryTimeoutPolicy: 2,
    });
    expect(kindsIn("remote")).toEqual({ WorkspaceSettings: 1, PeerAuthentication: 1, DestinationRule: 1 });
    expect(kindsIn("local")).toEqual({
      WorkspaceSettings: 1,
      PeerAuthentication: 1,
      DestinationRule: 3,
      AuthorizationPolicy: 2,
      Deployment: 2,
      PodDisruptionBudget: 2,
      Role: 2,
      RoleBinding: 2,
      Service: 2,
      ServiceAccount: 2,
    });
  });

  it("are three workspaces, of gateways and of each namespace of consumers, without federation and isolation", () => {
    expect(names(of(objects, "Workspace"))).toEqual([
      "mgmt/gloo-mesh/app1",
      "mgmt/gloo-mesh/app2",
      "mgmt/gloo-mesh/gateways.test",
    ]);
    expect(names(of(objects, "WorkspaceSettings"))).toEqual([
      "local/app1/app1",
      "mgmt/ops/gateways.test",
      "remote/app2/app2",
    ]);
    for (const settings of of(objects, "WorkspaceSettings"))
      expect(specOf(settings).options).toMatchObject({
        serviceIsolation: { enabled: false },
        federation: { enabled: false },
        virtualDestClientMode: { tlsTermination: {} },
        eastWestGateways: [{ tlsTerminationPort: { number: 443 } }],
      });
  });

  it("end TLS at every VirtualDestination", () => {
    for (const destination of of(objects, "VirtualDestination"))
      expect(specOf(destination)).toMatchObject({ clientMode: { tlsTermination: {} } });
  });

  it("lead from the mesh to the egress gateway, by the east-west gateway too, and out", () => {
    const destinationOf = (end: string) => specOf(only(objects, "RouteTable", endsWith(end))).http[0]?.forwardTo;
    expect(destinationOf("-mesh")).toMatchObject({ destinations: [{ kind: "VIRTUAL_DESTINATION", weight: 100 }] });
    expect(destinationOf("-east-west")).toEqual(destinationOf("-mesh"));
    expect(destinationOf("-egress")).toMatchObject({
      destinations: [{ kind: "EXTERNAL_SERVICE", weight: 100 }],
      hostRewrite: "httpbin.org",
    });
  });

  it("call the gateway under the hostname as server name, and believe it by its identity", () => {
    const tlsIn = (cluster: string, namespace: string) =>
      specOf(
        only(
          objects,
          "DestinationRule",
          (one) => one.cluster === cluster && one.namespace === namespace && endsWith("-to-egress")(one),
        ),
      ).trafficPolicy.tls;
    const called = { mode: "ISTIO_MUTUAL", sni: "httpbin.external" };
    expect(tlsIn("local", "app1")).toEqual({
      ...called,
      subjectAltNames: ["spiffe://local.acme.internal/ns/ops/sa/egress"],
    });
    expect(tlsIn("local", "ops")).toEqual(tlsIn("local", "app1"));
    expect(tlsIn("remote", "app2")).toEqual({
      ...called,
      subjectAltNames: ["spiffe://local.acme.internal/ns/ops/sa/east-west"],
    });
  });

  it("begin TLS to the partner at the egress gateway alone, by public authorities", () => {
    const rule = only(objects, "DestinationRule", (one) => !endsWith("-to-egress")(one));
    expect(rule).toMatchObject({ cluster: "local", namespace: "ops" });
    expect(specOf(rule)).toMatchObject({
      exportTo: ["."],
      workloadSelector: { matchLabels: { "app.kubernetes.io/instance": "egress" } },
      trafficPolicy: { tls: { mode: "SIMPLE", sni: "httpbin.org", subjectAltNames: ["httpbin.org"] } },
    });
    expect(of(objects, "Secret")).toEqual([]);
  });

  it("share a root that Gloo Mesh makes", () => {
    expect(specOf(only(objects, "RootTrustPolicy"))).toMatchObject({ config: { mgmtServerCa: { generated: {} } } });
  });

  it("let consumers of other clusters call the east-west gateway, and that one the egress gateway", () => {
    const clientsOf = (name: string): unknown => {
      const { config } = specOf(only(objects, "AccessPolicy", (one) => one.name === name)) as {
        config?: { authzList: { allowedClients: object[] }[] };
      };
      return config?.authzList[0]?.allowedClients;
    };
    const client = (serviceAccountSelector: object) => ({ serviceAccountSelector });
    expect(clientsOf("egress")).toEqual([
      client({ namespace: "app1", cluster: "local" }),
      client({ name: "east-west", namespace: "ops", cluster: "local" }),
    ]);
    expect(clientsOf("east-west")).toEqual([client({ namespace: "app2", cluster: "remote" })]);
  });
});

describe("workspaces", () => {
  it("are one where a Route is for every namespace of its cluster", () => {
    const objects = emitted({ "routes.fromApp1.from": { mesh: "local" } });
    expect(specOf(only(objects, "Workspace")).workloadClusters).toEqual([
      { name: "local", namespaces: [{ name: "*" }] },
      { name: "mgmt", namespaces: [{ name: "ops" }] },
      { name: "remote", namespaces: [{ name: "app2" }, { name: "ops" }] },
    ]);
    expect(only(objects, "DestinationRule", ({ namespace }) => namespace === "istio-system")).toMatchObject({
      cluster: "local",
    });
  });

  it("export what each namespace's consumers use to them, and services to the gateways", () => {
    const objects = emitted({ ...edge, "routes.charge": charge });
    const settings = (name: string) => specOf(only(objects, "WorkspaceSettings", (one) => one.name === name));
    const consumed = (namespace: string) =>
      ["ROUTE_TABLE", "VIRTUAL_DESTINATION"].map((kind) => ({
        kind,
        labels: { [`consumers.isthmus.dev/${namespace}`]: "true" },
      }));
    expect(settings("gateways.test")).toMatchObject({
      importFrom: [{ workspaces: [{ name: "pay" }], resources: [{ kind: "SERVICE" }] }],
      exportTo: [
        { workspaces: [{ name: "app1" }], resources: consumed("app1") },
        { workspaces: [{ name: "app2" }], resources: consumed("app2") },
      ],
    });
    expect(settings("pay")).toMatchObject({ exportTo: [{ workspaces: [{ name: "gateways.test" }] }] });
    expect(settings("app2")).toMatchObject({
      importFrom: [{ workspaces: [{ name: "gateways.test" }], resources: consumed("app2") }],
    });
  });

  it("have namespaces in the management cluster where meshes have none of their own", () => {
    const objects = emitted({ "meshes.local.namespace": undefined });
    expect(names(of(objects, "Namespace"))).toEqual(["local/undefined/isthmus-local", "mgmt/undefined/isthmus-local"]);
  });
});

describe("an ingress gateway", () => {
  const objects = emitted({
    ...edge,
    "crossMeshPermissions.mayCharge": {
      gateway: "edge",
      from: [{ mesh: "remote", namespace: "app2", serviceAccount: "till" }],
      http: [{ method: "POST", path: { prefix: "/charges" }, headers: [{ name: "x-tenant", exact: "t1" }] }],
    },
    "crossMeshPermissions.mayNot": { gateway: "edge", action: "deny", from: [{ mesh: "remote", namespace: "batch" }] },
  });

  it("shows the identity of its service account for its hostnames, and believes the meshes of permissions", () => {
    const { object } = only(objects, "Secret", ({ name }) => name === "edge.credential");
    expect(atob(object.data["ca.crt"] ?? "")).toBe("CERT(root:local)CERT(root:remote)");
    const [leaf] = planFabric("test", glooFabricWith(edge)).certificates.filter(
      ({ profile }) => profile.kind === "leaf",
    );
    expect(leaf?.profile).toMatchObject({
      spiffeId: "spiffe://local.acme.internal/ns/ops/sa/edge",
      dnsNames: ["charges.mesh"],
    });
  });

  it("takes calls by mutual TLS and leads them to the service", () => {
    expect(specOf(only(objects, "VirtualGateway", ({ name }) => name === "edge"))).toMatchObject({
      listeners: [{ port: { number: 8443 }, tls: { mode: "MUTUAL", secretName: "edge.credential" } }],
    });
    const table = only(objects, "RouteTable", ({ name }) => name.startsWith("edge-api"));
    expect(specOf(table)).toMatchObject({
      hosts: ["charges.mesh"],
      http: [
        {
          forwardTo: {
            destinations: [{ ref: { name: "charges", namespace: "pay", cluster: "local" }, kind: "SERVICE" }],
          },
        },
      ],
    });
  });

  it("lets in whom a permission names, for what it names, and denies first", () => {
    const policies = of(objects, "AuthorizationPolicy").filter(({ name }) => name.startsWith("edge"));
    expect(Object.fromEntries(policies.map(({ name, object }) => [name, object.spec]))).toMatchObject({
      edge: { action: "ALLOW" },
      "edge.api.deny": {
        action: "DENY",
        rules: [{ from: [{ source: { principals: ["remote.acme.internal/ns/batch/sa/*"] } }] }],
      },
      "edge.api.allow": {
        action: "ALLOW",
        rules: [
          {
            from: [{ source: { principals: ["remote.acme.internal/ns/app2/sa/till"] } }],
            to: [
              {
                operation: {
                  ports: ["8443"],
                  hosts: ["charges.mesh", "charges.mesh:*"],
                  methods: ["POST"],
                  paths: ["/charges", "/charges/*"],
                },
              },
            ],
            when: [{ key: "experimental.envoy.filters.http.header_to_metadata[x-tenant]", values: ["t1"] }],
          },
        ],
      },
    });
  });

  it("lets nobody in without a permission", () => {
    const policies = of(emitted(edge), "AuthorizationPolicy").filter(({ name }) => name.startsWith("edge"));
    expect(policies.map(({ name, object }) => [name, object.spec])).toEqual([
      ["edge", { selector: expect.any(Object) as object, action: "ALLOW" }],
    ]);
  });
});

describe("a Route", () => {
  it("to another mesh shows an identity, and believes the far gateway's by its mesh's root", () => {
    const objects = emitted({
      ...edge,
      "routes.charge": { ...charge, from: { ...charge.from, serviceAccount: "till" } },
    });
    const { name, object } = only(objects, "Secret", (one) => one.name.startsWith("remote-egress-to-edge"));
    expect(atob(object.data["ca.crt"] ?? "")).toBe("CERT(root:local)");
    expect(atob(object.data["tls.crt"] ?? "")).toBe("CERT(leaf:remote/ops/remote-egress/app2.till)");
    const rule = only(objects, "DestinationRule", (one) => specOf(one).trafficPolicy.tls["credentialName"] === name);
    expect(specOf(rule).trafficPolicy.tls).toEqual({
      mode: "MUTUAL",
      credentialName: name,
      sni: "charges.mesh",
      subjectAltNames: ["spiffe://local.acme.internal/ns/ops/sa/edge"],
    });
  });

  it("by a gateway of another mesh shows the identity of its own mesh's service account", () => {
    const route = { ...charge, from: { ...charge.from, serviceAccount: "till" }, via: "egress" };
    const { certificates } = planFabric("test", glooFabricWith({ ...edge, "routes.charge": route }));
    const [leaf] = certificates.filter(({ profile }) => profile.kind === "leaf");
    expect(leaf?.profile).toMatchObject({
      issuer: "issuer:remote",
      spiffeId: "spiffe://remote.acme.internal/ns/app2/sa/till",
    });
  });

  it("shares its far end with others whose calls leave alike, and with no others", () => {
    const other = { from: { mesh: "local", namespace: "app1" }, to: { externalGateway: "httpbin" }, via: "egress" };
    const servicesWith = (fields: object) =>
      of(emitted({ "routes.other": { ...other, hostname: "httpbin.too", ...fields } }), "ExternalService").length;
    expect(servicesWith({})).toBe(1);
    expect(servicesWith({ limits: { requests: 10 } })).toBe(2);
  });

  it("shares it with those to other services behind the same name, and not as another caller or to another name", () => {
    const api = edge["meshGateways.edge"].listeners.api;
    const listeners = { api, other: { ...api, hostname: "refunds.mesh" } };
    const servicesWith = (from: object, listener: string): number =>
      of(
        emitted({
          ...edge,
          "meshGateways.edge": { ...edge["meshGateways.edge"], listeners },
          "exposes.charges": { ...edge["exposes.charges"], listener: "api" },
          "exposes.refunds": {
            ...{ gateway: "edge", listener, path: { prefix: "/refunds" } },
            service: { name: "refunds", namespace: "pay", port: 8080 },
          },
          "routes.charge": { ...charge, from: { ...charge.from, serviceAccount: "till" } },
          "routes.refund": { ...charge, from, to: { expose: "refunds" }, hostname: "refunds.acme" },
        }),
        "ExternalService",
      ).filter(({ name }) => name.startsWith("edge-")).length;
    const till = { ...charge.from, serviceAccount: "till" };
    expect(servicesWith(till, "api")).toBe(1);
    expect(servicesWith(till, "other")).toBe(2);
    expect(servicesWith({ ...till, serviceAccount: "desk" }, "api")).toBe(2);
  });

  it("shows a certificate that was brought, and keeps the authorities beside it", () => {
    const bundle = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    const objects = emitted({ "externalGateways.httpbin.tls": { secretName: "ours", bundle } });
    expect(names(of(objects, "Secret"))).toEqual(["local/ops/ours-cacert"]);
    const rule = only(objects, "DestinationRule", (one) => !endsWith("-to-egress")(one));
    expect(specOf(rule).trafficPolicy.tls).toMatchObject({ mode: "MUTUAL", credentialName: "ours" });
  });

  it("has the revocation lists of whom it believes, where there are any", () => {
    const objects = emitted({ ...edge, "routes.charge": charge, "meshes.local.trust": { revoked: [] } });
    const { object } = only(objects, "Secret", (one) => one.name.startsWith("remote-egress-to-edge"));
    expect(atob(object.data["ca.crl"] ?? "")).toBe("CERT(crl:root:local)CERT(crl:issuer:local)");
  });

  it("with rules that redirect sends callers elsewhere where they are, and leads the others in the same order", () => {
    const rules = [
      { match: { method: "PUT" }, timeout: "1s" },
      { match: { path: { prefix: "/old" } }, redirect: { hostname: "new.example" } },
    ];
    const objects = emitted({ "routes.fromApp1.rules": rules, "routes.fromApp2.rules": rules });
    const routesOf = (end: string) => specOf(only(objects, "RouteTable", endsWith(end))).http;
    expect(routesOf("-mesh").map(({ redirect }) => redirect)).toEqual([
      undefined,
      { hostRedirect: "new.example", responseCode: "FOUND" },
      undefined,
    ]);
    expect(routesOf("-mesh")[1]?.matchers).toEqual([{ uri: { exact: "/old" } }, { uri: { prefix: "/old/" } }]);
    expect(routesOf("-egress")).toHaveLength(2);
  });
});

describe("what is sent again", () => {
  /** The retries of each route that forwards, by its table's end and its own name. */
  const retriesOf = (changes: Record<string, unknown>): Record<string, unknown> => {
    const objects = emitted(changes);
    const configs = new Map(
      of(objects, "RetryTimeoutPolicy").map((one) => [one.name, specOf(one)["config"] as { retries: unknown }]),
    );
    const routes = of(objects, "RouteTable").flatMap((table) =>
      specOf(table).http.flatMap(({ name, labels = {} }) =>
        Object.values(labels).map((policy) => [
          `${table.name.replace(/.*-/, "")}/${name}`,
          configs.get(policy)?.retries,
        ]),
      ),
    );
    return Object.fromEntries(routes) as Record<string, unknown>;
  };
  const never = { attempts: 0 };
  const same = (fields: object) =>
    Object.fromEntries(
      ["fromApp1", "fromApp2"].flatMap((route) =>
        Object.entries(fields).map(([field, value]) => [`routes.${route}.${field}`, value]),
      ),
    );

  it("is nothing, on no leg, where nobody asks for it", () => {
    expect(retriesOf({})).toEqual({ "mesh/to-egress-0": never, "west/to-egress": never, "egress/out-0": never });
    expect(Object.values(retriesOf({ ...edge }))).toEqual([never, never, never, never]);
  });

  it("is what was not sent, and what may be sent twice also if no answer comes", () => {
    const asked = { attempts: 2, perTryTimeout: "1s" };
    const always = "connect-failure,refused-stream";
    expect(retriesOf(same({ retries: asked }))).toEqual({
      "mesh/to-egress-0": never,
      "west/to-egress": never,
      "egress/out-0-idempotent": { ...asked, retryOn: `${always},reset,unavailable,503` },
      "egress/out-0": { ...asked, retryOn: `${always},unavailable,503` },
    });
    expect(retriesOf(same({ retries: { attempts: 1, statusCodes: [502] } }))).toMatchObject({
      "egress/out-0": { attempts: 1, retryOn: `${always},502` },
    });
  });

  it("is told apart by methods, unless the rule names one", () => {
    const retries = { attempts: 1 };
    const routes = (method: string | undefined) => {
      const rules = [{ match: { path: { prefix: "/a" }, ...(method && { method }) }, retries }];
      const table = only(emitted(same({ rules })), "RouteTable", ({ name }) => /[^t]-egress$/.test(name));
      return specOf(table).http.map(({ name, matchers }) => [name, matchers]);
    };
    const methods = ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"];
    const uris = [{ exact: "/a" }, { prefix: "/a/" }];
    expect(routes(undefined)).toEqual([
      ["out-0-idempotent", methods.flatMap((method) => uris.map((uri) => ({ uri, method })))],
      ["out-0", uris.map((uri) => ({ uri }))],
      ["out-1", [{ uri: { prefix: "/" } }]],
    ]);
    expect(routes("POST").map(([name]) => name)).toEqual(["out-0", "out-1"]);
    const retriesBy = (method: string): unknown =>
      retriesOf(same({ rules: [{ match: { method }, retries }] }))["egress/out-0"];
    expect(retriesBy("POST")).toEqual({ ...retries, retryOn: "connect-failure,refused-stream,unavailable,503" });
    expect(retriesBy("PUT")).toEqual({ ...retries, retryOn: "connect-failure,refused-stream,reset,unavailable,503" });
  });
});

describe("connections", () => {
  const poolsOf = (changes: Record<string, unknown>, suits: (object: Settled) => boolean) =>
    of(emitted(changes), "DestinationRule")
      .filter(suits)
      .map((rule) => specOf(rule).trafficPolicy.connectionPool);
  const toEgress = endsWith("-to-egress");
  const outwards = (rule: Settled): boolean => !toEgress(rule);
  const grpc = { "externalGateways.httpbin.serviceProtocol": "GRPC" };

  it("of consumers and of the east-west gateway speak what the caller speaks", () => {
    const asCalled = { http: { useClientProtocol: true } };
    expect(poolsOf(grpc, toEgress)).toEqual([asCalled, asCalled, asCalled]);
  });

  it("to a far end speak its protocol, and end after the five minutes in which a revocation counts", () => {
    const pool = { tcp: { maxConnectionDuration: "300s", maxConnections: 1024 } };
    expect(poolsOf({}, outwards)).toMatchObject([{ ...pool, http: { h2UpgradePolicy: "DO_NOT_UPGRADE" } }]);
    expect(poolsOf(grpc, outwards)).toMatchObject([{ ...pool, http: { h2UpgradePolicy: "UPGRADE" } }]);
    const limits = { connections: 7, requests: 8, pendingRequests: 9 };
    expect(poolsOf({ "routes.fromApp1.limits": limits, "routes.fromApp2.limits": limits }, outwards)).toMatchObject([
      { tcp: { maxConnections: 7 }, http: { http2MaxRequests: 8, http1MaxPendingRequests: 9 } },
    ]);
  });
});
