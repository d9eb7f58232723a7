import { describe, expect, it } from "@jest/globals";
import { planFabric } from "../plan.js";
import { objectNamed as the, ofKind, type Settled, settledObjects } from "../testing/planned.js";
import { onGatewayApi } from "./testing/fabrics.js";

const objectsWith = (changes: Record<string, unknown> = {}): Settled[] => settledObjects(onGatewayApi(changes));

const namesOf = (objects: Settled[], kind: string): string[] => ofKind(objects, kind).map(({ name }) => name);

const site = (fields: object = {}) => ({
  "meshGateways.edge.listeners.site": {
    port: 9443,
    protocol: "HTTPS",
    hostname: "site.example",
    tls: { secretName: "site" },
    ...fields,
  },
  "exposes.pages": {
    gateway: "edge",
    listener: "site",
    service: { name: "pages", namespace: "isthmus-payments", port: 80 },
  },
  "crossMeshPermissions.checkoutMayCharge.listener": "api",
});

describe("a gateway that is called", () => {
  it("asks everybody for a certificate, by the roots of all meshes in one ConfigMap", () => {
    const objects = objectsWith();
    expect(the(objects, "Gateway", "edge").spec).toMatchObject({
      listeners: [
        { name: "api", port: 8443, protocol: "HTTPS", hostname: "payments.mesh", tls: { mode: "Terminate" } },
      ],
      tls: {
        frontend: {
          default: {
            validation: { mode: "AllowValidOnly", caCertificateRefs: [{ kind: "ConfigMap", name: "edge.trust" }] },
          },
        },
      },
    });
    expect(the(objects, "ConfigMap", "edge.trust").data).toEqual({ "ca.crt": "CERT(root:payments)CERT(root:shop)" });
  });

  it("asks nobody on ports of outsiders", () => {
    const { spec } = the(objectsWith(site()), "Gateway", "edge");
    expect(spec).toMatchObject({ tls: { frontend: { perPort: [{ port: 9443, tls: {} }] } } });
    expect(the(objectsWith(site({ crossMesh: true, tls: undefined })), "Gateway", "edge").spec).not.toHaveProperty(
      "tls.frontend.perPort",
    );
  });

  it("looks into revocation lists as soon as a mesh has some", () => {
    const objects = objectsWith({ "meshes.shop.trust": { revoked: ["0a1b"] } });
    expect(Object.keys(the(objects, "ConfigMap", "edge.trust").data)).toEqual(["ca.crt", "ca.crl"]);
    const reference = { kind: "ConfigMap", name: "edge.trust" };
    expect(the(objects, "ClientTrafficPolicy", "edge.api").spec).toMatchObject({
      targetRefs: [{ kind: "Gateway", name: "edge", sectionName: "api" }],
      tls: {
        clientValidation: { mode: "RequireAndVerify", caCertificateRefs: [reference], crl: { refs: [reference] } },
      },
    });
    expect(namesOf(objectsWith(), "ClientTrafficPolicy")).toEqual(["edge", "shop-egress"]);
  });

  it("tells policy and services what a caller proved, and not what it claims", () => {
    for (const name of ["edge", "edge.api"])
      expect(
        the(objectsWith({ "meshGateways.edge.listeners.api.maxConnections": 5 }), "ClientTrafficPolicy", name).spec,
      ).toMatchObject({
        path: { escapedSlashesAction: "RejectRequest" },
        headers: {
          host: { stripTrailingHostDot: true },
          withUnderscoresAction: "RejectRequest",
          xForwardedClientCert: { mode: "SanitizeSet", certDetailsToAdd: ["URI"] },
        },
        connection: { connectionLimit: { maxConnectionDuration: "10m" } },
      });
  });

  it("gives nothing to a service that is not well, even where none is, and counts errors of the gateway kind alone", () => {
    const healthOf = (fields: Record<string, unknown>) =>
      (
        the(objectsWith(fields), "BackendTrafficPolicy", "edge.charges").spec as unknown as {
          healthCheck: { panicThreshold?: number };
        }
      ).healthCheck;
    expect(healthOf({ "exposes.charges.healthCheck": { path: "/up" } })).toMatchObject({
      active: { type: "HTTP", http: { path: "/up", expectedStatuses: [200] } },
      panicThreshold: 0,
    });
    const counting = healthOf({ "exposes.charges.outlierDetection": {} });
    expect(counting).toMatchObject({ passive: { consecutiveGatewayErrors: 5, consecutive5XxErrors: 0 } });
    expect(counting).not.toHaveProperty("panicThreshold");
  });

  it("is found under its name and namespace, wherever its Envoys run", () => {
    const objects = objectsWith({ "meshes.payments.target.systemNamespace": "gateways" });
    const { name } = (
      the(objects, "EnvoyProxy", "edge").spec as unknown as {
        provider: { kubernetes: { envoyService: { name: string } } };
      }
    ).provider.kubernetes.envoyService;
    expect(the(objects, "Service", "edge").spec).toEqual({
      type: "ExternalName",
      externalName: `${name}.gateways.svc.cluster.local`,
    });
  });

  it("leads to services of other namespaces that let it, by name", () => {
    expect(ofKind(objectsWith(), "ReferenceGrant").map(({ namespace, object }) => [namespace, object.spec])).toEqual([
      [
        "pay",
        {
          from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "isthmus-payments" }],
          to: [{ group: "", kind: "Service", name: "charges" }],
        },
      ],
    ]);
    expect(namesOf(objectsWith({ "exposes.charges.service.namespace": "isthmus-payments" }), "ReferenceGrant")).toEqual(
      [],
    );
  });

  it.each([
    ["HTTPRoute", {}],
    ["GRPCRoute", { "exposes.charges.service.protocol": "GRPC" }],
  ])("is a %s with a policy of its own for what it offers", (kind, changes) => {
    const objects = objectsWith(changes);
    expect(the(objects, kind, "edge.charges").spec).toMatchObject({
      parentRefs: [{ kind: "Gateway", name: "edge", sectionName: "api" }],
      hostnames: ["payments.mesh"],
    });
    expect(the(objects, "SecurityPolicy", "edge.charges").spec).toMatchObject({
      targetRefs: [{ kind, name: "edge.charges" }],
    });
  });

  it("leads to a Backend where a service speaks HTTP/2, which no grant has to allow", () => {
    const objects = objectsWith({ "exposes.charges.service.protocol": "HTTP2" });
    expect(the(objects, "HTTPRoute", "edge.charges").spec).toMatchObject({
      rules: [{ backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "edge.charges" }] }],
    });
    expect(the(objects, "Backend", "edge.charges").spec).toEqual({
      endpoints: [{ fqdn: { hostname: "charges.pay.svc.cluster.local", port: 8080 } }],
      appProtocols: ["gateway.envoyproxy.io/h2c"],
    });
    expect(namesOf(objects, "ReferenceGrant")).toEqual([]);
  });

  it("puts more listeners than a Gateway takes into ListenerSets, and policies with them", () => {
    const listeners = Object.fromEntries(
      Array.from({ length: 130 }, (_, index) => [
        `l${index}`,
        { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: `h${index}.mesh` },
      ]),
    );
    const objects = objectsWith({
      "meshGateways.edge.listeners": { ...listeners, api: { ...listeners["l0"], hostname: "payments.mesh" } },
    });
    const sizes = [...ofKind(objects, "Gateway"), ...ofKind(objects, "ListenerSet")]
      .filter(({ name }) => name.startsWith("edge"))
      .map(({ name, object }) => [name, (object.spec as unknown as { listeners: unknown[] }).listeners.length]);
    expect(sizes).toEqual([
      ["edge", 64],
      ["edge.listeners-1", 64],
      ["edge.listeners-2", 3],
    ]);
    expect(the(objects, "SecurityPolicy", "edge.default-deny").spec).toMatchObject({
      targetRefs: [
        { kind: "Gateway", name: "edge" },
        { kind: "ListenerSet", name: "edge.listeners-1" },
        { kind: "ListenerSet", name: "edge.listeners-2" },
      ],
    });
  });

  it("has no Route before the policy that denies, nor after it", () => {
    const afterDenial = (changes: Record<string, unknown>) =>
      planFabric("test", onGatewayApi(changes)).objects.flatMap(({ object, after = [] }) =>
        object.kind === "HTTPRoute" && object.metadata.name.startsWith("edge.")
          ? [after.map(({ kind, metadata }) => `${kind} ${metadata.name}`)]
          : [],
      );
    expect(afterDenial({})).toEqual([["SecurityPolicy edge.default-deny"]]);
    const portable = { "meshes.payments.target.implementation": "portable", crossMeshPermissions: {} };
    expect(afterDenial({ ...site(), ...portable, "meshes.shop.target": { kind: "standalone" } })).toEqual([[]]);
  });

  it("upgrades nothing but WebSockets, and those where a service takes them", () => {
    expect(the(objectsWith(), "BackendTrafficPolicy", "edge").spec).toEqual({
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "edge" }],
      httpUpgrade: [{ type: "h2c" }],
    });
    const upgrades = (changes: Record<string, unknown>) =>
      (
        the(objectsWith(changes), "BackendTrafficPolicy", "edge.charges").spec as unknown as {
          httpUpgrade: { type: string }[];
        }
      ).httpUpgrade.map(({ type }) => type);
    expect(upgrades({ "exposes.charges.limits": { requests: 5 } })).toEqual(["h2c"]);
    expect(upgrades({ "exposes.charges.service.protocol": "WebSocket" })).toEqual(["websocket"]);
  });

  it.each(["GRPC", "WebSocket"])("lets a stream of %s last for an hour", (protocol) => {
    const objects = objectsWith({ "exposes.charges.service.protocol": protocol });
    expect(the(objects, "BackendTrafficPolicy", "edge.charges").spec).toMatchObject({
      timeout: { http: { requestTimeout: "0s", streamIdleTimeout: "1h", maxStreamDuration: "1h" } },
    });
    expect(namesOf(objectsWith(), "BackendTrafficPolicy")).not.toContain("edge.charges");
  });

  it("names protocols inside TLS where it reads requests, and none where it passes them on", () => {
    const tlsOf = (objects: Settled[], name: string) =>
      (the(objects, "ClientTrafficPolicy", name).spec as unknown as { tls: object }).tls;
    const objects = objectsWith(site({ protocol: "TLS", maxConnections: 5 }));
    expect(tlsOf(objects, "edge.site")).toEqual({ minVersion: "1.2" });
    expect(tlsOf(objects, "edge")).toEqual({ minVersion: "1.2", alpnProtocols: ["h2", "http/1.1"] });
    expect(namesOf(objectsWith(site({ protocol: "TLS" })), "ClientTrafficPolicy")).toContain("edge.site");
    expect(namesOf(objectsWith(site()), "ClientTrafficPolicy")).not.toContain("edge.site");
  });

  it("replaces the path / by expression, and other prefixes as Gateway API says", () => {
    const objects = objectsWith({ "exposes.charges.rewrite": { prefix: "/b" } });
    expect(the(objects, "HTTPRoute", "edge.charges").spec).toMatchObject({
      rules: [{ filters: [{ type: "ExtensionRef", extensionRef: { kind: "HTTPRouteFilter", name: "edge.charges" } }] }],
    });
    expect(the(objects, "HTTPRouteFilter", "edge.charges").spec).toEqual({
      urlRewrite: { path: { type: "ReplaceRegexMatch", replaceRegexMatch: { pattern: "^/", substitution: "/b/" } } },
    });
    const plain = objectsWith({
      "exposes.charges.path": { prefix: "/a" },
      "exposes.charges.rewrite": { prefix: "/b" },
    });
    expect(the(plain, "HTTPRoute", "edge.charges").spec).toMatchObject({
      rules: [{ filters: [{ urlRewrite: { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } } }] }],
    });
    expect(namesOf(plain, "HTTPRouteFilter")).not.toContain("edge.charges");
  });

  it("writes % for Envoy, to which one begins a variable, and for nobody else", () => {
    const changes = { "exposes.pages.requestHeaders": { set: { "x-a": "100%" } } };
    const value = (more: Record<string, unknown>) =>
      the(objectsWith({ ...site(), ...changes, ...more }), "HTTPRoute", "edge.pages").spec;
    const filter = (written: string) => ({
      rules: [{ filters: [{ requestHeaderModifier: { set: [{ name: "x-a", value: written }] } }] }],
    });
    expect(value({})).toMatchObject(filter("100%%"));
    const portable = { "meshes.payments.target.implementation": "portable", crossMeshPermissions: {} };
    expect(value({ ...portable, "meshes.shop.target": { kind: "standalone" } })).toMatchObject(filter("100%"));
  });

  it("opens listeners of outsiders one by one, to all or to their source ranges", () => {
    const opened = (fields: object) => the(objectsWith(site(fields)), "SecurityPolicy", "edge.site.open").spec;
    expect(opened({})).toMatchObject({
      targetRefs: [{ sectionName: "site" }],
      authorization: { defaultAction: "Allow" },
    });
    expect(opened({ sourceRanges: ["10.0.0.0/8"] })).toMatchObject({
      authorization: {
        defaultAction: "Deny",
        rules: [{ action: "Allow", principal: { clientCIDRs: ["10.0.0.0/8"] } }],
      },
    });
  });

  it("with nothing but Gateway API leads other meshes nowhere", () => {
    const objects = objectsWith({
      ...site(),
      "meshes.payments.target.implementation": "portable",
      "meshes.shop.target": { kind: "standalone" },
      crossMeshPermissions: {},
    });
    const own = objects.filter(({ namespace }) => namespace === "isthmus-payments");
    expect(namesOf(own, "HTTPRoute")).toEqual(["edge.pages"]);
    expect(own.filter(({ object }) => JSON.stringify(object).includes("gateway.envoyproxy.io"))).toEqual([]);
    expect(the(own, "Service", "edge").spec).toMatchObject({
      selector: { "gateway.networking.k8s.io/gateway-name": "edge" },
    });
  });
});

