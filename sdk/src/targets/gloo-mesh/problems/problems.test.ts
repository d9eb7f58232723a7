import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "../../../fabric/check.js";
import { describeProblem, type Problem } from "../../../model/problem.js";
import { targetRules } from "../../availability.js";
import { glooFabricWith } from "../testing/two-clusters.js";

type Changes = Record<string, unknown>;

const problemsWith = (changes: Changes): Problem[] =>
  checkFabric("test", glooFabricWith(changes), targetRules).problems ?? [];
const foundWith = (changes: Changes): string[] => problemsWith(changes).map(({ code, path }) => `${code} at ${path}`);

const listener = (fields: object = {}) => ({
  port: 8443,
  protocol: "HTTPS",
  crossMesh: true,
  hostname: "charges.mesh",
  ...fields,
});
const edge = (fields: object = {}) => ({
  "meshGateways.edge": { mesh: "local", address: { host: "edge.example" }, listeners: { api: listener() }, ...fields },
  "exposes.charges": { gateway: "edge", listener: "api", service: { name: "charges", namespace: "pay", port: 8080 } },
});
const permission = (http: object) => ({
  ...edge(),
  "crossMeshPermissions.mayCharge": { gateway: "edge", from: [{ mesh: "remote" }], http: [http] },
});
const denial = (http: object) => ({ ...permission(http), "crossMeshPermissions.mayCharge.action": "deny" });
const weighted = (...weights: number[]): Changes => ({
  ...Object.fromEntries(
    weights.flatMap((_, index): [string, object][] => [
      [
        `meshGateways.edge${index}`,
        { mesh: "local", address: { host: "edge.example" }, listeners: { api: listener() } },
      ],
      [
        `exposes.charges${index}`,
        { gateway: `edge${index}`, service: { name: "charges", namespace: "pay", port: 8080 } },
      ],
    ]),
  ),
  "routes.fromApp2": undefined,
  "routes.fromApp1.to": { weighted: weights.map((weight, index) => ({ expose: `charges${index}`, weight })) },
  "externalGateways.httpbin": undefined,
});
const outer = (fields: object) => ({ "externalGateways.httpbin.tls": fields });
const bundle = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const second = (fields: object = {}) => ({
  "externalGateways.other": { addresses: ["other.example"], protocol: "tls", tls: { secretName: "ours", bundle } },
  "routes.other": {
    from: { mesh: "local" },
    to: { externalGateway: "other" },
    hostname: "other.external",
    via: "egress",
    ...fields,
  },
});

/** Mesh `bank` of target standalone, and a Route to a listener of its gateway. */
const callsBank = (fields: object): Changes => ({
  "meshes.bank": { trustDomain: "bank.example", target: { kind: "standalone" } },
  "meshGateways.door": {
    mesh: "bank",
    address: { host: "bank.example" },
    listeners: { db: { port: 8443, protocol: "HTTPS", hostname: "db.mesh", ...fields } },
  },
  "exposes.database": { gateway: "door", service: { name: "db", namespace: "pay", port: 5432 } },
  "routes.query": { from: { mesh: "local" }, to: { expose: "database" }, hostname: "db.bank", port: 5432 },
});
const charge = { "routes.charge": { from: { mesh: "remote" }, to: { expose: "charges" }, hostname: "a.b" } };
const nodePorts = { address: { host: "edge.example" }, service: { type: "NodePort" } };
const redirectTo = (redirect: object) => ({ match: { path: { exact: "/b" } }, redirect });
const edgeOfRemote = { "meshGateways.edgeOfRemote": { mesh: "remote", listeners: { api: listener() } } };
/** No call of mesh `remote` goes through a gateway of another mesh. */
const straight = { "routes.fromApp2": undefined };
const outsider = { "meshes.bank": { trustDomain: "cluster.local", target: { kind: "standalone" } } };

