import { describe, expect, it } from "@jest/globals";
import { foundWith } from "./testing/problems.js";

const pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n";
const identity = { spiffeId: "spiffe://partner.example/gateway", bundle: pem };

const calling = (declared: object) =>
  foundWith({
    "externalGateways.partner": { addresses: ["partner.example"], ...declared },
    "routes.partner": { from: { mesh: "shop" }, to: { externalGateway: "partner" }, hostname: "partner.calls" },
  });

describe("an external gateway that a Route leads to", () => {
  it.each([
    ["has an identity that somebody vouches for", { identity }],
    ["shows a server's certificate", { protocol: "tls" }],
    [
      "has an address without a name, and a hostname",
      { protocol: "tls", addresses: ["192.0.2.7"], hostname: "partner.example" },
    ],
  ])("is fine where it %s", (_, declared) => {
    expect(calling(declared)).toEqual([]);
  });

  it.each([
    ["external.no-hostname at externalGateways.partner.hostname", { protocol: "tls", addresses: ["192.0.2.7"] }],
    [
      "external.no-hostname at externalGateways.partner.hostname",
      { protocol: "tls", addresses: ["192.0.2.7"], hostname: "192.0.2.7" },
    ],
    ["external.no-identity at externalGateways.partner.identity", {}],
    ["external.no-identity at externalGateways.partner.identity.bundle", { identity: { spiffeId: identity.spiffeId } }],
    [
      "external.inbound-protocol at externalGateways.partner.protocol",
      { protocol: "relaxed-tls", relaxedPort: 9000, identity },
    ],
  ])("has %s", (problem, declared) => {
    expect(calling(declared)).toEqual([problem]);
  });

  it("has all its problems at once", () => {
    expect(calling({ addresses: ["192.0.2.7"] })).toHaveLength(2);
  });
});

it("an external gateway that no Route leads to may be without", () => {
  expect(foundWith({ "externalGateways.partner": { addresses: ["192.0.2.7"] } })).toEqual([]);
});
