import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { connect as connectHttp2, constants } from "node:http2";
import { once } from "node:events";
import { verdict } from "../../wire/client.js";
import { KeepAlive } from "../../wire/keep-alive.js";
import { Scene, sceneFabric } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const drainSeconds = 5;

const fabric = () => {
  const { meshGateways, ...rest } = sceneFabric();
  return { ...rest, meshGateways: { edge: { ...meshGateways.edge, scheduling: { drainSeconds } } } };
};

withEnvoy("a gateway that is told to leave", () => {
  const scene = new Scene();
  beforeAll(() => scene.startEdge(fabric()), 120_000);
  afterAll(() => scene.stop());

  it("asks callers to come back on a new connection, loses none of their requests, and takes its time", async () => {
    const client = new KeepAlive(scene.edgePort, "payments.mesh", scene.checkout);
    const session = connectHttp2(`https://127.0.0.1:${scene.edgePort}`, {
      servername: "payments.mesh",
      rejectUnauthorized: false,
      cert: scene.checkout.certificate,
      key: scene.checkout.privateKey,
    });
    const goodbyes: number[] = [];
    session.on("goaway", (code: number) => goodbyes.push(code));
    await once(session, "connect");
    const ask = async (): Promise<number> => {
      const stream = session.request({ ":method": "POST", ":path": "/charges", ":authority": "payments.mesh" });
      stream.resume().end();
      const [headers] = (await once(stream, "response")) as [{ ":status": number }];
      return headers[":status"];
    };
    expect(await client.ask("POST", "/charges")).toBe(200);
    expect(client.connections).toBe(1);

    const begin = performance.now();
    const left = scene.envoy("edge").leave();
    const answers: (number | "refused")[] = [];
    let isOver = false;
    const load = (async () => {
      while (!isOver) {
        answers.push(await client.ask("POST", "/charges"), verdict(await scene.call()));
        if (goodbyes.length === 0) answers.push(await ask());
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const code = await left;
    const seconds = (performance.now() - begin) / 1000;
    isOver = true;
    await load;
    session.close();

    expect(code).toBe(0);
    expect(seconds).toBeGreaterThanOrEqual(drainSeconds);
    expect(seconds).toBeLessThan(drainSeconds + 5);
    expect(goodbyes[0]).toBe(constants.NGHTTP2_NO_ERROR);
    expect(client.connections).toBeGreaterThan(1);
    expect(answers.filter((answer) => answer !== 200)).toEqual([]);
    expect(answers.length).toBeGreaterThan(100);
    client.close();
  }, 60_000);

  it("stays ready, since it still takes what has nowhere else to go", async () => {
    expect(await scene.envoy("edge").admin("/ready")).toContain("LIVE");
  });
});
