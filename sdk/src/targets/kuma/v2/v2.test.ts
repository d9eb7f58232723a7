import { describe, expect, it } from "@jest/globals";
import { planFabric } from "../../plan.js";
import { settledObjects } from "../../testing/planned.js";
import { kumaWith, withPartner } from "./testing/expose-and-consume.js";

interface AnySpec {
  spec: Record<string, unknown>;
  metadata: { name: string; namespace?: string; labels: Record<string, string> };
  mesh?: string;
  type?: string;
}

const objectsOf = (input: unknown, kind: string): AnySpec[] =>
  settledObjects(input)
    .filter((settled) => settled.kind === kind)
    .map(({ object }) => object as unknown as AnySpec);

const specsOf = (input: unknown, kind: string) => objectsOf(input, kind).map(({ spec }) => spec);

describe("a mesh of Kuma 2.14", () => {
  it("has mutual TLS by an authority of Kuma's own, whose certificates last as long as is declared", () => {
    expect(specsOf(kumaWith({ "meshes.expose.trust": { leafHours: 5 } }), "Mesh")[1]).toEqual({
      mtls: {
        enabledBackend: "isthmus",
        backends: [{ name: "isthmus", type: "builtin", dpCert: { rotation: { expiration: "5h" } } }],
      },
    });
  });

  it("is left alone where it is yours, with a note of what it must have", () => {
    const input = kumaWith({ "meshes.expose.trust": { mode: "provided", secretName: "own" } });
    expect(objectsOf(input, "Mesh").map(({ metadata }) => metadata.name)).toEqual(["consume"]);
    expect(planFabric("test", input).fabric.notes).toContainEqual(
      expect.objectContaining({ code: "kuma.mesh-yours", path: "meshes.expose.trust.mode" }),
    );
  });

  it("has its policies where its control plane runs", () => {
    const own = { kind: "kuma", version: "2.14", systemNamespace: "mesh-system" };
    const input = kumaWith({ "meshes.expose.target": own, "meshes.consume.target": own });
    expect(objectsOf(input, "MeshProxyPatch")[0]?.metadata.namespace).toBe("mesh-system");
  });

  it("is said to hold all authorities alike, as soon as it has a gateway", () => {
    const noted = planFabric("test", kumaWith()).fabric.notes.filter(({ code }) => code === "kuma.authorities-shared");
    expect(noted.map(({ path }) => path)).toEqual(["meshes.expose"]);
  });

  it("is said to know its callers by names that pods may claim, as soon as it has a gateway", () => {
    const noted = planFabric("test", kumaWith()).fabric.notes.filter(({ code }) => code === "kuma.names-claimed");
    expect(noted.map(({ path }) => path)).toEqual(["meshes.expose"]);
  });
});

