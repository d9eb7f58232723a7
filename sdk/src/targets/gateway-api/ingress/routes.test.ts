import { describe, expect, it } from "@jest/globals";
import { objectNamed as the, ofKind, type Settled, settledObjects } from "../../testing/planned.js";
import { onGatewayApi } from "../testing/fabrics.js";

const objectsWith = (changes: Record<string, unknown> = {}): Settled[] => settledObjects(onGatewayApi(changes));
const namesOf = (objects: Settled[], kind: string): string[] => ofKind(objects, kind).map(({ name }) => name);

/** A listener for outsiders, and what stands behind it. */
const site = (fields: object) => ({
  "meshGateways.edge.listeners.site": { port: 9443, hostname: "site.example", ...fields },
  "exposes.pages": {
    gateway: "edge",
    listener: "site",
    service: { name: "pages", namespace: "isthmus-payments", port: 80 },
  },
  "crossMeshPermissions.checkoutMayCharge.listener": "api",
});

describe("what a gateway offers", () => {
  it("leaves it to the caller's side how long an answer takes", () => {
    expect(the(objectsWith(), "HTTPRoute", "edge.charges").spec).toMatchObject({
      rules: [{ matches: [{ path: { type: "PathPrefix", value: "/" } }], timeouts: { request: "0s" } }],
    });
  });

  it.each([
    ["TLSRoute", { mode: "passthrough" }, { mode: "Passthrough" }],
    ["TCPRoute", { secretName: "site" }, { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: "site" }] }],
  ])("passes connections on by a %s, with TLS or without", (kind, tls, written) => {
    const objects = objectsWith(site({ protocol: "TLS", tls }));
    const { listeners } = the(objects, "Gateway", "edge").spec as unknown as { listeners: { name: string }[] };
    expect(listeners.find(({ name }) => name === "site")).toMatchObject({ protocol: "TLS", tls: written });
    expect(the(objects, kind, "edge.pages").spec).toMatchObject({
      parentRefs: [{ name: "edge", sectionName: "site" }],
      rules: [{ backendRefs: [{ kind: "Service", name: "pages", port: 80 }] }],
    });
    expect(namesOf(objects, "HTTPRoute")).not.toContain("edge.pages");
  });

  it("counts requests by the time that a rate names", () => {
    expect(
      the(
        objectsWith({ "exposes.charges.rateLimit": { requests: 5, per: "60s" } }),
        "BackendTrafficPolicy",
        "edge.charges",
      ).spec,
    ).toMatchObject({ rateLimit: { type: "Local", local: { rules: [{ limit: { requests: 5, unit: "Minute" } }] } } });
  });
});
