import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../../../fabric/check.js";
import { targetRules } from "../../../availability.js";
import { exposeAndConsume, kumaWith, withPartner } from "../testing/expose-and-consume.js";

type Input = Record<string, unknown>;

const problemsOf = (input: Input) => checkFabric("test", input, targetRules).problems ?? [];
const found = (input: Input): string[] => problemsOf(input).map(({ code, path }) => `${code} at ${path}`);

const otherKuma = { "clusters.far": {}, "meshes.consume.cluster": "far" };
const reachable = { "meshGateways.edge-gateway.address": { host: "edge.example" } };
const nodePort = (port: number, nodePort?: number, type = "NodePort"): Input =>
  kumaWith({
    "meshGateways.edge-gateway.service": { type },
    "meshGateways.edge-gateway.listeners.mesh.port": port,
    ...(nodePort !== undefined && { "meshGateways.edge-gateway.listeners.mesh.nodePort": nodePort }),
    "routes.api.port": port,
  });
const twoListeners = (fields: object): Input =>
  kumaWith({
    "meshGateways.edge-gateway.listeners": {
      mesh: { ...exposeAndConsume().meshGateways["edge-gateway"].listeners.mesh, maxConnections: 5 },
      other: { port: 8090, protocol: "HTTPS", crossMesh: true, hostname: "other.mesh", ...fields },
    },
    "exposes.api.listener": "mesh",
  });
const secondGateway = (hostname: string): Input =>
  kumaWith({
    "meshGateways.second": {
      mesh: "expose",
      listeners: { mesh: { port: 8090, protocol: "HTTPS", crossMesh: true, hostname } },
    },
  });
const beside = (path: object): Input =>
  kumaWith({
    "exposes.api.path": { regex: "/api/[0-9]+" },
    "exposes.rest": { gateway: "edge-gateway", path, service: { name: "rest", namespace: "app", port: 80 } },
  });
const root = (path: object | undefined, rewrite: object = { prefix: "/v1" }): Input =>
  kumaWith({
    "exposes.api.path": { exact: "/" },
    "exposes.rest": { gateway: "edge-gateway", path, rewrite, service: { name: "rest", namespace: "app", port: 80 } },
  });
const headers = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, "1"]));
const permitted = (from: object, more: Input = {}): Input =>
  withPartner({ "crossMeshPermissions.clientMayCall.from": [from], ...more });
const secondCaller = (fields: object): Input =>
  kumaWith({
    "meshes.third": { trustDomain: "third", target: exposeAndConsume().meshes.consume.target },
    "routes.more": { ...exposeAndConsume().routes.api, from: { mesh: "third" }, ...fields },
  });
const secondRoute = (fields: object, port = 8091): Input =>
  kumaWith({
    "meshGateways.edge-gateway.listeners.other": { port, protocol: "HTTPS", crossMesh: true, hostname: "b.mesh" },
    "exposes.api.listener": "mesh",
    "exposes.more": {
      gateway: "edge-gateway",
      listener: "other",
      service: { name: "more", namespace: "app", port: 80 },
    },
    "routes.more": { from: { mesh: "consume" }, to: { expose: "more" }, hostname: "b.mesh", port, ...fields },
  });
const exitOf = (serviceProtocol: string, fields: object = {}): Input =>
  kumaWith({
    "externalGateways.partner": { addresses: ["partner.example"], protocol: "tls", serviceProtocol },
    "routes.partner": {
      ...{ from: { mesh: "consume" }, to: { externalGateway: "partner" }, hostname: "partner.example", port: 443 },
      ...fields,
    },
  });
const farPartner = {
  ...{ "clusters.far": {}, "meshes.pay.cluster": "far", "meshGateways.pay-edge.address": { host: "pay.mesh" } },
};
const secondExit = (hostname: string): Input =>
  withPartner({
    "exposes.refunds": {
      ...{ gateway: "pay-edge", path: { prefix: "/refunds" } },
      service: { name: "refunds", namespace: "pay", port: 80 },
    },
    ...farPartner,
    "routes.refund": { from: { mesh: "consume" }, to: { expose: "refunds" }, hostname, port: 81 },
  });
const nodePortPartner = (fields: Input): Input =>
  withPartner({
    ...{ ...farPartner, "meshGateways.pay-edge.service": { type: "NodePort" } },
    ...fields,
  });

