import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../../fabric/check.js";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { describeProblem, type Problem } from "../../../model/problem.js";
import { standaloneProblems } from "./index.js";

type Changes = Record<string, unknown>;

const problemsWith = (changes: Changes): Problem[] =>
  checkFabric("test", fabricWith(changes), { problems: standaloneProblems }).problems ?? [];
const foundWith = (changes: Changes): string[] => problemsWith(changes).map(({ code, path }) => `${code} at ${path}`);

const listener = (fields: object = {}) => ({
  port: 8443,
  protocol: "HTTPS",
  crossMesh: true,
  hostname: "a.mesh",
  ...fields,
});
const twoClusters = {
  "clusters.east": {},
  "clusters.west": {},
  "meshes.shop.cluster": "east",
  "meshes.payments.cluster": "west",
};
const ownMesh = { "routes.charge.from.mesh": "payments", "routes.charge.hostname": "charges.mesh" };
const database = {
  "meshGateways.edge.listeners.db": { port: 5432, protocol: "TCP", crossMesh: true },
  "exposes.database": {
    gateway: "edge",
    listener: "db",
    service: { name: "database", namespace: "pay", port: 5432 },
  },
  "crossMeshPermissions.checkoutMayCharge.listener": "api",
};
const nodePort = { ...twoClusters, "meshGateways.edge.service": { type: "NodePort" } };
const address = { "meshGateways.edge.address": { host: "edge.example" } };
const http = (fields: object) => ({ "crossMeshPermissions.checkoutMayCharge.http": [fields] });
const exit = (fields: object = {}) => ({ "meshGateways.exit": { mesh: "shop", role: "egress", ...fields } });
const secondRoute = (fields: object) => ({
  "routes.other": { from: { mesh: "shop" }, to: { expose: "charges" }, ...fields },
});

/** A gateway of another target in the same cluster. */
const ofIstio = (name: string, namespace?: string) => ({
  "meshes.bank": { trustDomain: "bank.acme.internal", target: { kind: "istio" } },
  [`meshGateways.${name}`]: { mesh: "bank", namespace, listeners: { api: listener() } },
});

