import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { configFiles, objectNamed, settledObjects } from "../../testing/planned.js";

interface Cluster {
  name: string;
  dns_lookup_family?: string;
  health_checks?: { http_health_check: { codec_client_type: string }; tls_options: { alpn_protocols: string[] } }[];
  transport_socket?: { typed_config: { common_tls_context: { tls_params: Record<string, string> } } };
}

interface Table {
  virtual_hosts: {
    name: string;
    routes: { name: string; route?: Record<string, unknown>; direct_response?: object }[];
  }[];
}

/** What stands in a file of a gateway's configuration. */
function resourcesIn(changes: Record<string, unknown>, gateway: string, file: string): unknown[] {
  const objects = settledObjects(fabricWith(changes));
  const { spec } = objectNamed(objects, "Deployment", gateway).spec.template;
  const text = configFiles(objects, spec)[file] ?? "";
  return (parse(text, { maxAliasCount: -1 }) as { resources: unknown[] }).resources;
}

const clustersOf = (gateway: string, changes: Record<string, unknown>): Cluster[] =>
  resourcesIn(changes, gateway, "cds.yaml") as Cluster[];

const partner = {
  "externalGateways.partner": { addresses: ["partner.example"], protocol: "tls" },
  "routes.partner": { from: { mesh: "shop" }, to: { externalGateway: "partner" }, hostname: "partner.calls" },
};

const keys = {
  "meshGateways.edge.tracing": { host: "collector.example" },
  "crossMeshPermissions.checkoutMayCharge.http": [
    { jwt: { issuer: "https://id.example", jwksUri: "https://id.example/keys" } },
  ],
};

it("names that have addresses of both kinds are called by IPv4", () => {
  const clusters = [...clustersOf("shop-egress", partner), ...clustersOf("edge", keys)];
  expect(clusters.map(({ name, dns_lookup_family }) => [name.replace(/jwt-.*/, "jwt"), dns_lookup_family])).toEqual([
    ["route-charge_charges", "V4_PREFERRED"],
    ["route-partner__partner", "V4_PREFERRED"],
    ["expose-charges", "V4_PREFERRED"],
    ["keys-jwt", "V4_PREFERRED"],
    ["tracing", "V4_PREFERRED"],
  ]);
});

describe("TLS", () => {
  const versions = (clusters: Cluster[]) =>
    clusters.flatMap(({ name, transport_socket: socket }) =>
      socket === undefined ? [] : [[name, socket.typed_config.common_tls_context.tls_params]],
    );
  const outside = { tls_minimum_protocol_version: "TLSv1_2", tls_maximum_protocol_version: "TLSv1_3" };

  it("to what is outside goes up to 1.3, which Envoy would not, and between gateways it does not", () => {
    expect(versions(clustersOf("shop-egress", partner))).toEqual([
      ["route-charge_charges", { tls_minimum_protocol_version: "TLSv1_2" }],
      ["route-partner__partner", outside],
    ]);
  });

  it("to an issuer's keys goes up to 1.3", () => {
    expect(versions(clustersOf("edge", keys))).toEqual([[expect.stringMatching(/^keys-/), outside]]);
  });
});

describe("a check by a path", () => {
  const checks = (changes: Record<string, unknown>): unknown[] =>
    clustersOf("shop-egress", changes).flatMap(({ health_checks: declared = [] }) =>
      declared.map((check) => [check.http_health_check.codec_client_type, check.tls_options.alpn_protocols]),
    );
  const asked = { healthCheck: { path: "/healthz" } };

  it("asks a gateway of the Fabric by HTTP/2", () => {
    expect(checks({ "routes.charge.healthCheck": asked.healthCheck })).toEqual([["HTTP2", ["h2"]]]);
  });

  it.each([
    ["HTTP", "HTTP1", "http/1.1"],
    ["WebSocket", "HTTP1", "http/1.1"],
    ["HTTP2", "HTTP2", "h2"],
    ["GRPC", "HTTP2", "h2"],
  ])("asks what is outside and speaks %s by %s", (serviceProtocol, codec, alpn) => {
    const changes = {
      "externalGateways.partner": { ...partner["externalGateways.partner"], serviceProtocol },
      "routes.partner": { ...partner["routes.partner"], ...asked },
    };
    expect(checks(changes)).toEqual([[codec, [alpn]]]);
  });
});

describe("a call that never ends", () => {
  const durations = (changes: Record<string, unknown>): unknown[] =>
    (resourcesIn(changes, "edge", "rds-api.yaml") as Table[]).flatMap(({ virtual_hosts }) =>
      virtual_hosts.flatMap(({ routes }) => routes.map(({ route }) => route?.["max_stream_duration"])),
    );

  it.each(["HTTP", "HTTP2", "WebSocket"])(
    "of %s is ended where permissions decide, so that one taken away counts",
    (protocol) => {
      expect(durations({ "exposes.charges.service.protocol": protocol })).toEqual([{ max_stream_duration: "3600s" }]);
    },
  );

  it("of gRPC is ended at its own deadline, and then too", () => {
    expect(durations({ "exposes.charges.service.protocol": "GRPC" })).toEqual([
      { max_stream_duration: "3600s", grpc_timeout_header_max: "3600s" },
    ]);
  });

  it("goes on where everybody may call", () => {
    const outsiders = {
      "meshGateways.edge.listeners.api.crossMesh": false,
      "meshGateways.edge.listeners.api.tls": { secretName: "edge" },
      crossMeshPermissions: {},
      routes: {},
    };
    // the service's route, and the answer to other hosts
    expect(durations(outsiders)).toEqual([undefined, undefined]);
  });
});

describe("a table of routes", () => {
  const hosts = (file: string, name: string): string[] => {
    const changes = {
      "meshGateways.edge.listeners": {
        [name]: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" },
        site: { port: 80, protocol: "HTTP", hostname: "shop.example" },
        blog: { port: 80, protocol: "HTTP", hostname: "blog.example" },
      },
      "exposes.charges.listener": name,
      "exposes.site": { gateway: "edge", listener: "site", service: { name: "site", namespace: "web", port: 8080 } },
      "exposes.blog": { gateway: "edge", listener: "blog", service: { name: "blog", namespace: "web", port: 8080 } },
      "crossMeshPermissions.checkoutMayCharge.listener": name,
    };
    return (resourcesIn(changes, "edge", file) as Table[]).flatMap(({ virtual_hosts }) =>
      virtual_hosts.map((host) => host.name),
    );
  };

  it.each(["api", "http-80"])("of listener %s holds nothing else, and that of plain listeners only them", (name) => {
    expect(hosts(`rds-${name}.yaml`, name)).toEqual([name]);
    expect(hosts("rds-http_80.yaml", name)).toEqual(["blog", "site"]);
  });

  it("of HTTPS for outsiders sends other hosts to a connection of their own, and one for other meshes does not", () => {
    const answers = (file: string): unknown[] => {
      const changes = {
        "meshGateways.edge.listeners.site": {
          port: 443,
          protocol: "HTTPS",
          hostname: "shop.example",
          tls: { secretName: "site" },
        },
        "exposes.charges.listener": "api",
        "exposes.site": { gateway: "edge", listener: "site", service: { name: "site", namespace: "web", port: 8080 } },
      };
      return (resourcesIn(changes, "edge", file) as Table[]).flatMap(({ virtual_hosts }) =>
        virtual_hosts.flatMap(({ routes }) => routes.map(({ direct_response }) => direct_response)),
      );
    };
    expect(answers("rds-site.yaml")).toEqual([undefined, { status: 421 }]);
    expect(answers("rds-api.yaml")).toEqual([undefined]);
  });
});
