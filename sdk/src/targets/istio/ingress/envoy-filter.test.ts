import { describe, expect, it } from "@jest/globals";
import { objectNamed, settledObjects } from "../../testing/planned.js";
import { onIstio } from "../testing/on-istio.js";
import { callsPatch } from "./envoy-filter.js";

interface Patch {
  match: { listener: object };
  patch: { value: { typed_config?: object } };
}

/** Where a gateway's calls have an end. */
const endingAt = (changes: Record<string, unknown>): object[] => {
  const { spec } = objectNamed(settledObjects(onIstio(changes)), "EnvoyFilter", "edge");
  return (spec as unknown as { configPatches: Patch[] }).configPatches.flatMap(({ match, patch }) =>
    JSON.stringify(patch.value.typed_config) === JSON.stringify(callsPatch) ? [match.listener] : [],
  );
};

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
