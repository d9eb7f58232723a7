import { describe, expect, it } from "@jest/globals";
import { objectNamed, settledObjects } from "../../testing/planned.js";
import { onIstio } from "../testing/on-istio.js";
import { callsPatch } from "./envoy-filter.js";

interface Patch {
  applyTo: string;
  match: { context: string; listener: object };
  patch: { operation: string; value: { typed_config?: object; transport_socket?: object } };
}

const patchesOf = (changes: Record<string, unknown> = {}): Patch[] => {
  const { spec } = objectNamed(settledObjects(onIstio(changes)), "EnvoyFilter", "edge");
  return (spec as unknown as { configPatches: Patch[] }).configPatches;
};

/** Where a gateway's calls have an end. */
const endingAt = (changes: Record<string, unknown>): object[] =>
  patchesOf(changes).flatMap(({ match, patch }) =>
    JSON.stringify(patch.value.typed_config) === JSON.stringify(callsPatch) ? [match.listener] : [],
  );

const plain = { "meshGateways.edge.listeners.plain": { port: 8080, protocol: "HTTP" } };

describe("a connection to an ingress gateway", () => {
  it("ends after ten minutes, and tells policy a path in one reading and no header in two", () => {
    const [first] = patchesOf(plain);
    expect(first).toMatchObject({
      applyTo: "NETWORK_FILTER",
      match: { context: "GATEWAY" },
      patch: {
        operation: "MERGE",
        value: {
          typed_config: {
            normalize_path: true,
            merge_slashes: true,
            path_with_escaped_slashes_action: "REJECT_REQUEST",
            common_http_protocol_options: {
              max_connection_duration: "600s",
              headers_with_underscores_action: "REJECT_REQUEST",
            },
          },
        },
      },
    });
    // on every port, also those without TLS
    expect(first?.match.listener).not.toHaveProperty("portNumber");
  });

  it("is never resumed, since nobody would ask again for the certificate", () => {
    const ofTls = patchesOf(plain).filter(({ applyTo }) => applyTo === "FILTER_CHAIN");
    expect(ofTls).toMatchObject([
      {
        match: { listener: { portNumber: 8443 } },
        patch: {
          operation: "MERGE",
          value: {
            transport_socket: {
              typed_config: { disable_stateless_session_resumption: true, disable_stateful_session_resumption: true },
            },
          },
        },
      },
    ]);
  });
});

describe("a call that never ends", () => {
  it("is ended where permissions decide, since its connection lasts as long", () => {
    expect(endingAt({ "meshGateways.edge.listeners.api.port": 443 })).toEqual([
      {
        portNumber: 10443,
        filterChain: { sni: "payments.mesh", filter: { name: "envoy.filters.network.http_connection_manager" } },
      },
    ]);
  });

  it("goes on where everybody may call, on the same port too", () => {
    const site = { port: 8443, protocol: "HTTPS", hostname: "site.example", tls: { secretName: "site" } };
    const service = { name: "site", namespace: "pay", port: 80 };
    expect(
      endingAt({
        "meshGateways.edge.listeners.site": site,
        "exposes.site": { gateway: "edge", listener: "site", service },
        "exposes.charges.listener": "api",
      }),
    ).toHaveLength(1);
  });
});
