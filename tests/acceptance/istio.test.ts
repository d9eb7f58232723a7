import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { declarations } from "../../examples/istio-mesh-to-mesh/fabric.js";
import { containerPortOf } from "../../sdk/src/targets/crossing/container-ports.js";
import { istioFabrics } from "../../sdk/src/targets/istio/testing/fabrics.js";
import { onIstio } from "../../sdk/src/targets/istio/testing/on-istio.js";
import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { accepts, refusals } from "../admission/admission.js";
import { settled } from "../admission/material.js";
import { withApiServer } from "../admission/with-api-server.js";
import { refusal } from "../wire/validate.js";

/** Everything that a Fabric can say here, at once. */
const everything = () =>
  onIstio({
    "meshes.shop.trust": { revoked: ["0a1b"] },
    "meshGateways.edge": {
      mesh: "payments",
      autoscaling: { maxReplicas: 5 },
      scheduling: { nodeSelector: { pool: "edge" }, priorityClassName: "high", drainSeconds: 60 },
      resources: { limits: { memory: "1Gi" } },
      service: { type: "NodePort", annotations: { team: "payments" } },
      listeners: {
        api: { port: 443, nodePort: 30443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" },
        grpc: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" },
        site: { port: 444, protocol: "HTTPS", hostname: "site.example", tls: { secretName: "site" } },
        plain: { port: 80, protocol: "HTTP", sourceRanges: ["10.0.0.0/8"] },
      },
    },
    "exposes.charges": {
      gateway: "edge",
      listener: "api",
      service: { name: "charges", namespace: "pay", port: 8080, selector: { app: "charges" } },
      path: { prefix: "/charges" },
      rewrite: { prefix: "/v1" },
      requestHeaders: { set: { "x-a": "100%" }, remove: ["x-c"] },
      responseHeaders: { add: { "x-d": "e" } },
      outlierDetection: {},
      limits: { connections: 5, requests: 7 },
    },
    "exposes.calls": {
      gateway: "edge",
      listener: "grpc",
      service: { name: "calls", namespace: "pay", port: 9000, protocol: "GRPC" },
    },
    "meshGateways.old": {
      mesh: "payments",
      listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "old.mesh" } },
    },
    "exposes.old": { gateway: "old", service: { name: "old", namespace: "pay", port: 8080 } },
    "exposes.site": { gateway: "edge", listener: "site", service: { name: "site", namespace: "pay", port: 80 } },
    "exposes.plain": { gateway: "edge", listener: "plain", service: { name: "site", namespace: "pay", port: 80 } },
    "crossMeshPermissions.checkoutMayCharge": {
      gateway: "edge",
      from: [{ mesh: "*" }, { mesh: "shop", namespace: "web" }],
      http: [{ method: "POST", path: { exact: "/charges" }, headers: [{ name: "x-team", exact: "web" }] }],
    },
    "crossMeshPermissions.notFromBatch": {
      gateway: "edge",
      action: "deny",
      from: [{ mesh: "shop", namespace: "batch" }],
      http: [{ headers: [{ name: "x-debug", present: true }] }],
    },
    "externalGateways.carrier": { addresses: ["192.0.2.7", "192.0.2.8"], hostname: "carrier.example", protocol: "tls" },
    "routes.charge": {
      from: { mesh: "shop", namespace: "web", serviceAccount: "checkout", labels: { app: "web" } },
      to: {
        weighted: [
          { expose: "charges", weight: 9 },
          { expose: "old", weight: 1 },
        ],
      },
      hostname: "payments.calls",
      retries: { attempts: 3, perTryTimeout: "0.5s", statusCodes: [502, 503] },
      limits: { connections: 7 },
      outlierDetection: { interval: "0.5s" },
      rules: [
        { match: { path: { exact: "/old" } }, redirect: { path: { path: "/new" }, statusCode: 308 } },
        {
          match: {
            method: "GET",
            path: { prefix: "/charges" },
            headers: [
              { name: "X-A", regex: "b.*" },
              { name: "x-b", present: false },
            ],
            query: [{ name: "q", present: true }],
          },
          rewrite: { prefix: "/" },
          timeout: "2.5s",
        },
      ],
    },
    "routes.call": { from: { mesh: "shop" }, to: { expose: "calls" }, hostname: "calls.calls" },
    "routes.ship": {
      from: { mesh: "shop" },
      to: { externalGateway: "carrier" },
      hostname: "carrier.partners.example",
      port: 8080,
    },
  });

