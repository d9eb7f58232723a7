import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { Gateways } from "../../wire/gateways.js";
import { plainCall } from "../../wire/plain-call.js";
import { sceneFabric } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

/** A rewrite has a step for each character. */
const long = `/${"a".repeat(200)}`;

const fabric = () => {
  const scene = sceneFabric();
  return {
    ...scene,
    exposes: {
      ...scene.exposes,
      long: {
        gateway: "edge",
        listener: "api",
        path: { prefix: `/charges${long}` },
        rewrite: { prefix: "/short" },
        service: { name: "charges", namespace: "pay", port: 8080 },
      },
    },
    routes: {
      ...scene.routes,
      charge: {
        ...scene.routes.charge,
        rules: [
          { match: { path: { regex: "/[a-z]{300,500}" } }, rewrite: { path: "/charges/many" } },
          { match: { path: { prefix: long } }, rewrite: { prefix: "/charges/one" } },
        ],
      },
    },
  };
};

withEnvoy("expressions of more steps than Envoy takes by itself", () => {
  const gateways = new Gateways();
  beforeAll(() => gateways.start(fabric()), 120_000);
  afterAll(() => gateways.stop());

  it.each([
    ["the consumer's, by expression", `/${"b".repeat(400)}`, "/charges/many"],
    ["the consumer's, by a long prefix", `${long}/x`, "/charges/one/x"],
    ["the provider's, by a long prefix", `/charges${long}/x`, "/short/x"],
    ["none", "/charges/1", "/charges/1"],
  ])("change a path: %s", async (_, path, seen) => {
    const port = gateways.consumerPort("payments.mesh");
    expect((await plainCall({ port, host: "payments.mesh", path })).echo?.path).toBe(seen);
  });
});
