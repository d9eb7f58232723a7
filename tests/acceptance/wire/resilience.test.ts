import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import { eventually } from "../../wire/eventually.js";
import { backend, routesFabric, RoutesScene } from "../../wire/routes-scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const fabric = () =>
  routesFabric(
    {
      hasty: { to: { expose: "charges" }, timeout: "0.3s", rules: [{ match: { method: "PUT" }, timeout: "5s" }] },
      patient: { to: { expose: "charges" }, timeout: "10s" },
      retried: { to: { expose: "charges" }, retries: { attempts: 2 } },
      teapots: { to: { expose: "charges" }, retries: { attempts: 2, statusCodes: [501] } },
      tries: { to: { expose: "charges" }, retries: { attempts: 2, perTryTimeout: "0.3s" } },
      limited: { to: { expose: "charges" }, limits: { requests: 2 } },
      offered: { to: { expose: "canary" } },
      ejected: {
        to: { expose: "charges" },
        failover: ["backup"],
        outlierDetection: { consecutiveErrors: 3, ejectionTime: "1s", interval: "0.2s" },
      },
      saved: { to: { expose: "charges" }, failover: ["backup"], retries: { attempts: 1, statusCodes: [503] } },
      asked: {
        to: { expose: "charges" },
        failover: ["backup"],
        healthCheck: { path: "/healthy", interval: "0.2s", unhealthyAfter: 1, healthyAfter: 1 },
      },
    },
    {
      canary: {
        limits: { requests: 1 },
        healthCheck: { path: "/healthy", interval: "0.2s", unhealthyAfter: 2, healthyAfter: 1 },
      },
    },
  );

withEnvoy("a Route whose destination fails", () => {
  const scene = new RoutesScene();
  beforeAll(() => scene.start(fabric()), 120_000);
  afterAll(() => scene.stop());
  afterEach(() => scene.backends.answers.clear());

  const answer = (service: string, status: number, afterMs = 0): void => {
    scene.backends.answers.set(backend(service), (_request, response) => {
      setTimeout(() => response.writeHead(status).end(), afterMs);
    });
  };
  const hangUp = (service: string): void => {
    scene.backends.answers.set(backend(service), (request) => request.socket.destroy());
  };
  /** The status of a call, and how often the service was asked. */
  const tried = async (route: string, method: string): Promise<[status: number, times: number]> => {
    const before = scene.timesAsked("charges");
    const { status } = await scene.ask(route, { method });
    return [status, scene.timesAsked("charges") - before];
  };

  describe("waits", () => {
    it("as long as the Route says, and as the rule says", async () => {
      answer("charges", 200, 800);
      const [hasty, rule, patient] = await Promise.all([
        scene.ask("hasty"),
        scene.ask("hasty", { method: "PUT" }),
        scene.ask("patient"),
      ]);
      expect([hasty.status, rule.status, patient.status]).toEqual([504, 200, 200]);
    });
  });

  describe("tries again", () => {
    it("on 503, and on no other answer", async () => {
      answer("charges", 503);
      expect(await tried("retried", "POST")).toEqual([503, 3]);
      answer("charges", 500);
      expect(await tried("retried", "GET")).toEqual([500, 1]);
      answer("charges", 404);
      expect(await tried("retried", "GET")).toEqual([404, 1]);
    });

    it("on the codes that it names instead", async () => {
      answer("charges", 501);
      expect(await tried("teapots", "POST")).toEqual([501, 3]);
      answer("charges", 503);
      expect(await tried("teapots", "POST")).toEqual([503, 1]);
    });

    it("not without being asked to", async () => {
      answer("charges", 503);
      expect(await tried("patient", "GET")).toEqual([503, 1]);
    });

    it("what no answer came to in time, unless doing it twice could do harm", async () => {
      answer("charges", 200, 2000);
      expect(await tried("tries", "GET")).toEqual([504, 3]);
      expect(await tried("tries", "PUT")).toEqual([504, 3]);
      expect(await tried("tries", "POST")).toEqual([504, 1]);
      expect(await tried("tries", "PATCH")).toEqual([504, 1]);
    });
  });

  describe("sends no more at once than it may", () => {
    it("by the Route's limits", async () => {
      answer("charges", 200, 500);
      const before = scene.timesAsked("charges");
      const answers = await Promise.all(Array.from({ length: 6 }, () => scene.ask("limited")));
      const refused = answers.filter(({ status }) => status === 503);
      expect(refused).toHaveLength(4);
      expect(refused.map(({ headers }) => headers["x-envoy-overloaded"])).toEqual(["true", "true", "true", "true"]);
      expect(scene.timesAsked("charges") - before).toBe(2);
      const log = scene.envoy("shop-egress").accessLog;
      await eventually(() => log().filter(({ flags }) => flags === "UO").length === 4);
    });

    it("by the offer's limits, at the provider", async () => {
      scene.backends.answers.set(backend("canary"), ({ url }, response) => {
        setTimeout(() => response.writeHead(200).end(), url === "/healthy" ? 0 : 500);
      });
      const answers = await Promise.all(Array.from({ length: 4 }, () => scene.ask("offered")));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 503, 503, 503]);
    });
  });

  it("asks a service whether it is well, and sends it nothing while it is not", async () => {
    answer("canary", 500);
    await eventually(async () => (await scene.ask("offered")).body.includes("no healthy upstream"));
    const asked = scene.backends.seen.filter((echo) => echo.backend === backend("canary") && echo.path === "/healthy");
    expect(asked.at(-1)).toMatchObject({ method: "GET", headers: { host: "canary.pay.svc.cluster.local" } });
    scene.backends.answers.clear();
    await eventually(async () => (await scene.ask("offered")).status === 200);
  });

  it("asks through the gateway, as the consumer would, and goes elsewhere while it is not well", async () => {
    await eventually(async () => (await scene.answerer("asked")) === "charges");
    scene.backends.answers.set(backend("charges"), ({ url }, response) => {
      response.writeHead(url === "/healthy" ? 500 : 200, { "content-type": "text/plain" }).end();
    });
    await eventually(async () => (await scene.answerer("asked")) === "backup");
    const checks = scene.backends.seen.filter(
      ({ path, backend: name }) => path === "/healthy" && name === backend("charges"),
    );
    expect(checks.at(-1)?.headers).toMatchObject({ host: "payments.mesh" });
    expect(checks.at(-1)?.headers["x-forwarded-client-cert"]).toContain("URI=spiffe://shop.acme.internal/");
    scene.backends.answers.clear();
    await eventually(async () => (await scene.answerer("asked")) === "charges");
  });

  it("takes a destination out after errors in a row, and back in later", async () => {
    answer("charges", 503);
    const statuses: number[] = [];
    for (let i = 0; i < 10; i += 1) statuses.push((await scene.ask("ejected")).status);
    expect(statuses).toEqual([503, 503, 503, ...Array<number>(7).fill(200)]);
    scene.backends.answers.clear();
    await eventually(async () => (await scene.answerer("ejected")) === "charges");
  });

  it("is saved by a retry at the failover, without a failed request", async () => {
    hangUp("charges");
    for (let i = 0; i < 20; i += 1) expect(await scene.answerer("saved")).toBe("backup");
  });
});