describe("a gateway of Kuma 2.14", () => {
  it("listens for other meshes by Kuma's HTTP, which there is mutual TLS, at the pods of its instance", () => {
    const [gateway] = objectsOf(
      kumaWith({ "meshGateways.edge-gateway.listeners.mesh.maxConnections": 9 }),
      "MeshGateway",
    );
    expect(gateway?.mesh).toBe("expose");
    expect(gateway?.spec).toEqual({
      selectors: [{ match: { "kuma.io/service": "edge-gateway_gateways_svc" } }],
      conf: {
        listeners: [
          {
            ...{ port: 8090, protocol: "HTTP", crossMesh: true, hostname: "expose.mesh" },
            tags: { listener: "mesh", port: "8090" },
            resources: { connectionLimit: 9 },
          },
        ],
      },
    });
  });

  it("runs as it is declared", () => {
    const declared = { replicas: 3, service: { type: "LoadBalancer", annotations: { a: "b" } } };
    const input = kumaWith({
      "meshGateways.edge-gateway.replicas": declared.replicas,
      "meshGateways.edge-gateway.service": declared.service,
      "meshGateways.edge-gateway.resources": { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
    });
    const [instance] = objectsOf(input, "MeshGatewayInstance");
    expect(instance?.metadata.namespace).toBe("gateways");
    expect(instance?.spec).toEqual({
      replicas: 3,
      serviceType: "LoadBalancer",
      serviceTemplate: { metadata: { annotations: { a: "b" } } },
      resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
    });
  });

  it("leads paths to services by the tag that Kuma gives them, as a policy of the system", () => {
    const input = kumaWith({
      "exposes.api.rewrite": { prefix: "/v1" },
      "exposes.api.requestHeaders": { set: { "X-B": "1", "x-a": "2" }, remove: ["X-C"] },
      "exposes.status": {
        gateway: "edge-gateway",
        path: { exact: "/status" },
        rewrite: { path: "/healthy" },
        responseHeaders: { add: { "x-d": "4" } },
        service: { name: "status", namespace: "app", port: 81 },
      },
    });
    const [route] = objectsOf(input, "MeshHTTPRoute");
    expect(route?.metadata.labels["kuma.io/mesh"]).toBe("expose");
    expect(route?.spec).toEqual({
      targetRef: { kind: "MeshGateway", name: "edge-gateway", tags: { listener: "mesh" } },
      to: [
        {
          targetRef: { kind: "Mesh" },
          rules: [
            {
              matches: [{ path: { type: "Exact", value: "/status" } }],
              default: {
                filters: [
                  {
                    type: "URLRewrite",
                    urlRewrite: { path: { type: "ReplaceFullPath", replaceFullPath: "/healthy" } },
                  },
                  { type: "ResponseHeaderModifier", responseHeaderModifier: { add: [{ name: "x-d", value: "4" }] } },
                ],
                backendRefs: [{ kind: "MeshService", name: "status_app_svc_81", weight: 1 }],
              },
            },
            {
              matches: [{ path: { type: "PathPrefix", value: "/api" } }],
              default: {
                filters: [
                  {
                    type: "URLRewrite",
                    urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/v1" } },
                  },
                  {
                    type: "RequestHeaderModifier",
                    requestHeaderModifier: {
                      set: [
                        { name: "x-a", value: "2" },
                        { name: "x-b", value: "1" },
                      ],
                      remove: ["x-c"],
                    },
                  },
                ],
                backendRefs: [{ kind: "MeshService", name: "server_app_svc_8080", weight: 1 }],
              },
            },
          ],
        },
      ],
    });
  });

  it("sets a header to a % as itself, which would begin a variable to the Envoy that Kuma hands it to", () => {
    const filters = (changes: object): unknown => {
      const [route] = specsOf(kumaWith({ "exposes.api.requestHeaders": changes }), "MeshHTTPRoute");
      const [to] = route?.["to"] as [{ rules: [{ default: { filters: unknown } }] }];
      return to.rules[0].default.filters;
    };
    expect(filters({ set: { "x-a": "%REQ(authorization)%" }, add: { "x-b": "100%" } })).toEqual([
      {
        type: "RequestHeaderModifier",
        requestHeaderModifier: {
          set: [{ name: "x-a", value: "%%REQ(authorization)%%" }],
          add: [{ name: "x-b", value: "100%%" }],
        },
      },
    ]);
    expect(filters({ set: { "x-a": "plain" } })).toMatchObject([
      { requestHeaderModifier: { set: [{ name: "x-a", value: "plain" }] } },
    ]);
  });

  it("calls a service by what it speaks, which Kuma reads from the reference alone", () => {
    const backends = (protocol: string): unknown => {
      const [route] = specsOf(kumaWith({ "exposes.api.service.protocol": protocol }), "MeshHTTPRoute");
      const [to] = route?.["to"] as [{ rules: [{ default: { backendRefs: unknown } }] }];
      return to.rules[0].default.backendRefs;
    };
    const name = "server_app_svc_8080";
    const by = (protocol: string) => [
      { kind: "MeshServiceSubset", name, tags: { "kuma.io/protocol": protocol }, weight: 1 },
    ];
    expect(backends("HTTP")).toEqual([{ kind: "MeshService", name, weight: 1 }]);
    expect(backends("HTTP2")).toEqual(by("http2"));
    expect(backends("GRPC")).toEqual(by("grpc"));
  });

  it("alone is let in by the services behind it, each port once", () => {
    const input = kumaWith({
      "exposes.more": { gateway: "edge-gateway", service: { name: "server", namespace: "app", port: 8080 } },
    });
    expect(specsOf(input, "MeshTrafficPermission")).toEqual([
      {
        targetRef: { kind: "MeshSubset", tags: { "kuma.io/service": "server_app_svc_8080" } },
        from: [
          {
            targetRef: { kind: "MeshSubset", tags: { "kuma.io/service": "edge-gateway_gateways_svc" } },
            default: { action: "Allow" },
          },
        ],
      },
    ]);
  });

  it("lets nobody in from a mesh that is distrusted, and goes on to deny by default", () => {
    const patchOf = (input: unknown): string => JSON.stringify(specsOf(input, "MeshProxyPatch"));
    expect(patchOf(kumaWith())).toContain("spiffe://consume/");
    const distrusted = patchOf(kumaWith({ "meshes.consume.trust": { distrusted: true } }));
    expect(distrusted).not.toContain("spiffe://consume/");
    expect(distrusted).toContain("default-deny");
  });

  it("has its permissions and routes before its listeners", () => {
    const kinds = settledObjects(kumaWith()).map(({ kind }) => kind);
    for (const kind of ["MeshProxyPatch", "MeshHTTPRoute"])
      expect(kinds.indexOf(kind)).toBeLessThan(kinds.indexOf("MeshGateway"));
  });

  it("has a route for a listener behind which nothing stands, without which Kuma configures none of its listeners", () => {
    const routes = specsOf(kumaWith({ exposes: {}, routes: {} }), "MeshHTTPRoute");
    expect(routes).toEqual([
      {
        targetRef: { kind: "MeshGateway", name: "edge-gateway", tags: { listener: "mesh" } },
        to: [{ targetRef: { kind: "Mesh" }, rules: [] }],
      },
    ]);
  });
});

describe("a Route to a gateway of the same Kuma", () => {
  const behind = {
    targetRef: { kind: "MeshGateway", name: "edge-gateway", tags: { port: "8090" } },
    to: [{ targetRef: { kind: "Mesh" } }],
  };
  const conf = (input: unknown, kind: string) =>
    specsOf(input, kind).map(({ to }) => (to as [{ default: unknown }])[0].default);
  const streamIdleTimeout = "1h0m0s";

  it("has Kuma's name already, and the gateway does what it says of time and tries: sidecars see bytes", () => {
    const input = kumaWith({
      "routes.api.timeout": "3s",
      "routes.api.retries": { attempts: 2, perTryTimeout: "1s", statusCodes: [503, 500] },
    });
    for (const kind of ["MeshTimeout", "MeshRetry"]) expect(specsOf(input, kind)).toMatchObject([behind]);
    expect(conf(input, "MeshTimeout")).toEqual([{ http: { requestTimeout: "3s", streamIdleTimeout } }]);
    expect(conf(input, "MeshRetry")).toEqual([
      {
        http: { numRetries: 2, perTryTimeout: "1s", retryOn: ["ConnectFailure", "RefusedStream", "500", "503"] },
        grpc: { numRetries: 0 },
      },
    ]);
    expect(objectsOf(input, "MeshExternalService")).toEqual([]);
  });

  it("has times as Kuma stores them, so that nothing looks changed", () => {
    const input = kumaWith({
      "routes.api.timeout": "90s",
      "routes.api.retries": { attempts: 1, perTryTimeout: "0.5s" },
    });
    expect(conf(input, "MeshTimeout")).toMatchObject([{ http: { requestTimeout: "1m30s" } }]);
    expect(conf(input, "MeshRetry")).toMatchObject([{ http: { perTryTimeout: "500ms" } }]);
  });

  it("has no limit of a try but its own, where Kuma's would be 16 s", () => {
    const input = kumaWith({ "routes.api.timeout": "60s", "routes.api.retries": { attempts: 1 } });
    expect(conf(input, "MeshRetry")).toMatchObject([{ http: { perTryTimeout: "0s" } }]);
  });

  it("leaves a listener with a limit and no tries, as it has without any Route", () => {
    for (const input of [kumaWith(), kumaWith({ routes: {} })]) {
      expect(conf(input, "MeshTimeout")).toEqual([{ http: { requestTimeout: "15s", streamIdleTimeout } }]);
      expect(conf(input, "MeshRetry")).toEqual([{ http: { numRetries: 0 }, grpc: { numRetries: 0 } }]);
    }
  });

  it("is treated by port, since Kuma asks no hostname which policy is meant", () => {
    const second = (port: number) =>
      kumaWith({
        "meshGateways.edge-gateway.listeners.other": { port, protocol: "HTTPS", crossMesh: true, hostname: "b.mesh" },
        "exposes.api.listener": "mesh",
        "routes.api.timeout": "3s",
      });
    const limit = (requestTimeout: string) => ({ http: { requestTimeout, streamIdleTimeout } });
    expect(conf(second(8090), "MeshTimeout")).toEqual([limit("3s")]);
    expect(conf(second(8091), "MeshTimeout")).toEqual([limit("3s"), limit("15s")]);
    expect(conf(second(8091), "MeshRetry")).toHaveLength(2);
  });

  it("has no limit where streams stand behind the listener, with or without a Route", () => {
    const stream = { "exposes.api.service.protocol": "GRPC" };
    for (const input of [kumaWith(stream), kumaWith({ ...stream, routes: {} })])
      expect(conf(input, "MeshTimeout")).toEqual([{ http: { requestTimeout: "0s", streamIdleTimeout } }]);
  });
});

describe("a Route out of Kuma", () => {
  const hostnames = (input: unknown) => specsOf(input, "HostnameGenerator").map(({ template }) => template);
  const [first] = specsOf(withPartner(), "MeshExternalService");

  it("calls the far end by its server name, believes that by its mesh's root alone, and shows the mesh's own", () => {
    expect(first).toMatchObject({
      match: { type: "HostnameGenerator", port: 80, protocol: "tcp" },
      endpoints: [{ address: "pay-edge.isthmus-pay.svc.cluster.local", port: 8443 }],
      tls: {
        enabled: true,
        verification: {
          mode: "Secured",
          serverName: "pay.mesh",
          caCert: { inlineString: "CERT(root:pay)" },
        },
      },
    });
    const { certificates } = planFabric("test", withPartner());
    expect(certificates.map(({ profile }) => profile)).toContainEqual(
      expect.objectContaining({ kind: "leaf", spiffeId: "spiffe://consume/ns/isthmus-consume/sa/consume-egress" }),
    );
  });

  it("keeps the key in a Secret that Kuma alone reads", () => {
    const secrets = objectsOf(withPartner(), "Secret").filter(({ type }) => type === "system.kuma.io/secret");
    const { verification } = first?.["tls"] as { verification: Record<string, unknown> };
    expect(
      secrets.map(({ metadata: { name, namespace, labels } }) => [name, namespace, labels["kuma.io/mesh"]]),
    ).toEqual([
      [(verification["clientCert"] as { secret: string }).secret, "kuma-system", "consume"],
      [(verification["clientKey"] as { secret: string }).secret, "kuma-system", "consume"],
    ]);
  });

  it("has the hostname that consumers call", () => {
    expect(hostnames(withPartner())).toEqual(["pay.mesh"]);
  });

  it("reads requests where the far end is called at the name that it answers to, also under another hostname", () => {
    const input = withPartner({
      ...{ "clusters.far": {}, "meshes.pay.cluster": "far", "meshGateways.pay-edge.address": { host: "pay.mesh" } },
      ...{ "routes.charge.hostname": "charges", "routes.charge.timeout": "2s" },
    });
    expect(specsOf(input, "MeshExternalService")).toMatchObject([
      { match: { protocol: "http" }, endpoints: [{ address: "pay.mesh" }] },
    ]);
    expect(specsOf(input, "MeshTimeout")).toContainEqual({
      targetRef: { kind: "Mesh" },
      to: [
        {
          targetRef: { kind: "MeshExternalService", name: expect.stringMatching(/^consume-charge-/) },
          default: { http: { requestTimeout: "2s", streamIdleTimeout: "1h0m0s" } },
        },
      ],
    });
    expect(hostnames(input)).toEqual(["charges"]);
  });

  it("leads to an external gateway that a bundle vouches for, and to a server by the public authorities", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
    const external = (declared: object) =>
      kumaWith({
        "externalGateways.partner": declared,
        "routes.partner": {
          from: { mesh: "consume" },
          to: { externalGateway: "partner" },
          hostname: "partner.example",
          port: 443,
        },
      });
    const identity = { spiffeId: "spiffe://partner.example/gateway", bundle: pem };
    expect(
      specsOf(external({ addresses: ["partner.example"], identity, trusts: ["consume"] }), "MeshExternalService"),
    ).toMatchObject([
      {
        match: { port: 443, protocol: "http" },
        tls: {
          verification: {
            caCert: { inlineString: pem },
          },
        },
      },
    ]);
    const server = external({ addresses: ["partner.example"], protocol: "tls", serviceProtocol: "GRPC" });
    const [toServer] = specsOf(server, "MeshExternalService");
    expect(toServer).toMatchObject({ match: { protocol: "grpc" } });
    expect(toServer?.["tls"]).toEqual({
      enabled: true,
      version: { min: "TLS12", max: "TLS13" },
      verification: { mode: "Secured", serverName: "partner.example" },
    });
    expect(objectsOf(server, "Secret")).toEqual([]);
  });

  it("leaves as bytes where requests may be upgraded, which Kuma refuses", () => {
    const input = kumaWith({
      "externalGateways.partner": { addresses: ["partner.example"], protocol: "tls", serviceProtocol: "WebSocket" },
      "routes.partner": { from: { mesh: "consume" }, to: { externalGateway: "partner" }, hostname: "partner.example" },
    });
    expect(specsOf(input, "MeshExternalService")).toMatchObject([{ match: { protocol: "tcp" } }]);
  });

  it("asks for no SPIFFE ID, which Kuma would look for among DNS names, and says so", () => {
    expect(JSON.stringify(specsOf(withPartner(), "MeshExternalService"))).not.toContain("subjectAltNames");
    expect(planFabric("test", withPartner()).fabric.notes).toContainEqual(
      expect.objectContaining({ code: "kuma.far-end-by-name", path: "meshes.consume" }),
    );
    expect(planFabric("test", kumaWith()).fabric.notes.map(({ code }) => code)).not.toContain("kuma.far-end-by-name");
  });

  it("is noted to need a zone egress, which all workloads share", () => {
    expect(planFabric("test", withPartner()).fabric.notes).toContainEqual(
      expect.objectContaining({ code: "kuma.zone-egress", path: "meshes.consume" }),
    );
    expect(planFabric("test", kumaWith()).fabric.notes.map(({ code }) => code)).not.toContain("kuma.zone-egress");
  });
});