const desk = { mesh: "shop", namespace: "web", serviceAccount: "checkout" };
const calling = (changes: Record<string, unknown> = {}) =>
  objectsWith({ "routes.charge.from": { ...desk, labels: { app: "checkout" } }, ...changes });

describe("a gateway that calls", () => {
  const [backend] = namesOf(calling(), "Backend");

  it("shows the identity of its consumers and believes the far end under its own alone", () => {
    const objects = calling();
    expect(the(objects, "Backend", backend ?? "").spec).toMatchObject({
      endpoints: [
        { hostname: "payments.mesh", fqdn: { hostname: "edge.isthmus-payments.svc.cluster.local", port: 8443 } },
      ],
      tls: { clientCertificateRef: { kind: "Secret", name: "shop-egress.certificate.web.checkout" } },
    });
    expect(the(objects, "Backend", backend ?? "").spec).not.toHaveProperty("tls.maxVersion");
    expect(the(objects, "BackendTLSPolicy", backend ?? "").spec).toMatchObject({
      targetRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: backend }],
      validation: {
        hostname: "payments.mesh",
        caCertificateRefs: [{ kind: "ConfigMap", name: "shop-egress.peer.edge" }],
        subjectAltNames: [{ type: "URI", uri: "spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge" }],
      },
    });
    expect(the(objects, "ConfigMap", "shop-egress.peer.edge").data).toEqual({ "ca.crt": "CERT(root:payments)" });
    const leaf = planFabric("test", onGatewayApi({ "routes.charge.from": desk })).certificates.find(({ name }) =>
      name.includes("web.checkout"),
    );
    expect(leaf?.profile).toMatchObject({ kind: "leaf", spiffeId: "spiffe://shop.acme.internal/ns/web/sa/checkout" });
  });

  it("lets a door's consumers alone to it", () => {
    const objects = calling();
    const [policy] = ofKind(objects, "NetworkPolicy");
    const { listeners: [entry] = [] } = the(objects, "Gateway", "shop-egress").spec as unknown as {
      listeners: { port: number }[];
    };
    expect(policy?.namespace).toBe("envoy-gateway-system");
    expect(policy?.object.spec.ingress[0]).toEqual({
      ports: [{ port: entry?.port, protocol: "TCP" }],
      from: [
        {
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "web" } },
          podSelector: { matchLabels: { app: "checkout" } },
        },
      ],
    });
  });

  it("is called under the Route's hostname, by Services that lead from one to the next", () => {
    const objects = calling();
    const alias = the(objects, "Service", "payments").spec.externalName.split(".")[0] ?? "";
    const [service = ""] = the(objects, "Service", alias).spec.externalName.split(".");
    expect(ofKind(objects, "Service").find(({ name }) => name === service)).toMatchObject({
      namespace: "envoy-gateway-system",
      object: {
        spec: { ports: [{ port: 80 }], selector: { "gateway.envoyproxy.io/owning-gateway-name": "shop-egress" } },
      },
    });
  });

  it("tries a Route's rules in order, with the Host of where they lead to", () => {
    const objects = calling({
      "routes.charge.rules": [
        { match: { path: { prefix: "/old" }, method: "GET" }, rewrite: { prefix: "/new" }, timeout: "0.5s" },
        { match: { headers: [{ name: "x-a", prefix: "b." }] }, redirect: { hostname: "c.example" } },
      ],
    });
    const filter = {
      type: "ExtensionRef",
      extensionRef: { kind: "HTTPRouteFilter", name: "shop-egress.route.charge.rule-0" },
    };
    expect(the(objects, "EnvoyProxy", "shop-egress").spec).toMatchObject({ preserveRouteOrder: true });
    expect(the(objects, "HTTPRoute", "shop-egress.route.charge").spec).toMatchObject({
      hostnames: ["payments.mesh", "payments.mesh.svc", "payments.mesh.svc.cluster.local"],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/old" }, method: "GET" }],
          filters: [filter],
          timeouts: { request: "500ms" },
        },
        {
          matches: [{ headers: [{ type: "RegularExpression", name: "x-a", value: "b\\..*" }] }],
          filters: [{ type: "RequestRedirect", requestRedirect: { hostname: "c.example", port: 80, statusCode: 302 } }],
        },
        { backendRefs: [{ kind: "Backend", name: backend, weight: 1 }], timeouts: { request: "15s" } },
      ],
    });
    expect(the(objects, "HTTPRouteFilter", "shop-egress.route.charge.rule-0").spec).toEqual({
      urlRewrite: {
        hostname: { type: "Backend" },
        path: { type: "ReplaceRegexMatch", replaceRegexMatch: { pattern: "^/old", substitution: "/new" } },
      },
    });
  });

  it("has one filter for all rules that change the Host alone", () => {
    const second = { from: desk, to: { expose: "charges" }, hostname: "second.mesh" };
    expect(namesOf(calling({ "routes.second": second }), "HTTPRouteFilter")).toEqual(["shop-egress.host"]);
  });

  it("says retries for the rules that have them, beside what the whole Route has", () => {
    const objects = calling({
      "routes.charge.limits": { requests: 7 },
      "routes.charge.rules": [{ match: { method: "PUT" }, retries: { attempts: 3, perTryTimeout: "2s" } }],
    });
    expect(the(objects, "BackendTrafficPolicy", "shop-egress.route.charge").spec).toEqual({
      targetRefs: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", name: "shop-egress.route.charge" }],
      httpUpgrade: [{ type: "h2c" }],
      circuitBreaker: { maxParallelRequests: 7 },
    });
    expect(the(objects, "BackendTrafficPolicy", "shop-egress.route.charge.rule-0").spec).toMatchObject({
      targetRefs: [{ sectionName: "rule-0" }],
      circuitBreaker: { maxParallelRequests: 7 },
      retry: {
        numRetries: 3,
        perRetry: { timeout: "2s" },
        retryOn: { triggers: expect.arrayContaining(["reset"]), httpStatusCodes: [503] },
      },
    });
  });

  it("takes paths and headers as the gateways that are called do", () => {
    const objects = calling();
    expect(the(objects, "ClientTrafficPolicy", "shop-egress").spec).toMatchObject({
      targetRefs: [{ kind: "Gateway", name: "shop-egress" }],
      path: { escapedSlashesAction: "RejectRequest" },
      headers: { withUnderscoresAction: "RejectRequest", host: { stripTrailingHostDot: true } },
      connection: { connectionLimit: { maxConnectionDuration: "10m" } },
    });
    expect(the(objects, "BackendTrafficPolicy", "shop-egress").spec).toMatchObject({ httpUpgrade: [{ type: "h2c" }] });
  });

  it("upgrades for the rules that lead to WebSockets", () => {
    const other = { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "other.mesh" };
    const room = { name: "room", namespace: "pay", port: 80, protocol: "WebSocket" };
    const changes = {
      "meshGateways.edge.listeners.other": other,
      "exposes.room": { gateway: "edge", listener: "other", service: room },
    };
    const stream = { httpUpgrade: [{ type: "websocket" }], timeout: { http: { streamIdleTimeout: "1h" } } };
    const mixed = calling({
      ...changes,
      "routes.charge.rules": [{ match: { path: { prefix: "/room" } }, expose: "room" }],
    });
    expect(the(mixed, "BackendTrafficPolicy", "shop-egress.route.charge.rule-0").spec).toMatchObject({
      targetRefs: [{ sectionName: "rule-0" }],
      ...stream,
    });
    expect(namesOf(mixed, "BackendTrafficPolicy")).not.toContain("shop-egress.route.charge");
    const whole = calling({ ...changes, "routes.charge.to": { expose: "room" } });
    expect(the(whole, "BackendTrafficPolicy", "shop-egress.route.charge").spec).toMatchObject(stream);
  });

  it("looks whether a gateway is well that another one takes the place of", () => {
    const other = { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "other.mesh" };
    const objects = calling({
      "meshGateways.edge.listeners.other": other,
      "exposes.backup": { gateway: "edge", listener: "other", service: { name: "b", namespace: "pay", port: 80 } },
      "routes.charge.failover": ["backup"],
    });
    const [usual, fallback] = ofKind(objects, "Backend")
      .map(({ object }) => object.spec as unknown as { fallback?: boolean; endpoints: { hostname: string }[] })
      .sort((a, b) => Number(a.fallback ?? false) - Number(b.fallback ?? false));
    expect([usual?.fallback, usual?.endpoints[0]?.hostname]).toEqual([undefined, "payments.mesh"]);
    expect([fallback?.fallback, fallback?.endpoints[0]?.hostname]).toEqual([true, "other.mesh"]);
    expect(the(objects, "BackendTrafficPolicy", "shop-egress.route.charge").spec).toMatchObject({
      healthCheck: { active: { type: "TCP", interval: "5s" }, passive: { consecutiveGatewayErrors: 5 } },
    });
    expect(namesOf(calling(), "BackendTrafficPolicy")).not.toContain("shop-egress.route.charge");
  });

  it("has one Backend for Routes of one door to one listener, and others for another door", () => {
    const second = (from: object) => ({
      "routes.second": { from, to: { expose: "charges" }, hostname: "second.mesh" },
    });
    expect(namesOf(calling(second({ ...desk, labels: { app: "checkout" } })), "Backend")).toHaveLength(1);
    expect(namesOf(calling(second({ mesh: "shop" })), "Backend")).toHaveLength(2);
  });

  it.each([
    [{ protocol: "tls" }, { wellKnownCACertificates: "System" }, undefined],
    [
      { protocol: "tls", tls: { secretName: "ours" } },
      { wellKnownCACertificates: "System" },
      { kind: "Secret", name: "ours" },
    ],
  ])("believes a server outside by the authorities of %j", (fields, validation, clientCertificateRef) => {
    const objects = calling({
      "externalGateways.partner": { addresses: ["192.0.2.1"], hostname: "partner.example", ...fields },
      "routes.charge.to": { externalGateway: "partner" },
    });
    const [name = ""] = namesOf(objects, "Backend");
    expect(the(objects, "Backend", name).spec).toMatchObject({
      endpoints: [{ hostname: "partner.example", ip: { address: "192.0.2.1", port: 443 } }],
    });
    expect((the(objects, "Backend", name).spec as unknown as { tls: object }).tls).toEqual({
      minVersion: "1.2",
      maxVersion: "1.3",
      ...(clientCertificateRef && { clientCertificateRef: { group: "", ...clientCertificateRef } }),
    });
    expect(the(objects, "BackendTLSPolicy", name).spec).toMatchObject({
      validation: { hostname: "partner.example", ...validation },
    });
  });

  it("notes that it does not ask what a mesh revoked", () => {
    const notes = (revoked: string[] | undefined) =>
      planFabric("test", onGatewayApi({ "meshes.payments.trust": { ...(revoked && { revoked }) } })).fabric.notes.map(
        ({ code }) => code,
      );
    expect(notes(["0a1b"])).toContain("gateway-api.unrevoked");
    expect(notes([])).not.toContain("gateway-api.unrevoked");
  });
});
