import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { resolve } from "node:path";
import { dashboard } from "../../../examples/observability/dashboard.js";
import { Collector } from "../../wire/collector.js";
import { eventually } from "../../wire/eventually.js";
import { Gateways } from "../../wire/gateways.js";
import { plainCall } from "../../wire/plain-call.js";
import { checkout, Scene, sceneFabric } from "../../wire/scene.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const ask = (port: number, path: string, method = "GET"): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });

withEnvoy("what a gateway tells of itself", () => {
  const scene = new Scene();
  beforeAll(async () => {
    await scene.startEdge();
    await scene.call({ target: "/charges/1?token=hidden", headers: { authorization: "Bearer hidden" } });
    await scene.call({ method: "GET" });
    await scene.call({ identity: undefined });
    await scene.call({ serverName: "nobody.mesh" });
  }, 120_000);
  afterAll(() => scene.stop());

  const line = (of: Record<string, unknown>) => {
    const holds = (entry: Record<string, unknown>) =>
      Object.entries(of).every(([field, value]) => entry[field] === value);
    return eventually(() => scene.envoy("edge").accessLog().some(holds));
  };

  it("counts allowed and denied calls by gateway, listener and permission", async () => {
    const { body } = await ask(scene.envoy("edge").portOf(15020), "/stats/prometheus");
    const sample = (name: string, labels: string[]): string | undefined =>
      body.split("\n").find((text) => text.startsWith(`${name}{`) && labels.every((label) => text.includes(label)));
    const of = (permission: string) => [
      'gateway="edge"',
      'mesh="payments"',
      'envoy_http_conn_manager_prefix="api"',
      `envoy_rbac_policy_name="${permission}"`,
    ];
    expect(sample("envoy_http_rbac_policy_allowed", of("checkoutMayCharge"))).toMatch(/ 1$/);
    expect(sample("envoy_http_rbac_policy_denied", of("default-deny"))).toMatch(/ 1$/);
    expect(sample("envoy_http_rbac_policy_denied", of("checkoutMayCharge"))).toBeUndefined();
    expect(sample("envoy_listener_ssl_fail_verify_no_cert", ['envoy_listener_address="port-8443"'])).toMatch(/ 1$/);
    expect(
      sample("envoy_listener_ssl_certificate_expiration_unix_time_seconds", ['envoy_tls_certificate="leaf-edge"']),
    ).toMatch(/ \d{10}$/);
  });

  it("has each number that the example's dashboard and alerts ask for", async () => {
    const { body } = await ask(scene.envoy("edge").portOf(15020), "/stats/prometheus");
    const emitted = new Set(body.split("\n").map((text) => text.split("{")[0]));
    const alerts = readFileSync(resolve(__dirname, "../../../examples/observability/alerts.yaml"), "utf8");
    const asked = `${JSON.stringify(dashboard)}${alerts}`.match(/envoy_[a-z_]+(?=[{[]|\\{| ==|, gateway\))/g) ?? [];
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((name) => !emitted.has(name))).toEqual([]);
  });

  it("says for each call which permission let it through or that none did", async () => {
    await line({ code: 200, permission: "checkoutMayCharge", peer: checkout, path: "/charges/1", route: "charges" });
    await line({ code: 403, permission: "default-deny", details: "rbac_access_denied_matched_policy[default-deny]" });
  });

  it("logs handshakes that failed and names that nobody has", async () => {
    await eventually(() =>
      scene
        .envoy("edge")
        .accessLog()
        .some(({ tlsFailure }) => String(tlsFailure).includes("PEER_DID_NOT_RETURN_A_CERTIFICATE")),
    );
    await line({ serverName: "nobody.mesh", flags: "NR" });
  });

  it("has one line for each call and each refused connection, and no secret of a client in any", async () => {
    await line({ serverName: "nobody.mesh" });
    expect(scene.envoy("edge").accessLog()).toHaveLength(4);
    expect(scene.envoy("edge").output()).not.toContain("hidden");
  });

  it.each([
    [15020, "/stats/prometheus", "GET", 200],
    [15020, "/stats/prometheus?filter=.*", "GET", 404],
    [15020, "/stats/prometheus", "POST", 404],
    [15020, "/stats", "GET", 404],
    [15020, "/config_dump", "GET", 404],
    [15020, "/quitquitquit", "POST", 404],
    [15020, "/stats/prometheus/../../quitquitquit", "POST", 404],
    [15021, "/ready", "GET", 200],
    [15021, "/stats/prometheus", "GET", 404],
    [15021, "/drain_listeners", "POST", 404],
  ])("answers on %d to %s %s with %d", async (port, path, method, status) => {
    expect((await ask(scene.envoy("edge").portOf(port), path, method)).status).toBe(status);
  });
});

withEnvoy("a call that is traced", () => {
  const collector = new Collector();
  const gateways = new Gateways();
  beforeAll(async () => {
    gateways.impostors.set("collector.telemetry", await collector.start());
    const { meshGateways, routes, ...rest } = sceneFabric();
    const tracing = { host: "collector.telemetry" };
    await gateways.start({
      ...rest,
      meshGateways: {
        edge: { ...meshGateways.edge, tracing },
        exit: { mesh: "shop", role: "egress", tracing },
      },
      routes: { charge: { ...routes.charge, via: "exit" } },
    });
  }, 120_000);
  afterAll(async () => {
    await gateways.stop();
    await collector.stop();
  });

  const call = (traceId: string, sampled: "00" | "01") =>
    plainCall({
      port: gateways.consumerPort("payments.mesh"),
      host: "payments.mesh",
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-${sampled}` },
    });

  it("has spans of both gateways in the trace of its caller, and the service sees that trace", async () => {
    const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
    const { echo } = await call(traceId, "01");
    expect(echo?.headers["traceparent"]).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
    await eventually(() => collector.has(traceId, "edge") && collector.has(traceId, "exit"), 20);
  }, 30_000);

  it("has none where its caller did not want them", async () => {
    const traceId = "5bf92f3577b34da6a3ce929d0e0e4736";
    expect((await call(traceId, "00")).status).toBe(200);
    const marker = "6bf92f3577b34da6a3ce929d0e0e4736";
    await call(marker, "01");
    await eventually(() => collector.has(marker, "edge"), 20);
    expect(collector.has(traceId, "")).toBe(false);
  }, 30_000);
});
