import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { eventually } from "../../wire/eventually.js";
import { forge } from "../../wire/forge.js";
import { Impostor } from "../../wire/impostor.js";
import { Relay } from "../../wire/relay.js";
import { routesFabric, RoutesScene } from "../../wire/routes-scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const edge = "edge.isthmus-payments.svc.cluster.local";
const checks = { interval: "0.3s", timeout: "1s", unhealthyAfter: 2, healthyAfter: 2 };

const fabric = () =>
  routesFabric({
    charge: {
      to: { expose: "charges" },
      failover: ["backup"],
      healthCheck: checks,
      outlierDetection: { interval: "0.3s", ejectionTime: "0.5s" },
    },
    // left to what failover brings by itself
    plain: { to: { expose: "charges" }, failover: ["backup"] },
  });

/** The default outlier detection takes a destination out after five errors. */
const errorsInARow = 5;

withEnvoy("a gateway that is gone", () => {
  const scene = new RoutesScene();
  const impostor = new Impostor();
  let relay: Relay;

  beforeAll(async () => {
    await scene.start(fabric(), ["edge", "spare"]);
    relay = new Relay(scene.envoy("edge").portOf(8443));
    scene.impostors.set(edge, await relay.open());
    await scene.start(fabric(), ["shop-egress"]);
  }, 120_000);
  afterAll(async () => {
    await scene.stop();
    await relay.close();
    await impostor.stop();
  });

  const seconds = async (holds: () => Promise<boolean>): Promise<number> => {
    const begin = performance.now();
    await eventually(holds, 30);
    return (performance.now() - begin) / 1000;
  };
  const isAnsweredBy = (service: string) => async (): Promise<boolean> => (await scene.answerer("charge")) === service;

  it("is left alone while it is there", async () => {
    for (let i = 0; i < 20; i += 1) expect(await scene.answerer("charge")).toBe("charges");
    expect(scene.timesAsked("backup")).toBe(0);
  });

  it("gives way to the next within seconds, without a request, and gets its calls back", async () => {
    await relay.close();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    expect(await scene.answerer("charge")).toBe("backup");
    for (let i = 0; i < 20; i += 1) expect(await scene.answerer("charge")).toBe("backup");
    await relay.open();
    const back = await seconds(isAnsweredBy("charges"));
    console.log(`back after ${back.toFixed(1)} s`);
    expect(back).toBeLessThan(10);
    for (let i = 0; i < 20; i += 1) expect(await scene.answerer("charge")).toBe("charges");
  });

  it("gives way after a few failed requests at the latest", async () => {
    expect(await scene.answerer("plain")).toBe("charges");
    await relay.close();
    const answers: string[] = [];
    for (let i = 0; i < 15; i += 1) answers.push(await scene.answerer("plain"));
    await relay.open();
    expect(answers.filter((answer) => answer === "503").length).toBeLessThanOrEqual(errorsInARow);
    expect(answers.slice(errorsInARow)).toEqual(Array(15 - errorsInARow).fill("backup"));
  });

  it.each([
    ["another service of the mesh", "payments", "spiffe://payments.acme.internal/ns/pay/sa/charges"],
    ["the gateway that takes its place", "payments", "spiffe://payments.acme.internal/ns/isthmus-payments/sa/spare"],
    ["its name, signed by another mesh", "shop", "spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge"],
  ])(
    "is not replaced by %s",
    async (_name, signer, uri) => {
      await eventually(isAnsweredBy("charges"), 30);
      impostor.requests = 0;
      const identity = await forge(scene.trust.issuer(signer), { uris: [uri] });
      const real = relay.target;
      await relay.close();
      relay.target = await impostor.start(identity);
      await relay.open();
      await seconds(isAnsweredBy("backup"));
      for (let i = 0; i < 20; i += 1) expect(await scene.answerer("charge")).toBe("backup");
      expect(impostor.requests).toBe(0);
      await relay.close();
      relay.target = real;
      await impostor.stop();
      await relay.open();
    },
    60_000,
  );

  it("gets its calls back from those who took its place", async () => {
    const identity = await forge(scene.trust.issuer("payments"), {
      uris: ["spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge"],
    });
    await relay.close();
    relay.target = await impostor.start(identity);
    await relay.open();
    await eventually(async () => (await scene.ask("charge")).body === "{}", 30);
    expect(impostor.requests).toBeGreaterThan(0);
  }, 60_000);
});