/** What each rule refuses, beside the nearest thing that it takes. */
const rules: Record<string, { taken: Changes; refused: Changes; found: string[] }> = {
  "a Service of an egress gateway's own": {
    taken: exit(),
    refused: exit({ service: { type: "LoadBalancer" } }),
    found: ["target.egress-inside at meshGateways.exit.service"],
  },
  "an address of an egress gateway": {
    taken: { ...exit(), "meshGateways.edge.address": { host: "edge.example" } },
    refused: exit({ address: { host: "exit.example" } }),
    found: ["target.egress-inside at meshGateways.exit.address"],
  },
  "two Routes on the port of one that passes connections on": {
    taken: { ...database, ...secondRoute({ to: { expose: "database" }, hostname: "db.mesh", port: 5432 }) },
    refused: { ...database, ...secondRoute({ to: { expose: "database" }, hostname: "db.mesh" }) },
    found: ["target.port-shared at routes.other.port"],
  },
  "a Route to a listener for outsiders": {
    taken: { ...ownMesh, "meshGateways.edge.listeners.api.crossMesh": true },
    refused: {
      ...ownMesh,
      "meshGateways.edge.listeners.api": listener({ crossMesh: false, tls: { secretName: "edge" } }),
      crossMeshPermissions: {},
    },
    found: ["target.route-outside at routes.charge.to.expose"],
  },
  "the port that the gateway asks readiness on": {
    taken: { "meshGateways.edge.listeners.api.port": 15022 },
    refused: { "meshGateways.edge.listeners.api.port": 15021 },
    found: ["target.port-taken at meshGateways.edge.listeners.api.port"],
  },
  "the port of Envoy's administration": {
    taken: { "meshGateways.edge.listeners.api.port": 9902 },
    refused: { "meshGateways.edge.listeners.api.port": 9901 },
    found: ["target.port-taken at meshGateways.edge.listeners.api.port"],
  },
  "the port of the gateway's metrics": {
    taken: { "meshGateways.edge.listeners.api.port": 15019 },
    refused: { "meshGateways.edge.listeners.api.port": 15020 },
    found: ["target.port-taken at meshGateways.edge.listeners.api.port"],
  },
  "a port by which the gateway is told to leave": {
    taken: { "meshGateways.edge.listeners.api.port": 9905 },
    refused: {
      "meshGateways.edge.listeners.api.port": 9903,
      "meshGateways.edge.listeners.other": listener({ port: 9904 }),
    },
    found: [
      "target.port-taken at meshGateways.edge.listeners.api.port",
      "target.port-taken at meshGateways.edge.listeners.other.port",
    ],
  },
  "a port that a low one is served on": {
    taken: {
      "meshGateways.edge.listeners.low": listener({ port: 443 }),
      "meshGateways.edge.listeners.high": listener({ port: 10444 }),
    },
    refused: {
      "meshGateways.edge.listeners.low": listener({ port: 443 }),
      "meshGateways.edge.listeners.high": listener({ port: 10443 }),
    },
    found: ["target.port-taken at meshGateways.edge.listeners.low.port"],
  },
  "a permission by a header with an underscore": {
    taken: http({ headers: [{ name: "x-team", exact: "web" }] }),
    refused: http({ headers: [{ name: "x_team", exact: "web" }] }),
    found: ["target.header-unreadable at crossMeshPermissions.checkoutMayCharge.http[0].headers[0].name"],
  },
  "a permission by a header that the gateway writes": {
    taken: http({ headers: [{ name: "x-forwarder", present: true }] }),
    refused: http({ headers: [{ name: "X-Forwarded-For", present: true }] }),
    found: ["target.header-unreadable at crossMeshPermissions.checkoutMayCharge.http[0].headers[0].name"],
  },
  "a permission by a parameter with an escape": {
    taken: http({ query: [{ name: "dry-run", present: true }] }),
    refused: http({ query: [{ name: "dry%2drun", present: true }] }),
    found: ["target.parameter-unreadable at crossMeshPermissions.checkoutMayCharge.http[0].query[0].name"],
  },
  "a rule for a path that no request has": {
    taken: { "routes.charge.rules": [{ match: { path: { prefix: "/a/b" } } }] },
    refused: { "routes.charge.rules": [{ match: { path: { prefix: "/a//b" } } }] },
    found: ["target.path-not-normal at routes.charge.rules[0].match.path.prefix"],
  },
  "a rewrite to a path that no request has": {
    taken: { "routes.charge.rewrite": { prefix: "/a/b" }, "exposes.charges.rewrite": { path: "/a" } },
    refused: { "routes.charge.rewrite": { prefix: "/a/../b" }, "exposes.charges.rewrite": { path: "/a//" } },
    found: [
      "target.path-not-normal at exposes.charges.rewrite.path",
      "target.path-not-normal at routes.charge.rewrite.prefix",
    ],
  },
  "a node port that Kubernetes chooses, called from another cluster": {
    taken: { ...nodePort, ...address, "meshGateways.edge.listeners.api.nodePort": 30443 },
    refused: { ...nodePort, ...address },
    found: ["target.no-node-port at meshGateways.edge.listeners.api.nodePort"],
  },
  "the name of a mesh's own egress gateway": {
    taken: { "meshGateways.shop-exit": { mesh: "shop", role: "egress" } },
    refused: { "meshGateways.shopEgress": { mesh: "shop", role: "egress" } },
    found: ["target.name-taken at meshGateways.shopEgress"],
  },
  "that name for another mesh's gateway in the same namespace": {
    taken: { "meshGateways.shopEgress": { mesh: "payments", role: "egress" } },
    refused: { "meshGateways.shopEgress": { mesh: "payments", role: "egress", namespace: "isthmus-shop" } },
    found: ["target.name-taken at meshGateways.shopEgress"],
  },
  "that name for a gateway of another target in the same namespace": {
    taken: ofIstio("shopEgress"),
    refused: ofIstio("shopEgress", "isthmus-shop"),
    found: ["target.name-taken at meshGateways.shopEgress"],
  },
  "one hostname for other consumers": {
    taken: secondRoute({ hostname: "payments.mesh", port: 81 }),
    refused: secondRoute({ hostname: "payments.mesh", port: 81, from: { mesh: "shop", namespace: "web" } }),
    found: ["target.hostname-shared at routes.other.hostname"],
  },
  "one hostname by another way": {
    taken: { ...exit(), ...secondRoute({ hostname: "payments.other", via: "exit" }) },
    refused: { ...exit(), ...secondRoute({ hostname: "payments.mesh", port: 81, via: "exit" }) },
    found: ["target.hostname-shared at routes.other.hostname"],
  },
  "two spellings of one name": {
    taken: secondRoute({ hostname: "payments.mesh.example" }),
    refused: secondRoute({ hostname: "payments.mesh.svc" }),
    found: ["target.hostname-double at routes.other.hostname"],
  },
  "two spellings of one name, in the cluster's own domain": {
    taken: {
      "clusters.east": { domain: "east.local" },
      "meshes.shop.cluster": "east",
      "meshes.payments.cluster": "east",
      ...secondRoute({ hostname: "payments.mesh.svc.cluster.local" }),
    },
    refused: {
      "clusters.east": { domain: "east.local" },
      "meshes.shop.cluster": "east",
      "meshes.payments.cluster": "east",
      ...secondRoute({ hostname: "payments.mesh.svc.east.local" }),
    },
    found: ["target.hostname-double at routes.other.hostname"],
  },
  "a hostname that no Service can be called": {
    taken: secondRoute({ hostname: "pay1.mesh" }),
    refused: secondRoute({ hostname: "1pay.mesh" }),
    found: ["target.hostname-service at routes.other.hostname"],
  },
  "the Service that an Expose offers": {
    taken: { ...twoClusters, ...address, ...secondRoute({ hostname: "charges.pay" }) },
    refused: secondRoute({ hostname: "charges.pay" }),
    found: ["target.hostname-taken at routes.other.hostname"],
  },
  "the Service of a gateway": {
    taken: secondRoute({ hostname: "edge.isthmus-shop" }),
    refused: secondRoute({ hostname: "edge.isthmus-payments" }),
    found: ["target.hostname-taken at routes.other.hostname"],
  },
  "the Service of a gateway of another target": {
    taken: { ...ofIstio("vault", "doors"), ...secondRoute({ hostname: "vault.mesh" }) },
    refused: { ...ofIstio("vault", "doors"), ...secondRoute({ hostname: "vault.doors" }) },
    found: ["target.hostname-taken at routes.other.hostname"],
  },
  "the Service of a mesh's own egress gateway": {
    taken: secondRoute({ hostname: "shop-egress.mesh" }),
    refused: secondRoute({ hostname: "shop-egress.isthmus-shop" }),
    found: ["target.hostname-taken at routes.other.hostname"],
  },
};

