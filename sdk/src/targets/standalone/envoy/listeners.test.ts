import { describe, expect, it } from "@jest/globals";
import { fabricWith } from "../../../fabric/testing/problems.js";
import { configFiles, objectNamed, settledObjects } from "../../testing/planned.js";

interface Chain {
  name: string;
  transport_socket?: { typed_config: Record<string, unknown> };
  filters: { name: string; typed_config: Record<string, unknown> }[];
}

/** Listeners of a gateway for other meshes, by request and by connection, and for outsiders, plain and by TLS. */
const changes = {
  "meshGateways.edge.listeners": {
    api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" },
    db: { port: 5432, protocol: "TCP", crossMesh: true },
    site: { port: 80, protocol: "HTTP" },
    shop: { port: 443, protocol: "HTTPS", hostname: "shop.example", tls: { secretName: "shop" } },
  },
  "exposes.charges.listener": "api",
  "exposes.ledger": { gateway: "edge", listener: "db", service: { name: "ledger", namespace: "pay", port: 5432 } },
  "crossMeshPermissions.checkoutMayCharge.listener": "api",
  "crossMeshPermissions.shopMayRead": { gateway: "edge", listener: "db", from: [{ mesh: "shop" }] },
};

/** The filter chains of a gateway, by name. */
function chainsOf(gateway: string): Record<string, Chain> {
  const objects = settledObjects(fabricWith(changes));
  const files = configFiles(objects, objectNamed(objects, "Deployment", gateway).spec.template.spec);
  const { resources } = JSON.parse(files["lds.json"] ?? "{}") as {
    resources: { name: string; filter_chains: Chain[] }[];
  };
  return Object.fromEntries(
    resources.flatMap(({ name, filter_chains }) => filter_chains.map((chain) => [chain.name ?? name, chain])),
  );
}

const edge = chainsOf("edge");
const egress = Object.values(chainsOf("shop-egress"));

const socketOf = (chain: Chain | undefined) => chain?.transport_socket?.typed_config;

/** What reads requests, or passes connections on: the last filter. */
const serverOf = (chain: Chain | undefined) => chain?.filters.at(-1)?.typed_config;

describe("a listener for other meshes", () => {
  it.each(["api", "db"])("asks for a certificate in each handshake and resumes no session: %s", (name) => {
    expect(socketOf(edge[name])).toMatchObject({
      require_client_certificate: true,
      disable_stateless_session_resumption: true,
      disable_stateful_session_resumption: true,
    });
  });

  it("ends connections, so that a root which is taken away counts in the end", () => {
    expect(serverOf(edge["api"])).toMatchObject({ common_http_protocol_options: { max_connection_duration: "600s" } });
    expect(serverOf(edge["db"])).toMatchObject({ max_downstream_connection_duration: "3600s" });
  });

  it("asks its policy before anything else reads a request or passes a connection on", () => {
    const filters = serverOf(edge["api"])?.["http_filters"] as { name: string; typed_config: unknown }[];
    expect(filters.map(({ name }) => name)).toEqual([
      "envoy.filters.http.set_filter_state",
      "envoy.filters.http.rbac",
      "envoy.filters.http.router",
    ]);
    // what has no policy of its own is denied
    expect(filters[1]?.typed_config).toMatchObject({ rules: { action: "ALLOW", policies: {} } });
    expect(edge["db"]?.filters.map(({ name }) => name)).toEqual([
      "envoy.filters.network.rbac",
      "envoy.filters.network.tcp_proxy",
    ]);
  });

  it("tells a service the identity that was proved, in place of one that the caller writes", () => {
    expect(serverOf(edge["api"])).toMatchObject({
      forward_client_cert_details: "SANITIZE_SET",
      set_current_client_cert_details: { uri: true },
    });
  });
});

describe("a listener for outsiders, and a door for consumers", () => {
  it("ask for no certificate, and have no policy of meshes", () => {
    expect(socketOf(edge["http_80"])).toBeUndefined();
    expect(socketOf(edge["shop"])).not.toHaveProperty("require_client_certificate");
    for (const chain of [edge["http_80"], edge["shop"], ...egress])
      expect(JSON.stringify(serverOf(chain)?.["http_filters"])).not.toContain("rbac");
  });

  it("take away an identity that a caller writes", () => {
    expect(egress).toHaveLength(1);
    for (const chain of [edge["http_80"], edge["shop"], ...egress])
      expect(serverOf(chain)).toMatchObject({ forward_client_cert_details: "SANITIZE" });
  });
});

it("every server of requests refuses, or makes plain, what could be read in two ways", () => {
  for (const chain of [edge["api"], edge["http_80"], edge["shop"], ...egress])
    expect(serverOf(chain)).toMatchObject({
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: "REJECT_REQUEST",
      strip_trailing_host_dot: true,
      common_http_protocol_options: { headers_with_underscores_action: "REJECT_REQUEST" },
    });
});