withApiServer("an API server with Istio's CRDs", ["istio"], (server) => {
  it("takes what the example emits, and all that can be said at once", async () => {
    for (const fabric of [declarations, everything()])
      expect(refusals(await accepts(server(), await settled(planFabric("joined", fabric))))).toEqual([]);
  }, 120_000);

  it("takes what any Fabric emits", async () => {
    const fabrics = fc.sample(istioFabrics(), 10);
    let count = 0;
    for (const fabric of fabrics) {
      const objects = await settled(planFabric("any", fabric));
      count += objects.length;
      expect(refusals(await accepts(server(), objects))).toEqual([]);
    }
    expect(count).toBeGreaterThan(100);
  }, 180_000);

  it("refuses what our own rules keep from it", async () => {
    const objects = await settled(planFabric("joined", everything()));
    const changed = async (kind: string, before: string, after: string): Promise<string | undefined> => {
      const found = objects.find((one) => one.kind === kind && JSON.stringify(one).includes(before));
      if (found === undefined) throw new Error(`no ${kind} has ${before}`);
      const object = JSON.parse(JSON.stringify(found).replace(before, after)) as KubeObject;
      return (await accepts(server(), [object]))[0]?.refusal;
    };
    const rule = '{"from":[{"source":{"principals":["a"]}}]}';
    const many = Array.from({ length: 513 }, () => rule).join();
    expect(await changed("AuthorizationPolicy", '"rules":[', `"rules":[${many},`)).toMatch(/at most 512 items/);
    expect(await changed("AuthorizationPolicy", '"principals":[', '"serviceAccounts":["a/b"],"principals":[')).toMatch(
      /serviceAccounts/,
    );
    expect(await changed("DestinationRule", '"interval":"0.5s"', '"interval":"0.0001s"')).toMatch(/1ms/);
    expect(await changed("Gateway", '"mode":"MUTUAL"', '"mode":"MUTUALLY"')).toMatch(/Unsupported value/);
    expect(await changed("ServiceEntry", '"hosts":["', '"hosts":["*","')).toMatch(/hostname cannot be wildcard/);
    expect(await changed("VirtualService", '"exact":"/old"', '"exact":"/old","prefix":"/old"')).toMatch(
      /must validate|oneOf|not/,
    );
  }, 60_000);
});

describe("the EnvoyFilter of an ingress gateway", () => {
  it("makes a configuration that Envoy takes, where Istio merges it", async () => {
    const filter = planFabric("joined", declarations).objects.find(({ object }) => object.kind === "EnvoyFilter");
    const { configPatches } = filter?.object["spec"] as unknown as { configPatches: Patch[] };
    const [manager, calls, names, ...chains] = configPatches.map(({ patch }) => patch.value);
    const { common_http_protocol_options: whole, ...rest } = (manager?.typed_config ?? {}) as Manager;
    const { common_http_protocol_options: part } = (calls?.typed_config ?? {}) as Manager;
    const merged = { ...rest, common_http_protocol_options: { ...whole, ...part } };
    expect(merged.common_http_protocol_options).toMatchObject({
      max_connection_duration: "600s",
      max_stream_duration: "3600s",
    });
    expect(configPatches.slice(3).map(({ match }) => match.listener.portNumber)).toEqual([containerPortOf(443)]);
    const config = gatewayConfig(merged, names ?? {}, chains[0]?.transport_socket?.typed_config ?? {});
    expect(await refusal(config)).toBeUndefined();
    const wrong = gatewayConfig({ ...merged, path_with_escaped_slashes_action: "REFUSE" }, names ?? {}, {});
    expect(await refusal(wrong)).toMatch(/REFUSE/);
  }, 120_000);
});

interface Manager {
  common_http_protocol_options?: object;
}

interface Patch {
  match: { listener: { portNumber?: number } };
  patch: { value: { typed_config?: object; transport_socket?: { typed_config: object } } };
}

/** A listener as istiod makes one for a server, with patches merged into it. */
const gatewayConfig = (manager: object, names: object, tls: object) => ({
  node: { id: "edge", cluster: "edge" },
  static_resources: {
    listeners: [
      {
        name: "0.0.0.0_10443",
        address: { socket_address: { address: "127.0.0.1", port_value: 10443 } },
        filter_chains: [
          {
            filters: [
              {
                name: "envoy.filters.network.http_connection_manager",
                typed_config: {
                  "@type":
                    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                  stat_prefix: "gateway",
                  route_config: { name: "local", virtual_hosts: [] },
                  http_filters: [
                    names,
                    {
                      name: "envoy.filters.http.router",
                      typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
                    },
                  ],
                  ...manager,
                },
              },
            ],
            transport_socket: {
              name: "envoy.transport_sockets.tls",
              typed_config: {
                "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
                common_tls_context: {
                  tls_certificate_sds_secret_configs: [
                    { name: "credential", sds_config: { path_config_source: { path: "/dev/null" } } },
                  ],
                },
                ...tls,
              },
            },
          },
        ],
      },
    ],
  },
});
