import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { echoOf, verdict } from "../../wire/client.js";
import { Scene } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

/** What the caller of the scene may reach: the path, and all below it. */
const permitted = /^\/charges(?:[/?]|$)/;

withEnvoy("paths on the wire, where a permission takes the prefix /charges", () => {
  const scene = new Scene();
  beforeAll(() => scene.startEdge(), 120_000);
  afterAll(() => scene.stop());

  const admitted = {
    "/charges": "/charges",
    "/charges/": "/charges/",
    "/charges/17": "/charges/17",
    "/charges?x=1": "/charges?x=1",
    "/charges?x=/../refunds": "/charges?x=/../refunds",
    "/charges/%20": "/charges/%20",
    "//charges": "/charges",
    "/./charges": "/charges",
    "/refunds/../charges": "/charges",
    "/refunds/%2e%2e/charges": "/charges",
    "/%63harges": "/charges",
    "https://payments.mesh/charges": "/charges",
  };
  it.each(Object.entries(admitted))("takes %s, and the service gets %s", async (target, path) => {
    expect(echoOf(await scene.call({ target }))?.path).toBe(path);
  });

  const refused = {
    "/chargesx": 403,
    "/charges2/17": 403,
    "/Charges": 403,
    "/charges;v=1": 403,
    "/charge": 403,
    "/charges%20": 403,
    "/charges.": 403,
    "/charges/../refunds": 403,
    "/charges/./../refunds": 403,
    "/charges//../../refunds": 403,
    "/charges/%2e%2e/refunds": 403,
    "/charges/%2E%2e/refunds": 403,
    "/charges/.%2e/refunds": 403,
    "/charges/..;/refunds": 403,
    "/charges\\..\\..\\refunds": 403,
    "/refunds?/charges": 403,
    "/refunds?x=/charges/": 403,
    "/?/charges": 403,
    "/refunds/charges": 403,
    "http://payments.mesh/refunds": 403,
    "https://payments.mesh/charges/../refunds": 403,
    "https://other.mesh/charges": 403,
    "/charges%2frefunds": 400,
    "/charges/..%2frefunds": 400,
    "/charges/..%5crefunds": 400,
    "/charges%00": 400,
    "/charges#/refunds": 400,
    "/refunds#/charges": 400,
  };
  it.each(Object.entries(refused))("refuses %s with %i", async (target, status) => {
    expect(verdict(await scene.call({ target }))).toBe(status);
  });

  it("refuses targets that are no path", async () => {
    for (const target of ["*", "charges", "payments.mesh:443", ""]) {
      expect([target, verdict(await scene.call({ target }))]).not.toEqual([target, 200]);
    }
    expect(verdict(await scene.call({ method: "CONNECT", target: "payments.mesh:443" }))).not.toBe(200);
  });

  it("takes an exact path alone, with any query", async () => {
    const ask = (target: string) => scene.call({ method: "GET", target }).then(verdict);
    expect(await ask("/status")).toBe(200);
    expect(await ask("/status?deep=1")).toBe(200);
    for (const target of ["/status/", "/status/x", "/statusx", "/status;v=1", "/status%3fdeep"])
      expect([target, await ask(target)]).toEqual([target, 403]);
  });

  it("refuses a request that two servers could read differently", async () => {
    const both = { "transfer-encoding": "chunked" };
    expect(verdict(await scene.call({ headers: both }))).not.toBe(200);
    expect(verdict(await scene.call({ headers: { "content-length ": "3" } }))).not.toBe(200);
  });

  it("never lets a service see a path outside the permission, however it was written", async () => {
    const pieces = [
      ...["charges", "refunds", "..", ".", "", "%2e", "%2e%2e", ".%2E", "..;", ";", "%2f", "%5c", "\\", "..\\"],
      ...["%00", "?", "#", "%63harges", "charges?", "charges;", "charges%20", "CHARGES", "%c0%ae%c0%ae", "..%00", "@"],
    ];
    const targets = fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 5 })
      .map((parts) => `/${parts.join("/")}`);
    await fc.assert(
      fc.asyncProperty(targets, async (target) => {
        const outcome = await scene.call({ target });
        if (outcome.status !== 200) return;
        expect(echoOf(outcome)?.path).toMatch(permitted);
        expect(echoOf(outcome)?.path.split("?")[0]).not.toMatch(/\/\.\.?(?:[/;]|$)|\/\/|%2f|%5c|\\/i);
      }),
      { numRuns: 400, examples: [["/charges"], ["/charges/../charges/x"]] },
    );
  }, 60_000);
});
