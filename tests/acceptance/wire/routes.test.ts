import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Echo } from "../../wire/backend.js";
import { eventually } from "../../wire/eventually.js";
import { backend, routesFabric, RoutesScene } from "../../wire/routes-scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const prefix = (value: string) => ({ path: { prefix: value } });

const fabric = () =>
  routesFabric(
    {
      split: {
        to: {
          weighted: [
            { expose: "charges", weight: 3 },
            { expose: "canary", weight: 1 },
          ],
        },
      },
      rules: {
        to: { expose: "charges" },
        requestHeaders: { set: { "x-rule": "route" } },
        rules: [
          { match: { method: "PUT" }, expose: "canary", requestHeaders: { set: { "x-rule": "method" } } },
          { match: { ...prefix("/v2"), headers: [{ name: "X-Team", exact: "web" }] }, expose: "canary" },
          { match: { query: [{ name: "dry-run", present: true }] }, expose: "backup" },
          { match: { headers: [{ name: "x-trial", prefix: "" }] }, expose: "backup" },
          { match: { ...prefix("/absent"), headers: [{ name: "x-team", present: false }] }, expose: "canary" },
          { match: { ...prefix("/none"), query: [{ name: "x", present: false }] }, expose: "canary" },
          { match: { path: { exact: "/exact" } }, expose: "backup" },
          { match: { path: { regex: "/r/[0-9]+" } }, expose: "backup" },
          { match: { headers: [{ name: "x-version", regex: "[2-9]|1[0-9]" }] }, expose: "backup" },
        ],
      },
      headers: {
        to: { expose: "charges" },
        requestHeaders: {
          remove: ["x-both", "x-gone"],
          set: { "x-both": "set", "x-set": "100%", "x-empty": "" },
          add: { "x-both": "added", "x-more": "route" },
        },
        responseHeaders: { remove: ["content-type"], set: { "x-from": "isthmus" } },
      },
      redirects: {
        to: { expose: "charges" },
        rules: [
          { match: prefix("/secure"), redirect: { scheme: "https" } },
          { match: prefix("/host"), redirect: { hostname: "other.example", statusCode: 301 } },
          { match: prefix("/port"), redirect: { port: 8443, statusCode: 303 } },
          { match: prefix("/path"), redirect: { path: { path: "/new" }, statusCode: 307 } },
          { match: prefix("/a"), redirect: { path: { prefix: "/" }, statusCode: 308 } },
          { match: prefix("/b"), redirect: { path: { prefix: "/c/d" } }, responseHeaders: { set: { "x-why": "b" } } },
          {
            match: prefix("/all"),
            redirect: { scheme: "https", hostname: "o.example", port: 9, path: { path: "/\\1" } },
          },
        ],
      },
      highport: {
        to: { expose: "charges" },
        port: 8080,
        rules: [
          { match: prefix("/secure"), redirect: { scheme: "https" } },
          { match: prefix("/host"), redirect: { hostname: "other.example" } },
          { match: prefix("/path"), redirect: { path: { path: "/new" } } },
        ],
      },
      rewrites: {
        to: { expose: "charges" },
        rewrite: { prefix: "/v1" },
        rules: [
          { match: prefix("/a"), rewrite: { prefix: "/" } },
          { match: prefix("/b.c+d"), rewrite: { prefix: "/e" } },
          { match: prefix("/f"), rewrite: { path: "/whole" } },
          { match: prefix("/g") },
          { match: prefix("/h"), rewrite: { prefix: "/h" } },
        ],
      },
      provider: { to: { expose: "canary" } },
      mirrored: { to: { expose: "charges" }, mirror: { expose: "backup" }, rewrite: { prefix: "/m" } },
      sampled: { to: { expose: "charges" }, mirror: { expose: "backup", percent: 25 }, rewrite: { prefix: "/s" } },
    },
    {
      canary: {
        path: { prefix: "/" },
        requestHeaders: { set: { "x-offer": "canary" }, remove: ["x-secret"] },
        responseHeaders: { add: { "x-served-by": "canary" } },
        rewrite: { prefix: "/internal" },
      },
    },
  );