/** What each rule refuses, beside the nearest thing that it takes. */
const rules: Record<string, { taken: Changes; refused: Changes; found: string[] }> = {
  "a cluster that Gloo Mesh has no name for": {
    taken: {},
    refused: { "meshes.local.cluster": undefined },
    found: ["gloo.cluster-unnamed at meshes.local.cluster"],
  },
  "a cluster of a name that no object has": {
    taken: { "clusters.local-2": {}, "meshes.local.cluster": "local-2" },
    refused: { "clusters.Local": {}, "meshes.local.cluster": "Local" },
    found: ["gloo.cluster-name at meshes.local.cluster"],
  },
  "a management cluster of such a name": {
    taken: { "meshes.local.target.managementCluster": "mgmt" },
    refused: {
      "clusters.Mgmt": {},
      "meshes.local.target.managementCluster": "Mgmt",
      "meshes.remote.target.managementCluster": "Mgmt",
    },
    found: [
      "gloo.cluster-name at meshes.local.target.managementCluster",
      "gloo.cluster-name at meshes.remote.target.managementCluster",
    ],
  },
  "two meshes in a cluster": {
    taken: {},
    refused: { "meshes.remote.cluster": "local", "routes.fromApp2": undefined },
    found: ["gloo.cluster-shared at meshes.remote.cluster"],
  },
  "listeners of an east-west gateway": {
    taken: {},
    refused: { "meshGateways.eastWest.listeners": { api: listener() } },
    found: ["gloo.east-west-listener at meshGateways.eastWest.listeners"],
  },
  "an east-west gateway that nobody reaches": {
    taken: { "meshGateways.eastWest.service": undefined, "meshGateways.eastWest.address": { host: "192.0.2.1" } },
    refused: { "meshGateways.eastWest.service": { type: "ClusterIP" } },
    found: ["gloo.east-west-unreachable at meshGateways.eastWest.service.type"],
  },
  "two east-west gateways of a mesh": {
    taken: { "meshGateways.too": { mesh: "remote", role: "east-west", service: { type: "NodePort" } } },
    refused: { "meshGateways.too": { mesh: "local", role: "east-west", service: { type: "NodePort" } } },
    found: ["gloo.east-west-several at meshGateways.too"],
  },
  "a way from another cluster without one": {
    taken: { "meshGateways.eastWest": undefined, "routes.fromApp2": undefined },
    refused: { "meshGateways.eastWest": undefined },
    found: ["gloo.no-east-west at routes.fromApp2.via"],
  },
  "a gateway of a mesh that is not believed": {
    taken: { "meshes.remote.trust": { distrusted: false } },
    refused: { "meshes.remote.trust": { distrusted: true } },
    found: ["gloo.via-distrusted at routes.fromApp2.via"],
  },
  "a listener for outsiders": {
    taken: edge(),
    refused: edge({ listeners: { api: listener({ crossMesh: false, tls: { secretName: "tls" } }) } }),
    found: [
      "gloo.listener-outside at meshGateways.edge.listeners.api.crossMesh",
      "target.unsupported at meshGateways.edge.listeners.api.tls",
    ],
  },
  "one hostname of two ports of a gateway": {
    taken: edge({ listeners: { api: listener(), too: listener({ port: 9443, hostname: "too.mesh" }) } }),
    refused: edge({ listeners: { api: listener(), too: listener({ port: 9443 }) } }),
    found: ["gloo.listener-hostname at meshGateways.edge.listeners.too.hostname"],
  },
  "the name of the egress gateway that a mesh has by itself": {
    taken: { "meshGateways.localExit": { mesh: "local", role: "egress" } },
    refused: { "meshGateways.localEgress": { mesh: "local", role: "egress" } },
    found: ["target.name-taken at meshGateways.localEgress"],
  },
  "one server name at two gateways": {
    taken: { "routes.fromApp2.via": undefined, "routes.fromApp2.hostname": "httpbin.too" },
    refused: { "routes.fromApp2.via": undefined },
    found: ["gloo.sni-taken at routes.fromApp2.hostname"],
  },
  "one hostname that leads to two places": {
    taken: { "routes.fromApp2.timeout": "5s", "routes.fromApp1.timeout": "5s" },
    refused: { "routes.fromApp2.timeout": "5s" },
    found: ["gloo.hostname-differs at routes.fromApp2.hostname"],
  },
  "one hostname for calls under two identities": {
    taken: { "routes.fromApp2": undefined, "routes.fromApp1.from.serviceAccount": "app" },
    refused: { "routes.fromApp1.from.serviceAccount": "app", "routes.fromApp2.from.serviceAccount": "app" },
    found: ["gloo.hostname-differs at routes.fromApp2.hostname"],
  },
  "one hostname on two ports": {
    taken: { "routes.fromApp2.port": 80 },
    refused: { "routes.fromApp2.port": 8080 },
    found: ["gloo.hostname-differs at routes.fromApp2.hostname"],
  },
  "a hostname that ends in a number": {
    taken: second({ hostname: "httpbin.v1" }),
    refused: second({ hostname: "httpbin.1" }),
    found: ["gloo.hostname-number at routes.other.hostname"],
  },
  "a hostname without a dot": {
    taken: second({ hostname: "httpbin.v" }),
    refused: second({ hostname: "httpbin" }),
    found: ["gloo.hostname-short at routes.other.hostname"],
  },
  "a hostname by which proxies know what another Route leads to": {
    taken: second({ hostname: "httpbin.not-isthmus.internal" }),
    refused: second({ hostname: "httpbin-external-1ab2c3d-egress.ops.isthmus.internal" }),
    found: ["target.hostname-inner at routes.other.hostname"],
  },
  "a listener's hostname that is no host of a RouteTable": {
    taken: edge(),
    refused: edge({ listeners: { api: listener({ hostname: "charges" }), too: listener({ hostname: "charges.1" }) } }),
    found: [
      "gloo.hostname-short at meshGateways.edge.listeners.api.hostname",
      "gloo.hostname-number at meshGateways.edge.listeners.too.hostname",
    ],
  },
  "a Route to connections": {
    taken: { ...edge(), ...charge },
    refused: callsBank({ protocol: "TCP", port: 5432, crossMesh: true, hostname: undefined }),
    found: ["gloo.route-bytes at routes.query.to.expose"],
  },
  "a Route to a listener for outsiders": {
    taken: callsBank({ crossMesh: true }),
    refused: callsBank({ tls: { secretName: "bank" } }),
    found: ["route.not-cross-mesh at routes.query.to.expose"],
  },
  "a Route to a node port that Kubernetes chooses": {
    taken: { ...edge({ listeners: { api: listener({ nodePort: 30443 }) }, ...nodePorts }), ...charge },
    refused: { ...edge(nodePorts), ...charge },
    found: ["target.no-node-port at meshGateways.edge.listeners.api.nodePort"],
  },
  "a Route by a path that no request has once it is normalised": {
    taken: second({ rewrite: { prefix: "/a" } }),
    refused: second({ rewrite: { prefix: "/a/../b" }, rules: [{ match: { path: { exact: "//" } }, timeout: "1s" }] }),
    found: [
      "target.path-not-normal at routes.other.rewrite.prefix",
      "target.path-not-normal at routes.other.rules[0].match.path.exact",
    ],
  },
  "an address of an egress gateway": {
    taken: { "meshGateways.eastWest.address": { host: "192.0.2.1" } },
    refused: { "meshGateways.egress.address": { host: "192.0.2.1" } },
    found: ["target.egress-inside at meshGateways.egress.address"],
  },
  "a share below a hundredth": {
    taken: weighted(99, 1),
    refused: weighted(999, 1),
    found: ["gloo.weight-vanishes at routes.fromApp1.to.weighted[1].weight"],
  },
  "more than a hundred destinations": {
    taken: weighted(...Array<number>(100).fill(1)),
    refused: weighted(...Array<number>(101).fill(1)),
    found: ["gloo.too-many-destinations at routes.fromApp1.to.weighted"],
  },
  "destinations with hostnames of their own": {
    taken: weighted(1, 1),
    refused: { ...weighted(1, 1), "meshGateways.edge1.listeners.api.hostname": "other.mesh" },
    found: ["gloo.weighted-hosts at routes.fromApp1.to.weighted[1].expose"],
  },
  "a certificate of ours for a server that nobody vouches for": {
    taken: outer({ secretName: "ours", bundle }),
    refused: outer({ secretName: "ours" }),
    found: ["gloo.server-unverified at externalGateways.httpbin.tls.bundle"],
  },
  "one Secret beside two authorities": {
    taken: { ...second(), ...outer({ secretName: "ours", bundle }) },
    refused: { ...second(), ...outer({ secretName: "ours", bundle: `${bundle}${bundle}` }) },
    found: ["gloo.secret-shared at externalGateways.other.tls.secretName"],
  },
  "a caller whose root is bound to no trust domain": {
    taken: { ...permission({}), "meshes.remote.trustDomain": "remote.example" },
    refused: { ...permission({}), "meshes.remote.trustDomain": "remote_mesh" },
    found: ["gloo.trust-domain at meshes.remote.trustDomain"],
  },
  "a caller whose trust domain Istio takes for its own": {
    taken: { ...permission({}), "meshes.local.trustDomain": "cluster.local" },
    refused: { ...permission({}), ...outsider, "crossMeshPermissions.mayCharge.from": [{ mesh: "bank" }] },
    found: ["gloo.trust-domain-alias at meshes.bank.trustDomain"],
  },
  "such a caller that has a gateway itself": {
    taken: { ...permission({}), ...edgeOfRemote, "meshes.remote.trustDomain": "remote.local", ...straight },
    refused: { ...permission({}), ...edgeOfRemote, "meshes.remote.trustDomain": "cluster.local", ...straight },
    found: ["gloo.trust-domain-alias at meshes.remote.trustDomain"],
  },
  "such a caller behind the east-west gateway of another mesh": {
    taken: { "meshes.local.trustDomain": "cluster.local" },
    refused: { "meshes.remote.trustDomain": "cluster.local" },
    found: ["gloo.trust-domain-alias at meshes.remote.trustDomain"],
  },
  "a denial of a path that can be written in many ways": {
    taken: denial({ path: { prefix: "/admin" } }),
    refused: denial({ path: { prefix: "/ad,min" } }),
    found: ["gloo.deny-path at crossMeshPermissions.mayCharge.http[0].path"],
  },
  "a denial by a header's value": {
    taken: denial({ headers: [{ name: "x-a", present: false }] }),
    refused: denial({ headers: [{ name: "x-a", exact: "b" }] }),
    found: ["gloo.deny-header at crossMeshPermissions.mayCharge.http[0].headers[0].exact"],
  },
  "a port that is another's in the pods": {
    taken: edge({ listeners: { api: listener({ port: 443 }), too: listener({ port: 8443, hostname: "too.mesh" }) } }),
    refused: edge({
      listeners: { api: listener({ port: 443 }), too: listener({ port: 10443, hostname: "too.mesh" }) },
    }),
    found: ["target.port-taken at meshGateways.edge.listeners.too.port"],
  },
  "a port of the proxy": {
    taken: edge({ listeners: { api: listener({ port: 15022 }) } }),
    refused: edge({ listeners: { api: listener({ port: 15021 }) } }),
    found: ["target.port-taken at meshGateways.edge.listeners.api.port"],
  },
  "a star that a policy takes for any text": {
    taken: permission({ path: { exact: "/a*b" }, headers: [{ name: "x-a", exact: "b*c" }] }),
    refused: permission({ path: { exact: "/a*" }, headers: [{ name: "x-a", exact: "*b" }] }),
    found: [
      "gloo.permission-wildcard at crossMeshPermissions.mayCharge.http[0].headers[0].exact",
      "gloo.permission-wildcard at crossMeshPermissions.mayCharge.http[0].path.exact",
    ],
  },
  "a permission by a path that no request has once it is normalised": {
    taken: denial({ path: { exact: "/a/b" } }),
    refused: denial({ path: { exact: "/a//b" } }),
    found: ["target.path-not-normal at crossMeshPermissions.mayCharge.http[0].path.exact"],
  },
  "an Expose of such a path": {
    taken: { ...edge(), "exposes.charges.path": { prefix: "/a" }, "exposes.charges.rewrite": { prefix: "/b" } },
    refused: {
      ...edge(),
      "exposes.charges.path": { prefix: "/a/../b" },
      "exposes.charges.rewrite": { prefix: "/c//d" },
    },
    found: [
      "target.path-not-normal at exposes.charges.path.prefix",
      "target.path-not-normal at exposes.charges.rewrite.prefix",
    ],
  },
  "a permission by a header that the gateway refuses or writes itself": {
    taken: permission({ headers: [{ name: "x-a", exact: "b" }] }),
    refused: permission({
      headers: [
        { name: "x_a", exact: "b" },
        { name: "x-forwarded-for", exact: "192.0.2.1" },
      ],
    }),
    found: [
      "target.header-unreadable at crossMeshPermissions.mayCharge.http[0].headers[0].name",
      "target.header-unreadable at crossMeshPermissions.mayCharge.http[0].headers[1].name",
    ],
  },
  "a template in the path of an Expose": {
    taken: { ...edge(), "exposes.charges.path": { prefix: "/%7Bid%7D" } },
    refused: { ...edge(), "exposes.charges.path": { prefix: "/{*}" } },
    found: [
      "gloo.permission-wildcard at exposes.charges.path.prefix",
      "target.path-not-normal at exposes.charges.path.prefix",
    ],
  },
  "a header that is empty": {
    taken: permission({ headers: [{ name: "x-a", present: true }] }),
    refused: permission({ headers: [{ name: "x-a", exact: "" }] }),
    found: ["gloo.permission-empty at crossMeshPermissions.mayCharge.http[0].headers[0].exact"],
  },
  "a header in brackets": {
    taken: permission({ headers: [{ name: "x-a", exact: "[b" }] }),
    refused: permission({ headers: [{ name: "x-a", exact: "[b]" }] }),
    found: ["gloo.permission-list at crossMeshPermissions.mayCharge.http[0].headers[0].exact"],
  },
  "what it has no field for": {
    taken: {
      "routes.fromApp1.requestHeaders": { add: { "x-a": "b" } },
      "routes.fromApp2.requestHeaders": { add: { "x-a": "b" } },
    },
    refused: {
      "routes.fromApp1.requestHeaders": { set: { "x-a": "b" } },
      "routes.fromApp2.requestHeaders": { set: { "x-a": "b" } },
    },
    found: [
      "target.unsupported at routes.fromApp1.requestHeaders.set",
      "target.unsupported at routes.fromApp2.requestHeaders.set",
    ],
  },
  "a header that is added without a value": {
    taken: second({ requestHeaders: { add: { "x-a": " " }, remove: ["x-b"] } }),
    refused: second({
      requestHeaders: { add: { "x-a": "" } },
      rules: [{ match: { method: "PUT" }, responseHeaders: { add: { "x-b": "1", "x-c": "" } } }],
    }),
    found: [
      "gloo.header-empty at routes.other.requestHeaders.add.x-a",
      "gloo.header-empty at routes.other.rules[0].responseHeaders.add.x-c",
    ],
  },
  "a header with what begins a variable of the proxy": {
    taken: second({ requestHeaders: { add: { "x-a": "half" } } }),
    refused: second({
      requestHeaders: { add: { "x-a": "50%" } },
      rules: [{ match: { method: "PUT" }, responseHeaders: { add: { "x-b": "%ENVIRONMENT(TOKEN)%" } } }],
    }),
    found: [
      "gloo.header-variable at routes.other.requestHeaders.add.x-a",
      "gloo.header-variable at routes.other.rules[0].responseHeaders.add.x-b",
    ],
  },
  "a status code that nobody registered": {
    taken: second({ retries: { attempts: 1, statusCodes: [508, 510] } }),
    refused: second({
      retries: { attempts: 1, statusCodes: [508, 509] },
      rules: [{ match: { method: "PUT" }, retries: { attempts: 1, statusCodes: [599] } }],
    }),
    found: [
      "gloo.retry-status at routes.other.retries.statusCodes[1]",
      "gloo.retry-status at routes.other.rules[0].retries.statusCodes[0]",
    ],
  },
  "a redirect to another host from a port of its own": {
    taken: second({ port: 8080, rules: [redirectTo({ path: { path: "/c" } })] }),
    refused: second({ port: 8080, rules: [redirectTo({ hostname: "c.example" })] }),
    found: ["target.unsupported at routes.other.rules[0].redirect.hostname"],
  },
  "two conditions on one name": {
    taken: second({
      rules: [
        {
          match: {
            headers: [
              { name: "x-a", exact: "1" },
              { name: "x-b", exact: "1" },
            ],
            query: [
              { name: "a", exact: "1" },
              { name: "A", exact: "1" },
            ],
          },
          timeout: "1s",
        },
      ],
    }),
    refused: second({
      rules: [
        {
          match: {
            headers: [
              { name: "x-a", prefix: "1" },
              { name: "X-A", regex: ".*2" },
            ],
            query: [
              { name: "a", exact: "1" },
              { name: "a", exact: "2" },
            ],
          },
          timeout: "1s",
        },
      ],
    }),
    found: [
      "gloo.condition-repeated at routes.other.rules[0].match.headers[1].name",
      "gloo.condition-repeated at routes.other.rules[0].match.query[1].name",
    ],
  },
};

describe("the Fabric of two clusters that the rules change", () => {
  it("has no problem", () => {
    expect(foundWith({})).toEqual([]);
  });
});

describe.each(Object.entries(rules))("%s", (_, { taken, refused, found }) => {
  it("is refused", () => {
    const problems = problemsWith(refused);
    expect(problems.map(({ code, path }) => `${code} at ${path}`)).toEqual(found);
    for (const problem of problems) expect(describeProblem(problem)).toContain(problem.hint ?? "?");
  });

  it("is told from what comes nearest to it", () => {
    expect(foundWith(taken)).toEqual([]);
  });
});
