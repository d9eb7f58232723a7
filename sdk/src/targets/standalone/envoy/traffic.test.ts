import { describe, expect, it } from "@jest/globals";
import { headerChanges } from "./header-changes.js";
import { regexRewrite } from "./path-rewrite.js";
import { redirectAction } from "./redirect.js";
import { circuitBreakers, healthChecks, outlierDetection } from "./resilience.js";
import { requestMatch } from "./route-match.js";
import { streamFields } from "./streams.js";

describe("headers", () => {
  it("are set before they are added, and a % is a %", () => {
    expect(headerChanges({ add: { b: "2" }, set: { a: "1%" }, remove: ["c"] }, undefined)).toEqual({
      request_headers_to_remove: ["c"],
      request_headers_to_add: [
        { header: { key: "a", value: "1%%" }, append_action: "OVERWRITE_IF_EXISTS_OR_ADD" },
        { header: { key: "b", value: "2" }, append_action: "APPEND_IF_EXISTS_OR_ADD" },
      ],
    });
  });

  it("stay as they are where nothing is said", () => {
    expect(headerChanges(undefined, {})).toEqual({});
  });
});

it("a path's characters are themselves in an expression", () => {
  expect(regexRewrite({ from: "/a.b+c", to: "/" })).toEqual({
    regex_rewrite: { pattern: { regex: "^/a\\.b\\+c/?" }, substitution: "/" },
  });
});

it("a redirect names no port that its scheme has anyway", () => {
  const redirect = { scheme: "https", path: undefined, statusCode: 301 } as const;
  expect(redirectAction(redirect, 80)).toEqual({ scheme_redirect: "https", response_code: "MOVED_PERMANENTLY" });
  expect(redirectAction(redirect, 8080)).toMatchObject({ port_redirect: 443 });
});

it("a rule without conditions matches every request", () => {
  expect(requestMatch({})).toEqual({ prefix: "/" });
});

it("limits and budgets are there only where they were asked for", () => {
  expect(circuitBreakers(undefined, { hasRetries: false })).toEqual({});
  expect(JSON.stringify(circuitBreakers({ requests: 1 }, { hasRetries: false }))).not.toContain("retry_budget");
  expect(JSON.stringify(circuitBreakers(undefined, { hasRetries: true }))).toContain("retry_budget");
});

it("an ejection may last longer than Envoy's own limit", () => {
  expect(outlierDetection({ ejectionTime: "600s" })).toMatchObject({
    outlier_detection: { max_ejection_time: "600s" },
  });
  expect(outlierDetection({})).toMatchObject({ outlier_detection: { max_ejection_time: "300s" } });
});

it("a check without a path is a connection", () => {
  const [check] = healthChecks({}, { host: undefined, codec: "HTTP2" })["health_checks"] as object[];
  expect(check).toMatchObject({ tcp_health_check: {}, interval: "5s", unhealthy_threshold: 3 });
});

it("an address that is gone from DNS is left alone, however well it is", () => {
  expect(healthChecks({}, { host: undefined, codec: "HTTP2" })).toMatchObject({ ignore_health_on_host_removal: true });
});

it("only what says WebSocket is upgraded", () => {
  expect(streamFields(["HTTP", "HTTP2"], "1s")).toEqual({});
  expect(streamFields(["GRPC"], undefined)).not.toHaveProperty("upgrade_configs");
  expect(streamFields(["WebSocket"], undefined)).toHaveProperty("upgrade_configs");
});
