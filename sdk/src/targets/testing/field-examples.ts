import type { MeshTarget } from "../../model/target.js";
import { type Changes, each, type Example, isKuma2, listed, one, requests } from "./field-example.js";

/** The paths of the design's program where its fields stand. */
const at = {
  listener: "meshGateways.edge.listeners.api",
  outside: "meshGateways.edge.listeners.site",
  permission: "crossMeshPermissions.checkoutMayCharge",
  route: "routes.charge",
};

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const outside: Changes = {
  "meshGateways.edge.listeners.site": {
    port: 8444,
    protocol: "HTTPS",
    hostname: "site.example",
    tls: { secretName: "site" },
  },
  "exposes.charges.listener": "api",
  "exposes.site": { gateway: "edge", listener: "site", service: { name: "site", namespace: "pay", port: 8080 } },
};
const passed = { port: 8444, protocol: "TLS", hostname: "site.example", tls: { mode: "passthrough" } };
const other: Changes = {
  "meshGateways.edge.listeners.other": { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "other.mesh" },
  "exposes.other": {
    gateway: "edge",
    listener: "other",
    path: { prefix: "/other" },
    service: { name: "other", namespace: "pay", port: 8080 },
  },
};
/** Another gateway, of the same name to callers. */
const refunds: Changes = {
  "meshGateways.desk": {
    mesh: "payments",
    address: { host: "desk.example" },
    listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" } },
  },
  "exposes.refunds": { gateway: "desk", service: { name: "refunds", namespace: "pay", port: 8080 } },
  "crossMeshPermissions.shopMayRefund": { gateway: "desk", from: [{ mesh: "shop" }] },
};
/** Another gateway, of its own name to callers. */
const till: Changes = {
  "meshGateways.till": {
    mesh: "payments",
    address: { host: "till.example" },
    listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "till.mesh" } },
  },
  "exposes.audit": { gateway: "till", service: { name: "audit", namespace: "pay", port: 8080 } },
};
const status: Changes = {
  "exposes.status": {
    gateway: "edge",
    path: { exact: "/status" },
    service: { name: "status", namespace: "pay", port: 80 },
  },
};
const keys = (kid: string) =>
  JSON.stringify({ keys: [{ kty: "OKP", crv: "Ed25519", kid, x: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }] });
const tokens = { issuer: "https://issuer.example", jwks: keys("one") };
const external = (declared: object): Changes => ({
  "externalGateways.partner": { addresses: ["partner.example"], ...declared },
  "routes.partner": {
    from: { mesh: "shop" },
    to: { externalGateway: "partner" },
    hostname: "partner.calls",
    port: 8080,
  },
});
const server = external({ protocol: "tls" });
const known = { spiffeId: "spiffe://partner.example/gateway", bundle: pem };

const headerChanges = { set: { "x-a": "1" }, add: { "x-b": "2" }, remove: ["x-c"] };
const health = { path: "/healthy", interval: "1s", timeout: "1s", unhealthyAfter: 7, healthyAfter: 8 };
const outliers = { consecutiveErrors: 7, interval: "7s", ejectionTime: "70s", maxEjectionPercent: 50 };
const limits = { connections: 7, pendingRequests: 8, requests: 9 };
const retries = { perTryTimeout: "1s", statusCodes: [502] };
const rule = (more: object) => ({ match: { method: "PUT" }, ...more });
const ruled = `${at.route}.rules`;

/** Fields of the only rule of a Route. */
const rules = (field: string, item: (part: Changes) => object, values: Changes, was: Changes, ...given: Changes[]) =>
  listed(`routes.rules${field}`, ruled, item, values, was, ...given);