withEnvoy("a Route on the wire", () => {
  const scene = new RoutesScene();
  beforeAll(() => scene.start(fabric()), 120_000);
  afterAll(() => scene.stop());

  it("shares requests out by weight", async () => {
    const answers = await Promise.all(Array.from({ length: 400 }, () => scene.answerer("split")));
    const canary = answers.filter((answer) => answer === "canary").length;
    expect(new Set(answers)).toEqual(new Set(["charges", "canary"]));
    // 100 is expected, and five standard deviations are 43
    expect(canary).toBeGreaterThan(57);
    expect(canary).toBeLessThan(143);
  });

  describe("asks its rules in their order", () => {
    it.each([
      ["a method", { method: "PUT", path: "/v2" }, "canary"],
      ["a path and a header", { path: "/v2/x", headers: { "x-team": "web" } }, "canary"],
      ["a path without the header", { path: "/v2/x" }, "charges"],
      ["a path that begins alike", { path: "/v2x", headers: { "x-team": "web" } }, "charges"],
      ["another value of the header", { path: "/v2", headers: { "x-team": "web2" } }, "charges"],
      ["a parameter", { path: "/v3?dry-run" }, "backup"],
      ["no such parameter", { path: "/v3?dry" }, "charges"],
      ["a header with any value", { headers: { "x-trial": "1" } }, "backup"],
      ["a header that is not there", { path: "/absent" }, "canary"],
      ["a header that must not be there", { path: "/absent", headers: { "x-team": "any" } }, "charges"],
      ["a parameter that is not there", { path: "/none" }, "canary"],
      ["a parameter that must not be there", { path: "/none?x=1" }, "charges"],
      ["a whole path", { path: "/exact?x=1" }, "backup"],
      ["a regular expression", { path: "/r/17?x" }, "backup"],
      ["more than the regular expression", { path: "/r/17/x" }, "charges"],
      ["a regular expression for a header", { headers: { "x-version": "12" } }, "backup"],
      ["another value than the regular expression", { headers: { "x-version": "x12" } }, "charges"],
      ["more than the whole path", { path: "/exact/1" }, "charges"],
    ])("%s", async (_name, call, expected) => {
      expect(await scene.answerer("rules", call)).toBe(expected);
    });

    it("with what the Route says where a rule says nothing", async () => {
      const rule = (await scene.echo("rules", { method: "PUT" }))?.headers["x-rule"];
      const inherited = (await scene.echo("rules", { path: "/exact" }))?.headers["x-rule"];
      expect([rule, inherited]).toEqual(["method", "route"]);
    });
  });

  it("changes request headers in the order remove, set, add", async () => {
    const sent = { "x-both": "caller", "x-gone": "1", "x-more": "caller", "x-kept": "yes" };
    const { headers } = JSON.parse((await scene.ask("headers", { headers: sent })).body) as Echo;
    expect(headers).toMatchObject({
      "x-both": "set, added",
      "x-set": "100%",
      "x-empty": "",
      "x-more": "caller, route",
      "x-kept": "yes",
    });
    expect(headers).not.toHaveProperty("x-gone");
  });

  it("changes response headers", async () => {
    const { headers } = await scene.ask("headers");
    expect(headers["x-from"]).toBe("isthmus");
    expect(headers).not.toHaveProperty("content-type");
  });

  it.each([
    ["/secure/x?q=1", 302, "https://redirects.mesh/secure/x?q=1"],
    ["/host/x", 301, "http://other.example/host/x"],
    ["/port/x", 303, "http://redirects.mesh:8443/port/x"],
    ["/path/x?q=1", 307, "http://redirects.mesh/new?q=1"],
    ["/a", 308, "http://redirects.mesh/"],
    ["/a/x?q=1", 308, "http://redirects.mesh/x?q=1"],
    ["/b/x", 302, "http://redirects.mesh/c/d/x"],
    ["/all", 302, "https://o.example:9/\\1"],
  ])("redirects %s with %i to %s", async (path, status, location) => {
    const before = scene.backends.seen.length;
    const answer = await scene.ask("redirects", { path });
    expect([answer.status, answer.headers.location]).toEqual([status, location]);
    expect(answer.headers["x-why"]).toBe(path.startsWith("/b") ? "b" : undefined);
    expect(scene.backends.seen).toHaveLength(before);
  });

  it.each([
    ["/secure", "https://highport.mesh:443/secure"],
    ["/host", "http://other.example:8080/host"],
    ["/path", "http://highport.mesh:8080/new"],
  ])("redirects %s of another port than 80 to %s", async (path, location) => {
    const port = scene.consumerPort("highport.mesh", 8080);
    const { headers } = await scene.ask("rules", { port, host: "highport.mesh:8080", path });
    expect(headers.location).toBe(location);
  });

  it.each([
    ["/", "/v1/"],
    ["/x?q=/a", "/v1/x?q=/a"],
    ["/a", "/"],
    ["/a/", "/"],
    ["/a?q=1", "/?q=1"],
    ["/a/a/x", "/a/x"],
    ["/ax", "/v1/ax"],
    ["/b.c+d/x", "/e/x"],
    ["/b.c+d", "/e"],
    ["/bxc+d/x", "/v1/bxc+d/x"],
    ["/f/x?q=1", "/whole?q=1"],
    ["/g/x", "/v1/g/x"],
    ["/h/x", "/h/x"],
  ])("rewrites %s to %s", async (path, expected) => {
    expect((await scene.echo("rewrites", { path }))?.path).toBe(expected);
  });

  it("meets the changes of the offer at the provider", async () => {
    const { headers, echo } = await scene.ask("provider", { path: "/x?q=1", headers: { "x-secret": "s" } });
    expect(echo?.path).toBe("/internal/x?q=1");
    expect(echo?.headers).toMatchObject({ "x-offer": "canary" });
    expect(echo?.headers).not.toHaveProperty("x-secret");
    expect(headers["x-served-by"]).toBe("canary");
  });

  it("sends a copy of each request elsewhere, as the same caller and with the other gateway's Host", async () => {
    scene.backends.answers.set(backend("backup"), (_request, response) => response.writeHead(500).end());
    expect(await scene.answerer("mirrored", { path: "/copied" })).toBe("charges");
    const copies = () => scene.backends.seen.filter(({ path }) => path === "/m/copied");
    await eventually(() => copies().length === 2);
    scene.backends.answers.clear();
    const copy = copies().find((echo) => echo.backend === backend("backup"));
    expect(copy?.headers.host).toBe("spare.mesh");
    expect(copy?.headers["x-forwarded-client-cert"]).toMatch(/URI=spiffe:\/\/shop\.acme\.internal\//);
  });

  it("sends a copy of a share of the requests", async () => {
    await Promise.all(Array.from({ length: 200 }, () => scene.ask("sampled", { path: "/share" })));
    const ofShare = (name: string): number =>
      scene.backends.seen.filter((echo) => echo.path === "/s/share" && echo.backend === backend(name)).length;
    expect(ofShare("charges")).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 200));
    // 50 are expected, and five standard deviations are 31
    expect(ofShare("backup")).toBeGreaterThan(19);
    expect(ofShare("backup")).toBeLessThan(81);
  });
});
