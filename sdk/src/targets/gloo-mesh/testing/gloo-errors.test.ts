import { describe, expect, it } from "@jest/globals";
import { glooErrors } from "./gloo-errors.js";

const object = (group: string, kind: string, spec: object) => ({
  apiVersion: `${group}.gloo.solo.io/v2`,
  kind,
  metadata: { name: "probe" },
  spec,
});
const networking = (kind: string, spec: object) => glooErrors([object("networking", kind, spec)]);

const destination = (fields: object = {}) => ({
  hosts: ["a.example"],
  externalServices: [{ labels: { a: "b" } }],
  ports: [{ number: 80, protocol: "HTTP", targetPort: { number: 80 } }],
  clientMode: { tlsTermination: {} },
  ...fields,
});
const listener = (fields: object = {}) => ({
  listeners: [{ port: { number: 443 }, appProtocol: "HTTPS", http: {}, tls: { mode: "ISTIO_MUTUAL" }, ...fields }],
});
const table = (...weights: number[]) => ({
  hosts: ["a.example"],
  http: [{ forwardTo: { destinations: weights.map((weight) => ({ ref: { name: "a" }, weight })) } }],
});
const policy = (config: object) => glooErrors([object("resilience.policy", "RetryTimeoutPolicy", { config })]);

/** What the digest says is refused, beside the nearest thing that is taken. */
const rules: [string, taken: string[], refused: string[], error: RegExp][] = [
  ["an unknown kind", [], networking("VirtualHost", {}), /no kind VirtualHost/],
  [
    "an unknown field",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ host: "a" })),
    /host is unknown/,
  ],
  [
    "a wrong type",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ hosts: "a.example" })),
    /hosts is no list/,
  ],
  [
    "another protocol",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ ports: [{ number: 1, protocol: "UDP" }] })),
    /none of HTTP/,
  ],
  [
    "port 0",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ ports: [{ number: 0, protocol: "TCP" }] })),
    /0 is no port/,
  ],
  [
    "no port",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ ports: [] })),
    /has no port/,
  ],
  [
    "a wildcard host",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ hosts: ["*.example"] })),
    /has a star/,
  ],
  [
    "a host that ends in a number",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ hosts: ["a.1"] })),
    /ends in a number/,
  ],
  [
    "targetPort of nothing",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ externalServices: [] })),
    /targetPort of nothing/,
  ],
  [
    "another client mode",
    networking("VirtualDestination", destination()),
    networking("VirtualDestination", destination({ clientMode: { sniRouting: {} } })),
    /does not end TLS/,
  ],
  [
    "a gateway without listener",
    networking("VirtualGateway", listener()),
    networking("VirtualGateway", { listeners: [] }),
    /has no listener/,
  ],
  [
    "a port by number and name",
    networking("VirtualGateway", listener()),
    networking("VirtualGateway", listener({ port: { number: 1, name: "a" } })),
    /not one of number, name/,
  ],
  [
    "HTTP over TLS called HTTP",
    networking("VirtualGateway", listener()),
    networking("VirtualGateway", listener({ appProtocol: "HTTP" })),
    /does not fit/,
  ],
  [
    "MUTUAL without certificate",
    networking("VirtualGateway", listener({ tls: { mode: "MUTUAL", secretName: "a" } })),
    networking("VirtualGateway", listener({ tls: { mode: "MUTUAL" } })),
    /has no certificate/,
  ],
  [
    "ISTIO_MUTUAL with one",
    networking("VirtualGateway", listener()),
    networking("VirtualGateway", listener({ tls: { mode: "ISTIO_MUTUAL", secretName: "a" } })),
    /certificate of its own/,
  ],
  [
    "TLS 1.0 without cipher suites",
    networking("VirtualGateway", listener()),
    networking(
      "VirtualGateway",
      listener({ tls: { mode: "ISTIO_MUTUAL", parameters: { minimumProtocolVersion: "TLSv1_0" } } }),
    ),
    /cipher suites/,
  ],
  [
    "TLS and a redirect to it",
    networking("VirtualGateway", listener()),
    networking("VirtualGateway", listener({ httpsRedirect: true })),
    /not one of tls, httpsRedirect/,
  ],
  [
    "weights that are not 100",
    networking("RouteTable", table(60, 40)),
    networking("RouteTable", table(60, 41)),
    /add up to 101/,
  ],
  ["no destination", networking("RouteTable", table(100)), networking("RouteTable", table()), /0 destinations/],
  [
    "101 destinations",
    networking("RouteTable", table(...Array<number>(100).fill(1))),
    networking("RouteTable", table(...Array<number>(101).fill(1))),
    /101 destinations/,
  ],
  [
    "a workload by namespace",
    networking("RouteTable", { ...table(100), workloadSelectors: [{ selector: { labels: { a: "b" } } }] }),
    networking("RouteTable", { ...table(100), workloadSelectors: [{ selector: { namespace: "a" } }] }),
    /workloads by namespace/,
  ],
  [
    "a workload that is a VM",
    networking("RouteTable", { ...table(100), workloadSelectors: [{ kind: "KUBE" }] }),
    networking("RouteTable", { ...table(100), workloadSelectors: [{ kind: "VM" }] }),
    /selects VM/,
  ],
  [
    "hosts and addresses",
    networking("ExternalService", { hosts: ["a.b"], ports: [{ name: "a", number: 1, protocol: "HTTP" }] }),
    networking("ExternalService", {
      hosts: ["a.b"],
      addresses: ["192.0.2.1"],
      ports: [{ name: "a", number: 1, protocol: "HTTP" }],
    }),
    /not one of hosts, addresses/,
  ],
  ["a policy of nothing", policy({ requestTimeout: "1s" }), policy({}), /asks for nothing/],
  [
    "less than a millisecond",
    policy({ requestTimeout: "0.001s" }),
    policy({ requestTimeout: "0.0001s" }),
    /no duration/,
  ],
  [
    "no attempt, and how",
    policy({ retries: { attempts: 0 } }),
    policy({ retries: { attempts: 0, retryOn: "5xx" } }),
    /retries never/,
  ],
  [
    "a condition of Envoy that Gloo Mesh does not know",
    policy({ retries: { attempts: 1, retryOn: "reset,503" } }),
    policy({ retries: { attempts: 1, retryOn: "reset-before-request,503" } }),
    /retries on reset-before-request/,
  ],
];

describe.each(rules)("the check that the digest gives: %s", (_, taken, refused, error) => {
  it("is refused, and the nearest thing to it is not", () => {
    expect(taken).toEqual([]);
    expect(refused).toEqual([expect.stringMatching(error)]);
  });
});

describe("the check that the digest gives", () => {
  it("looks at kinds of Gloo Mesh alone", () => {
    expect(glooErrors([{ apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }])).toEqual([]);
  });
});