/** What each rule refuses, beside the nearest thing that it takes. */
const rules: Record<string, { taken: Input; refused: Input; problems: string[] }> = {
  "a trust domain that Kuma does not write": {
    taken: kumaWith({ "meshes.consume.trustDomain": "consume" }),
    refused: kumaWith({ "meshes.consume.trustDomain": "consume.example" }),
    problems: ["kuma.trust-domain at meshes.consume.trustDomain"],
  },
  "two versions in one cluster": {
    taken: withPartner({ "meshes.pay.target": { kind: "standalone" } }),
    refused: kumaWith({ "meshes.new": { trustDomain: "new", target: { kind: "kuma" } } }),
    problems: ["kuma.two-versions at meshes.new.target"],
  },
  "a namespace that refuses Kuma's pods": {
    taken: kumaWith({ "meshes.expose.namespace": undefined, "meshGateways.edge-gateway.namespace": "gateways" }),
    refused: kumaWith({ "meshes.expose.namespace": undefined }),
    problems: ["kuma.namespace-restricted at meshGateways.edge-gateway.namespace"],
  },
  "another node port than the listener's": {
    taken: nodePort(30080, 30080),
    refused: nodePort(30080, 30081),
    problems: ["kuma.node-port at meshGateways.edge-gateway.listeners.mesh.nodePort"],
  },
  "a port that is no node port": {
    taken: nodePort(32767),
    refused: nodePort(32768),
    problems: ["kuma.node-port at meshGateways.edge-gateway.listeners.mesh.port"],
  },
  "a node port behind a load balancer, which Kuma leaves to Kubernetes": {
    taken: kumaWith({ "meshGateways.edge-gateway.service": { type: "LoadBalancer" } }),
    refused: nodePort(8090, 30080, "LoadBalancer"),
    problems: ["kuma.node-port at meshGateways.edge-gateway.listeners.mesh.nodePort"],
  },
  "a limit of one of two listeners at a port": {
    taken: twoListeners({ port: 8091 }),
    refused: twoListeners({}),
    problems: ["kuma.connection-limit at meshGateways.edge-gateway.listeners.other.maxConnections"],
  },
  "two limits of one port": {
    taken: twoListeners({ maxConnections: 5 }),
    refused: twoListeners({ maxConnections: 6 }),
    problems: ["kuma.connection-limit at meshGateways.edge-gateway.listeners.other.maxConnections"],
  },
  "two gateways of one name and port": {
    taken: secondGateway("second.mesh"),
    refused: secondGateway("expose.mesh"),
    problems: ["kuma.listener-taken at meshGateways.second.listeners.mesh.hostname"],
  },
  "a hostname that Kuma takes for a part of another at the port": {
    taken: twoListeners({ hostname: "expose.us.mesh", port: 8091 }),
    refused: twoListeners({ hostname: "expose.us.mesh", maxConnections: 5 }),
    problems: ["kuma.hostname-hidden at meshGateways.edge-gateway.listeners.other.hostname"],
  },
  "a hostname that begins as another at the port, and comes after it": {
    taken: twoListeners({ hostname: "expose.eu.mesh", maxConnections: 5 }),
    refused: twoListeners({ hostname: "expose", maxConnections: 5 }),
    problems: ["kuma.hostname-hidden at meshGateways.edge-gateway.listeners.mesh.hostname"],
  },
  "a listener for outsiders": {
    taken: kumaWith(),
    refused: kumaWith({
      "meshGateways.edge-gateway.listeners.site": { port: 80, protocol: "HTTP" },
      "exposes.api.listener": "mesh",
    }),
    problems: ["target.unsupported at meshGateways.edge-gateway.listeners.site.protocol"],
  },
  "a regular expression beside a prefix": {
    taken: beside({ exact: "/status" }),
    refused: beside({ prefix: "/api" }),
    problems: ["kuma.regex-order at exposes.api.path.regex"],
  },
  "the path / beside every path with its prefix rewritten, for which Kuma makes it once more": {
    taken: root({ prefix: "/rest" }),
    refused: root(undefined),
    problems: ["kuma.root-twice at exposes.rest.rewrite.prefix"],
  },
  "the path / beside a prefix / that is rewritten, as a prefix and not as a whole": {
    taken: root({ prefix: "/" }, { path: "/v1" }),
    refused: root({ prefix: "/" }),
    problems: ["kuma.root-twice at exposes.rest.rewrite.prefix"],
  },
  "a path that no request has": {
    taken: kumaWith({ "exposes.api.path": { prefix: "/a/b" } }),
    refused: kumaWith({ "exposes.api.path": { prefix: "/a//b" } }),
    problems: ["target.path-not-normal at exposes.api.path.prefix"],
  },
  "more headers than a list holds": {
    taken: kumaWith({ "exposes.api.requestHeaders": { set: headers(16) } }),
    refused: kumaWith({ "exposes.api.requestHeaders": { set: headers(17) } }),
    problems: ["kuma.too-many-headers at exposes.api.requestHeaders.set"],
  },
  "a header that changes in two ways": {
    taken: kumaWith({ "exposes.api.responseHeaders": { set: { "x-a": "1" }, remove: ["x-b"] } }),
    refused: kumaWith({ "exposes.api.responseHeaders": { set: { "x-a": "1" }, remove: ["X-A"] } }),
    problems: ["kuma.header-twice at exposes.api.responseHeaders.remove"],
  },
  "a header that is set to nothing, which Kuma would leave as it came": {
    taken: kumaWith({ "exposes.api.requestHeaders": { remove: ["x-role"] } }),
    refused: kumaWith({ "exposes.api.requestHeaders": { set: { "x-role": "" } } }),
    problems: ["kuma.header-empty at exposes.api.requestHeaders.set.x-role"],
  },
  "a header that Kuma's gateway writes itself": {
    taken: kumaWith({ "exposes.api.requestHeaders": { remove: ["strict-transport-security"] } }),
    refused: kumaWith({ "exposes.api.responseHeaders": { remove: ["Strict-Transport-Security"] } }),
    problems: ["kuma.header-own at exposes.api.responseHeaders.remove"],
  },
  "the name of the server, which is Kuma's gateway in any answer": {
    taken: kumaWith({ "exposes.api.responseHeaders": { set: { "x-server": "mine" } } }),
    refused: kumaWith({ "exposes.api.responseHeaders": { set: { Server: "mine" } } }),
    problems: ["kuma.header-own at exposes.api.responseHeaders.set"],
  },
  "callers of another system": {
    taken: permitted({ mesh: "consume" }),
    refused: permitted({ mesh: "pay" }),
    problems: ["kuma.stranger at crossMeshPermissions.clientMayCall.from[0].mesh"],
  },
  "any caller, where one is of another system": {
    taken: permitted({ mesh: "*" }, { "crossMeshPermissions.clientMayCall.action": "deny" }),
    refused: permitted({ mesh: "*" }),
    problems: ["kuma.stranger at crossMeshPermissions.clientMayCall.from[0].mesh"],
  },
  "callers by service account": {
    taken: permitted({ mesh: "consume", namespace: "web", service: "client" }),
    refused: permitted({ mesh: "consume", namespace: "web", serviceAccount: "client" }),
    problems: ["target.unsupported at crossMeshPermissions.clientMayCall.from[0].serviceAccount"],
  },
  "a header that Kuma's gateway refuses": {
    taken: permitted(
      { mesh: "consume" },
      { "crossMeshPermissions.clientMayCall.http": [{ headers: [{ name: "x-a", exact: "b" }] }] },
    ),
    refused: permitted(
      { mesh: "consume" },
      { "crossMeshPermissions.clientMayCall.http": [{ headers: [{ name: "x_a", exact: "b" }] }] },
    ),
    problems: ["target.header-unreadable at crossMeshPermissions.clientMayCall.http[0].headers[0].name"],
  },
  "another name than Kuma's": {
    taken: kumaWith(),
    refused: kumaWith({ "routes.api.hostname": "server.expose" }),
    problems: ["kuma.route-name at routes.api.hostname"],
  },
  "another port than the listener's": {
    taken: kumaWith({ "routes.api.port": 8090 }),
    refused: kumaWith({ "routes.api.port": undefined }),
    problems: ["kuma.route-name at routes.api.port"],
  },
  "a gateway of another Kuma": {
    taken: kumaWith({ "clusters.far": {}, "meshes.consume.cluster": "far", "meshes.expose.cluster": "far" }),
    refused: kumaWith({ ...otherKuma, ...reachable, crossMeshPermissions: {} }),
    problems: ["kuma.stranger at routes.api.to.expose"],
  },
  "callers of another Kuma": {
    taken: kumaWith(),
    refused: kumaWith({ ...otherKuma, routes: {} }),
    problems: ["kuma.stranger at crossMeshPermissions.clientMayCall.from[0].mesh"],
  },
  "a Route from another system": {
    taken: withPartner(),
    refused: withPartner({ "routes.back": { from: { mesh: "pay" }, to: { expose: "api" }, hostname: "api.mesh" } }),
    problems: ["kuma.stranger at routes.back.to.expose"],
  },
  "two timeouts at one listener, whoever calls it": {
    taken: secondRoute({ timeout: "1s" }),
    refused: secondCaller({ timeout: "1s" }),
    problems: ["kuma.treatment-differs at routes.more"],
  },
  "two timeouts at one port, by two hostnames": {
    taken: secondRoute({ timeout: "1s" }),
    refused: secondRoute({ timeout: "1s" }, 8090),
    problems: ["kuma.treatment-differs at routes.more"],
  },
  "consumers of one namespace": {
    taken: kumaWith(),
    refused: kumaWith({ "routes.api.from": { mesh: "consume", namespace: "web" } }),
    problems: ["target.unsupported at routes.api.from.namespace"],
  },
  "a status that has no name": {
    taken: kumaWith({ "routes.api.retries": { attempts: 1, statusCodes: [511] } }),
    refused: kumaWith({ "routes.api.retries": { attempts: 1, statusCodes: [512] } }),
    problems: ["kuma.retry-status at routes.api.retries.statusCodes[0]"],
  },
  "a Host that the far end does not answer to": {
    taken: withPartner(),
    refused: withPartner({ "routes.charge.hostname": "charges.mesh" }),
    problems: ["kuma.host at routes.charge.hostname"],
  },
  "a timeout of what is only bytes": {
    taken: withPartner({ ...farPartner, "routes.charge.timeout": "1s" }),
    refused: withPartner({ "routes.charge.timeout": "1s" }),
    problems: ["kuma.bytes at routes.charge.timeout"],
  },
  "WebSockets behind a gateway, which Kuma refuses to upgrade": {
    taken: kumaWith({ "exposes.api.service.protocol": "GRPC" }),
    refused: kumaWith({ "exposes.api.service.protocol": "WebSocket" }),
    problems: ["target.unsupported at exposes.api.service.protocol"],
  },
  "WebSockets out of Kuma by a name that the far end does not answer to": {
    taken: exitOf("WebSocket"),
    refused: exitOf("WebSocket", { hostname: "partner.calls" }),
    problems: ["kuma.host at routes.partner.hostname"],
  },
  "a far end without a hostname, by which Kuma would believe it": {
    taken: withPartner({
      "meshGateways.pay-edge.listeners.api": { port: 8443, protocol: "TCP", crossMesh: true, hostname: "pay.mesh" },
    }),
    refused: withPartner({ "meshGateways.pay-edge.listeners.api": { port: 8443, protocol: "TCP", crossMesh: true } }),
    problems: ["kuma.server-name at routes.charge.to"],
  },
  "retries of gRPC out of Kuma": {
    taken: exitOf("GRPC", { timeout: "1s" }),
    refused: exitOf("GRPC", { retries: { attempts: 1 } }),
    problems: ["kuma.retry-protocol at routes.partner.retries"],
  },
  "retries of HTTP/2 out of Kuma": {
    taken: exitOf("HTTP", { retries: { attempts: 1 } }),
    refused: exitOf("HTTP2", { retries: { attempts: 1 } }),
    problems: ["kuma.retry-protocol at routes.partner.retries"],
  },
  "retries of what is only bytes": {
    taken: withPartner({ ...farPartner, "routes.charge.retries": { attempts: 1 } }),
    refused: withPartner({ "routes.charge.retries": { attempts: 1 } }),
    problems: ["kuma.bytes at routes.charge.retries"],
  },
  "two ports of one name": {
    taken: secondExit("refunds.mesh"),
    refused: secondExit("pay.mesh"),
    problems: ["kuma.hostname-one-port at routes.refund.hostname"],
  },
  "the name of a listener": {
    taken: secondExit("refunds.mesh"),
    refused: secondExit("expose.mesh"),
    problems: ["kuma.hostname-listener at routes.refund.hostname"],
  },
  "a node port that is left to Kubernetes": {
    taken: nodePortPartner({ "meshGateways.pay-edge.listeners.api.nodePort": 30443 }),
    refused: nodePortPartner({}),
    problems: ["target.no-node-port at meshGateways.pay-edge.listeners.api.nodePort"],
  },
};

describe.each(Object.entries(rules))("%s", (_, { taken, refused, problems }) => {
  it("is refused, and what is nearest to it is taken", () => {
    expect(found(taken)).toEqual([]);
    expect(found(refused)).toEqual(problems);
  });
});

describe("the way out of a stranger", () => {
  it("names the targets whose gateways others can call", () => {
    const [problem] = problemsOf(permitted({ mesh: "pay" }));
    expect(problem?.hint).toBe(
      'realise mesh "expose" on kuma 3.0 or standalone, whose gateways other targets can call',
    );
  });

  it("names meshes where any was meant", () => {
    expect(problemsOf(permitted({ mesh: "*" }))[0]?.hint).toMatch(/^name the meshes that may call, or realise/);
  });
});

describe("two meshes", () => {
  it("may call one gateway by the one name that Kuma gives it", () => {
    const input = kumaWith({
      "meshes.third": { trustDomain: "third", target: { kind: "kuma", version: "2.14" } },
      "routes.third": { from: { mesh: "third" }, to: { expose: "api" }, hostname: "expose.mesh", port: 8090 },
    });
    expect(found(input)).toEqual([]);
  });
});