describe.each(Object.entries(rules))("target standalone and %s", (_name, { taken, refused, found }) => {
  it("refuses it, and says where", () => {
    expect(foundWith(refused)).toEqual(found);
  });

  it("takes what is next to it", () => {
    expect(foundWith(taken)).toEqual([]);
  });

  it("says what to do", () => {
    for (const problem of problemsWith(refused)) expect(describeProblem(problem).split("\n")).toHaveLength(3);
  });
});

describe("paths that no request has", () => {
  const odd = [
    "/a//b",
    "//",
    "/.",
    "/a/..",
    "/a/./b",
    "/a/../b",
    "/a/..;/b",
    "/a\\b",
    "/a%2fb",
    "/a%2Fb",
    "/%41",
    "/a%c3",
    "/é",
    '/"',
  ];
  it.each(odd)("include %s", (path) => {
    expect(foundWith(http({ path: { exact: path } }))).toEqual([
      "target.path-not-normal at crossMeshPermissions.checkoutMayCharge.http[0].path.exact",
    ]);
    expect(
      foundWith({ "exposes.charges.path": { prefix: path } }).filter((found) => !found.startsWith("schema")),
    ).toEqual(path === "//" ? [] : ["target.path-not-normal at exposes.charges.path.prefix"]);
  });

  const normal = [
    "/",
    "/a",
    "/a/",
    "/a.b",
    "/...",
    "/a..b",
    "/a/..b",
    "/a;v=1",
    "/a%20b",
    "/caf%C3%A9",
    "/~me/@you/x:y",
    "/a%25",
  ];
  it.each(normal)("do not include %s", (path) => {
    expect(foundWith(http({ path: { exact: path } }))).toEqual([]);
  });
});

describe("meshes on other targets", () => {
  it("are not looked at", () => {
    const elsewhere = {
      "meshes.payments.target": { kind: "istio" },
      "crossMeshPermissions.checkoutMayCharge.action": "deny",
    };
    expect(foundWith(elsewhere)).toEqual([]);
  });
});