/** What a Fabric looks like that sets a field, by the field, or by its value: of the mesh side, every one. */
const examples: Record<string, Example> = {
  "meshes.trustDomain": one("meshes.shop.trustDomain", "store.example"),
  "meshes.target.systemNamespace": one("meshes.payments.target.systemNamespace", "system"),
  "meshes.target.revision": one("meshes.payments.target.revision", "canary"),
  "meshes.target.managementCluster": {
    given: { "clusters.hub": {} },
    set: { "meshes.payments.target.managementCluster": "hub", "meshes.shop.target.managementCluster": "hub" },
  },
  "meshes.target.gatewayClassName": one("meshes.payments.target.gatewayClassName", "other"),
  "meshes.target.implementation=portable": one("meshes.payments.target.implementation", "portable", {
    "crossMeshPermissions.checkoutMayCharge": undefined,
    "routes.charge": undefined,
  }),
  "meshes.cluster": {
    given: { "clusters.north": {}, "clusters.south": {} },
    set: { "meshes.payments.cluster": "north", "meshes.shop.cluster": "south" },
  },
  "meshes.namespace": one("meshes.payments.namespace", "doors"),
  "meshes.trust.mode=cert-manager": one("meshes.payments.trust", { mode: "cert-manager", issuer: "Issuer/ours" }),
  "meshes.trust.mode=provided": one("meshes.payments.trust", { mode: "provided", secretName: "ours" }),
  "meshes.trust.leafHours": one("meshes.payments.trust.leafHours", 48),
  "meshes.trust.issuer": one("meshes.payments.trust", { mode: "cert-manager", issuer: "Issuer/ours" }),
  "meshes.trust.secretName": one("meshes.payments.trust", { mode: "provided", secretName: "ours" }),
  "meshes.trust.revoked": one("meshes.payments.trust.revoked", ["0A1B"]),
  "meshes.trust.distrusted": one("meshes.payments.trust.distrusted", true),

  "meshGateways.mesh": one("meshGateways.till.mesh", "shop", till),
  "meshGateways.role=egress": one(
    "meshGateways.way",
    { mesh: "shop", role: "egress" },
    { "routes.charge.via": "way", "meshGateways.way": { mesh: "shop", role: "egress", namespace: "other" } },
  ),
  "meshGateways.role=east-west": one("meshGateways.between", {
    mesh: "payments",
    role: "east-west",
    address: { host: "between.example" },
  }),
  "meshGateways.namespace": one("meshGateways.edge.namespace", "doors"),
  "meshGateways.listeners.port": { given: {}, set: { [`${at.listener}.port`]: 9443, "routes.charge.port": 9443 } },
  "meshGateways.listeners.protocol=HTTP": one(at.outside, { port: 8080, protocol: "HTTP" }, outside),
  "meshGateways.listeners.protocol=HTTPS": { given: { "exposes.charges.listener": "api" }, set: other },
  "meshGateways.listeners.protocol=TLS": one(at.outside, passed, outside),
  "meshGateways.listeners.protocol=TCP": one(at.outside, { port: 2222, protocol: "TCP" }, outside),
  "meshGateways.listeners.crossMesh": { given: { "exposes.charges.listener": "api" }, set: other },
  "meshGateways.listeners.hostname": {
    given: {},
    set: { [`${at.listener}.hostname`]: "charges.mesh", "routes.charge.hostname": "charges.mesh" },
  },
  "meshGateways.listeners.nodePort": one(`${at.listener}.nodePort`, 30443, {
    "meshGateways.edge.service": { type: "NodePort" },
    "meshGateways.edge.address": { host: "edge.example", port: 30443 },
    [`${at.listener}.port`]: 30443,
    "routes.charge.port": 30443,
  }),
  "meshGateways.listeners.tls.mode=passthrough": one(at.outside, passed, outside),
  "meshGateways.listeners.tls.secretName": one(`${at.outside}.tls.secretName`, "other", outside),
  "meshGateways.listeners.sourceRanges": one(`${at.outside}.sourceRanges`, ["10.0.0.0/8"], outside),
  ...each(
    "meshGateways.listeners.rateLimit",
    `${at.listener}.rateLimit`,
    { requests: 20, per: "60s", burst: 30 },
    { [`${at.listener}.rateLimit`]: { requests: 10 } },
  ),
  "meshGateways.listeners.maxConnections": one(`${at.listener}.maxConnections`, 10),
  "meshGateways.service.type=NodePort": one("meshGateways.edge.service.type", "NodePort", {
    "meshGateways.edge.address": { host: "edge.example", port: 30443 },
    [`${at.listener}.port`]: 30443,
    "routes.charge.port": 30443,
  }),
  "meshGateways.service.type=LoadBalancer": one("meshGateways.edge.service.type", "LoadBalancer"),
  "meshGateways.service.annotations": one("meshGateways.edge.service.annotations", {
    "cloud.example/internal": "true",
  }),
  "meshGateways.service.loadBalancerClass": one("meshGateways.edge.service.loadBalancerClass", "cloud.example/lb", {
    "meshGateways.edge.service": { type: "LoadBalancer" },
  }),
  ...each("meshGateways.address", "meshGateways.edge.address", { host: "other.example", port: 8444 }),
  "meshGateways.replicas": one("meshGateways.edge.replicas", 3),
  ...each(
    "meshGateways.autoscaling",
    "meshGateways.edge.autoscaling",
    { minReplicas: 3, maxReplicas: 9, cpuUtilization: 60 },
    { "meshGateways.edge.autoscaling": { maxReplicas: 5 } },
  ),
  ...each("meshGateways.scheduling", "meshGateways.edge.scheduling", {
    nodeSelector: { pool: "edge" },
    priorityClassName: "high",
    drainSeconds: 60,
  }),
  ...each(
    "meshGateways.tracing",
    "meshGateways.edge.tracing",
    { host: "other.example", port: 4318, samplingPercent: 5 },
    { "meshGateways.edge.tracing": { host: "collector.example" } },
  ),
  "meshGateways.image": one("meshGateways.edge.image", "images.example/envoy:v9"),
  ...each("meshGateways.resources", "meshGateways.edge.resources", {
    requests: { cpu: "1" },
    limits: { memory: "1Gi" },
  }),
  "meshGateways.tags": one("meshGateways.edge.tags", { team: "pay" }, till, {
    "meshGateways.till.tags": { team: "pay" },
    "crossMeshPermissions.checkoutMayCharge": undefined,
    "crossMeshPermissions.tagged": { gatewayTags: { team: "pay" }, from: [{ mesh: "shop", namespace: "web" }] },
  }),

  "exposes.gateway": one("exposes.audit.gateway", "edge", till, { "exposes.audit.path": { prefix: "/audit" } }),
  "exposes.listener": {
    given: { ...other, "exposes.charges.listener": "api" },
    set: { "exposes.charges.listener": "other", "routes.charge.hostname": "other.mesh", "routes.charge.port": 9443 },
  },
  ...each("exposes.service", "exposes.charges.service", {
    name: "other",
    namespace: "other",
    port: 9090,
    selector: { app: "charges" },
  }),
  ...Object.fromEntries(
    ["HTTP2", "GRPC", "WebSocket"].map((protocol) => [
      `exposes.service.protocol=${protocol}`,
      one("exposes.charges.service.protocol", protocol),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({ exact: "/a", prefix: "/b", regex: "/c[0-9]+" }).map(([key, value]) => [
      `exposes.path.${key}`,
      one("exposes.charges.path", { [key]: value }),
    ]),
  ),
  "exposes.rewrite.path": one("exposes.charges.rewrite", { path: "/v1" }),
  "exposes.rewrite.prefix": one("exposes.charges.rewrite", { prefix: "/v1" }),
  ...each("exposes.requestHeaders", "exposes.charges.requestHeaders", headerChanges),
  ...each("exposes.responseHeaders", "exposes.charges.responseHeaders", headerChanges),
  ...each(
    "exposes.rateLimit",
    "exposes.charges.rateLimit",
    { requests: 20, per: "60s", burst: 30 },
    { "exposes.charges.rateLimit": { requests: 10 } },
  ),
  ...each("exposes.healthCheck", "exposes.charges.healthCheck", health, { "exposes.charges.healthCheck": {} }),
  ...each("exposes.outlierDetection", "exposes.charges.outlierDetection", outliers, {
    "exposes.charges.outlierDetection": {},
  }),
  ...each("exposes.limits", "exposes.charges.limits", limits),

  "crossMeshPermissions.gateway": one(`${at.permission}.gateway`, "till", till),
  "crossMeshPermissions.gatewayTags": {
    given: { "meshGateways.edge.tags": { team: "pay" } },
    set: {
      "crossMeshPermissions.tagged": { gatewayTags: { team: "pay" }, from: [{ mesh: "shop", namespace: "batch" }] },
    },
  },
  "crossMeshPermissions.listener": one(`${at.permission}.listener`, "api", {
    "meshGateways.edge.listeners.other": { port: 9443, protocol: "HTTPS", crossMesh: true, hostname: "other.mesh" },
    "exposes.charges.listener": "api",
    "exposes.other": {
      gateway: "edge",
      listener: "other",
      path: { prefix: "/other" },
      service: { name: "other", namespace: "pay", port: 80 },
    },
  }),
  "crossMeshPermissions.expose": one(`${at.permission}.expose`, "charges", status),
  "crossMeshPermissions.action=deny": {
    given: {},
    set: {
      "crossMeshPermissions.notBatch": {
        gateway: "edge",
        action: "deny",
        from: [{ mesh: "shop", namespace: "batch" }],
      },
    },
  },
  "crossMeshPermissions.from.mesh": one(`${at.permission}.from`, [{ mesh: "*", namespace: "web" }]),
  "crossMeshPermissions.from.namespace": one(`${at.permission}.from`, [{ mesh: "shop", namespace: "batch" }]),
  "crossMeshPermissions.from.serviceAccount": one(`${at.permission}.from`, [
    { mesh: "shop", namespace: "web", serviceAccount: "checkout" },
  ]),
  "crossMeshPermissions.from.service": one(`${at.permission}.from`, [
    { mesh: "shop", namespace: "web", service: "checkout" },
  ]),
  "crossMeshPermissions.from.externalGateway": one(
    `${at.permission}.from`,
    [{ externalGateway: "partner" }],
    external({ identity: known }),
  ),
  ...requests("crossMeshPermissions.http", `${at.permission}.http`, (match) => match),
  ...listed(
    "crossMeshPermissions.http.jwt",
    `${at.permission}.http`,
    (part) => ({ jwt: { ...tokens, ...part } }),
    { issuer: "https://other.example", audiences: ["pay"], jwks: keys("two"), claims: { team: "web" } },
    {},
  ),
  "crossMeshPermissions.http.jwt.jwksUri": one(`${at.permission}.http`, [
    { jwt: { issuer: tokens.issuer, jwksUri: "https://issuer.example/keys" } },
  ]),

  "routes.from.mesh": one("routes.charge.from.mesh", "payments", {
    "crossMeshPermissions.checkoutMayCharge": { gateway: "edge", from: [{ mesh: "*" }] },
  }),
  "routes.from.namespace": one("routes.charge.from.namespace", "web"),
  "routes.from.serviceAccount": one(
    "routes.charge.from",
    { mesh: "shop", namespace: "web", serviceAccount: "checkout" },
    { "routes.charge.from": { mesh: "shop", namespace: "web" } },
  ),
  "routes.from.labels": one(
    "routes.charge.from",
    { mesh: "shop", namespace: "web", labels: { app: "checkout" } },
    { "routes.charge.from": { mesh: "shop", namespace: "web" } },
  ),
  "routes.to.expose": {
    given: till,
    set: { "routes.charge.to": { expose: "audit" }, "routes.charge.hostname": "till.mesh" },
  },
  "routes.to.externalGateway": { given: {}, set: server },
  "routes.to.weighted.expose": one(
    "routes.charge.to",
    {
      weighted: [
        { expose: "charges", weight: 1 },
        { expose: "refunds", weight: 1 },
      ],
    },
    refunds,
  ),
  "routes.to.weighted.weight": one(
    "routes.charge.to",
    {
      weighted: [
        { expose: "charges", weight: 1 },
        { expose: "refunds", weight: 9 },
      ],
    },
    refunds,
    {
      "routes.charge.to": {
        weighted: [
          { expose: "charges", weight: 1 },
          { expose: "refunds", weight: 1 },
        ],
      },
    },
  ),
  "routes.hostname": one("routes.partner.hostname", "other.calls", server),
  "routes.port": one("routes.partner.port", 8081, server),
  "routes.via": one("routes.charge.via", "exit", {
    "meshGateways.exit": { mesh: "shop", role: "egress", namespace: "other" },
  }),
  "routes.createNamespace": one("routes.charge.createNamespace", false),
  "routes.timeout": one("routes.charge.timeout", "1s"),
  "routes.retries.attempts": one("routes.charge.retries", { attempts: 3 }),
  ...each("routes.retries", "routes.charge.retries", retries, { "routes.charge.retries": { attempts: 3 } }),
  "routes.failover": one("routes.charge.failover", ["refunds"], refunds),
  ...requests("routes.rules.match", ruled, (match) => ({ match, timeout: "1s" })),
  "routes.rules.expose": one(ruled, [rule({ expose: "refunds" })], refunds),
  "routes.rules.weighted.expose": one(
    ruled,
    [
      rule({
        weighted: [
          { expose: "charges", weight: 1 },
          { expose: "refunds", weight: 1 },
        ],
      }),
    ],
    refunds,
  ),
  "routes.rules.weighted.weight": one(
    ruled,
    [
      rule({
        weighted: [
          { expose: "charges", weight: 1 },
          { expose: "refunds", weight: 9 },
        ],
      }),
    ],
    refunds,
    {
      [ruled]: [
        rule({
          weighted: [
            { expose: "charges", weight: 1 },
            { expose: "refunds", weight: 1 },
          ],
        }),
      ],
    },
  ),
  ...rules(
    ".redirect",
    (part) => rule({ redirect: { hostname: "a.example", ...part } }),
    { hostname: "b.example", port: 8080, statusCode: 308 },
    {},
  ),
  ...Object.fromEntries(
    ["http", "https"].map((scheme) => [
      `routes.rules.redirect.scheme=${scheme}`,
      one(ruled, [rule({ redirect: { hostname: "a.example", scheme } })], {
        [ruled]: [rule({ redirect: { hostname: "a.example" } })],
      }),
    ]),
  ),
  ...rules(
    ".redirect.path",
    (path) => ({ match: { path: { prefix: "/old" } }, redirect: { path } }),
    { path: "/a", prefix: "/b" },
    { path: "/c" },
  ),
  "routes.rules.failover": one(ruled, [rule({ failover: ["refunds"] })], refunds),
  ...rules(".rewrite", (rewrite) => rule({ rewrite }), { path: "/a", prefix: "/b" }, { path: "/c" }),
  ...rules(".requestHeaders", (requestHeaders) => rule({ requestHeaders }), headerChanges, { remove: ["x-z"] }),
  ...rules(".responseHeaders", (responseHeaders) => rule({ responseHeaders }), headerChanges, { remove: ["x-z"] }),
  ...rules(
    ".mirror",
    (part) => rule({ mirror: { expose: "refunds", ...part } }),
    { expose: "audit", percent: 5 },
    {},
    refunds,
    till,
  ),
  ...rules("", (part) => rule(part), { timeout: "1s" }, { timeout: "2s" }),
  ...rules(".retries", (part) => rule({ retries: { attempts: 3, ...part } }), { attempts: 4, ...retries }, {}),
  ...each("routes.requestHeaders", "routes.charge.requestHeaders", headerChanges),
  ...each("routes.responseHeaders", "routes.charge.responseHeaders", headerChanges),
  "routes.rewrite.path": one("routes.charge.rewrite", { path: "/v1" }),
  "routes.rewrite.prefix": one("routes.charge.rewrite", { prefix: "/v1" }),
  ...each("routes.mirror", "routes.charge.mirror", { expose: "audit", percent: 5 }, refunds, till, {
    "routes.charge.mirror": { expose: "refunds" },
  }),
  ...each("routes.healthCheck", "routes.charge.healthCheck", health, { "routes.charge.healthCheck": {} }),
  ...each("routes.outlierDetection", "routes.charge.outlierDetection", outliers, {
    "routes.charge.outlierDetection": {},
  }),
  ...each("routes.limits", "routes.charge.limits", limits),

  "externalGateways.addresses": one("externalGateways.partner.addresses", ["other.example"], server),
  "externalGateways.port": one("externalGateways.partner.port", 8443, server),
  "externalGateways.hostname": one("externalGateways.partner.hostname", "api.partner.example", server, {
    "routes.partner.hostname": "api.partner.example",
  }),
  "externalGateways.protocol=mesh": one(
    "externalGateways.partner",
    { addresses: ["partner.example"], protocol: "mesh", identity: known },
    server,
  ),
  "externalGateways.protocol=relaxed-tls": one(
    "externalGateways.partner",
    { addresses: ["partner.example"], protocol: "relaxed-tls", relaxedPort: 9000, identity: known },
    server,
  ),
  "externalGateways.protocol=tls": one(
    "externalGateways.partner",
    { addresses: ["partner.example"], protocol: "tls" },
    external({ identity: known }),
  ),
  "externalGateways.relaxedPort": one(
    "externalGateways.partner",
    { addresses: ["partner.example"], protocol: "relaxed-tls", relaxedPort: 9000, identity: known },
    server,
  ),
  ...each(
    "externalGateways.identity",
    "externalGateways.partner.identity",
    { spiffeId: "spiffe://other.example/gateway", bundle: pem.replace("MIIB", "MIIC") },
    external({ identity: known }),
  ),
  "externalGateways.tls.bundle": one("externalGateways.partner.tls", { bundle: pem }, server),
  "externalGateways.tls.secretName": one("externalGateways.partner.tls", { bundle: pem, secretName: "ours" }, server, {
    "externalGateways.partner.tls": { bundle: pem },
  }),
  ...Object.fromEntries(
    ["HTTP2", "GRPC", "WebSocket"].map((protocol) => [
      `externalGateways.serviceProtocol=${protocol}`,
      one("externalGateways.partner.serviceProtocol", protocol, {
        ...server,
        "routes.partner.hostname": "partner.example",
      }),
    ]),
  ),
  "externalGateways.trusts": one("externalGateways.partner.trusts", ["shop"], external({ identity: known })),
  "externalGateways.trustedBy": one("externalGateways.partner.trustedBy", ["shop"], external({ identity: known })),
};

/** Where a target needs another example. */
const kuma2Examples: Record<string, Example> = {
  "meshes.cluster": { given: {}, set: { "meshes.shop.cluster": "west", "meshes.payments.cluster": "west" } },
};

/** An example of a field, or of one of its values, for a target. */
export const fieldExample = (place: string, target: MeshTarget): Example | undefined =>
  (isKuma2(target) ? kuma2Examples[place] : undefined) ?? examples[place];

/** Values that fields have by themselves: what sets them, and what need not. */
export const defaults: Record<string, Changes> = {
  "meshes.target.implementation=envoy-gateway": { "meshes.payments.target.implementation": "envoy-gateway" },
  "meshes.trust.mode=managed": { "meshes.payments.trust.mode": "managed" },
  "meshGateways.role=ingress": { "meshGateways.edge.role": "ingress" },
  "meshGateways.listeners.tls.mode=terminate": { ...outside, [`${at.outside}.tls.mode`]: "terminate" },
  "meshGateways.service.type=ClusterIP": { "meshGateways.edge.service.type": "ClusterIP" },
  "exposes.service.protocol=HTTP": { "exposes.charges.service.protocol": "HTTP" },
  "crossMeshPermissions.action=allow": { [`${at.permission}.action`]: "allow" },
  "externalGateways.serviceProtocol=HTTP": { ...server, "externalGateways.partner.serviceProtocol": "HTTP" },
};
