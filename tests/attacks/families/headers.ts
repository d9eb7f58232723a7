import type { Attack, Family } from "../attack.js";
import type { JournalEntry } from "../journal.js";
import { requestLine } from "../journal.js";
import { asCheckout, asks, type Request, requestText, sends } from "../tools/requests.js";

const lie = 'By=x;Hash=0;Subject="CN=admin";URI=spiffe://payments.acme.internal/ns/pay/sa/admin';

/** A header that the gateway takes off: the service does not get what the caller wrote. */
const strips = (name: string, value: string, rest: { source?: string; request?: Request } = {}): Attack => {
  const { source = "Envoy edge", request } = rest;
  return asks(
    `\`${name}: ${value.length > 40 ? "…" : value}\``,
    { ...request, headers: [`${name}: ${value}`] },
    "200",
    {
      source,
      reaches: `${asCheckout()}, without it`,
      show: (entry) => `${requestLine(entry)}, ${hasValue(entry, name, value) ? "with it" : "without it"}`,
    },
  );
};

/** Whether a service got the value under the name, whole or in a list. */
const hasValue = ({ headers }: JournalEntry, name: string, value: string): boolean =>
  Object.entries(headers).some(
    ([header, values]) =>
      header.toLowerCase() === name.toLowerCase() && values.some((text) => text.split(",").includes(value)),
  );

const overridden: [string, string][] = [
  ["X-HTTP-Method-Override", "POST"],
  ["X-Method-Override", "POST"],
  ["X-Original-URL", "/charges"],
  ["X-Rewrite-URL", "/charges"],
  ["X-Envoy-Original-Path", "/charges"],
  ["X-Forwarded-Prefix", "/charges"],
];

const hosts: [string, string[], string, string?][] = [
  ["`Host` in upper case", ["Host: PAYMENTS.MESH"], "200", asCheckout()],
  ["`Host` with the port", ["Host: payments.mesh:8443"], "200", asCheckout()],
  ["`Host` with a port that is none; only the name counts", ["Host: payments.mesh:evil"], "200", asCheckout()],
  ["`Host` with a dot at its end", ["Host: payments.mesh."], "200", asCheckout()],
  ["`Host` with userinfo", ["Host: payments.mesh@ledger.mesh"], "403"],
  ["`Host` of another listener", ["Host: ledger.mesh"], "403"],
  ["`Host` of nobody", ["Host: other.mesh"], "403"],
  ["`Host` that ends with the name", ["Host: evil.payments.mesh"], "403"],
  ["`Host` that begins with the name", ["Host: payments.mesh.evil.example"], "403"],
  ["`Host: *`", ["Host: *"], "403"],
  ["`Host` with a slash", ["Host: payments.mesh/ledger"], "400"],
  ["`Host` with a comma", ["Host: payments.mesh, ledger.mesh"], "400"],
  ["an address as `Host`", ["Host: 127.0.0.1"], "403"],
  ["an empty `Host`", ["Host:"], "403"],
  ["no `Host`", [], "400"],
  ["two `Host`s, the permitted first", ["Host: payments.mesh", "Host: ledger.mesh"], "403"],
  ["two `Host`s, the permitted last", ["Host: ledger.mesh", "Host: payments.mesh"], "403"],
];

const names: [string, string, string][] = [
  ["a space before the colon", "X-Thing : 1", "400"],
  ["a tab before the colon", "X-Thing\t: 1", "400"],
  ["a line without a colon", "X-Thing", "400"],
  ["an empty name", ": 1", "400"],
  ["a name with an underscore", "x_forwarded_client_cert: lie", "400"],
  ["a name in non-ASCII", "X-Th\xefng: 1", "400"],
  ["a null byte in a value", "X-Thing: a\0b", "400"],
  ["a pseudo-header as a header", ":path: /refunds", "400"],
];

export const headers: Family = {
  letter: "H",
  name: "Headers",
  about:
    "What a caller writes into headers to be taken for another, to reach another path or host, or to command the gateway.",
  attacks: [
    ...["x-forwarded-client-cert", "X-Forwarded-Client-Cert", "X-FORWARDED-CLIENT-CERT"].map((name) =>
      strips(name, lie, { source: "mesh-targets 6.2 #6" }),
    ),
    sends(
      "`X-Forwarded-Client-Cert` twice",
      requestText({ headers: [`X-Forwarded-Client-Cert: ${lie}`, `x-forwarded-client-cert: ${lie}`] }),
      "200",
      { source: "mesh-targets 6.2 #6", reaches: asCheckout() },
    ),
    asks(
      "`Connection: X-Forwarded-Client-Cert`, to have it taken off on the way",
      { headers: ["Connection: X-Forwarded-Client-Cert", `X-Forwarded-Client-Cert: ${lie}`] },
      "200",
      { source: "issue 4", reaches: asCheckout() },
    ),
    asks("`X-Forwarded-For: 127.0.0.1`", { headers: ["X-Forwarded-For: 127.0.0.1"] }, "200", {
      source: "issue 4",
      reaches: `${asCheckout()}, with the true address last`,
      show: (entry) => {
        const last = entry.headers["X-Forwarded-For"]?.at(-1)?.split(",").at(-1);
        return `${requestLine(entry)}, with ${last === "127.0.0.1" ? "a false" : "the true"} address last`;
      },
    }),
    strips("X-Forwarded-Proto", "http", { source: "issue 4" }),
    strips("X-Envoy-External-Address", "127.0.0.1"),
    strips("X-Envoy-Internal", "true"),
    strips("X-Envoy-Original-Path", "/refunds"),
    strips("X-Envoy-Decorator-Operation", "evil"),
    strips("X-Envoy-Force-Trace", "true"),
    strips("X-Envoy-Upstream-Rq-Timeout-Ms", "1"),
    strips("X-Envoy-Upstream-Rq-Per-Try-Timeout-Ms", "1"),
    strips("X-Envoy-Expected-Rq-Timeout-Ms", "1"),
    strips("X-Envoy-Max-Retries", "100"),
    strips("X-Envoy-Retry-On", "5xx"),
    strips("X-Envoy-Retry-Grpc-On", "internal"),
    strips("X-Envoy-Hedge-On-Per-Try-Timeout", "true"),
    strips("X-Envoy-Upstream-Alt-Stat-Name", "evil"),
    strips("X-Envoy-Upstream-Rq-Timeout-Alt-Response", "1"),
    strips("X-Envoy-Downstream-Service-Cluster", "evil"),
    strips("X-Envoy-Ip-Tags", "evil"),
    ...overridden.map(([name, value]) =>
      asks(
        `\`${name}: ${value}\` with GET of \`/refunds\``,
        { method: "GET", target: "/refunds", headers: [`${name}: ${value}`] },
        "403",
        {
          source: "issue 4",
        },
      ),
    ),
    asks(
      "`X-HTTP-Method-Override: DELETE` with a permitted POST",
      { headers: ["X-HTTP-Method-Override: DELETE"] },
      "200",
      { source: "issue 4", reaches: asCheckout() },
    ),
    ...hosts.map(([what, host, expected, reaches]) =>
      asks(what, { host }, expected, { source: "issue 4", ...(reaches !== undefined && { reaches }) }),
    ),
    asks(
      "`X-Forwarded-Host` of another listener",
      { headers: ["X-Forwarded-Host: ledger.mesh"], target: "/refunds" },
      "403",
    ),
    ...names.map(([what, line, expected]) => asks(what, { headers: [line] }, expected, { source: "issue 4" })),
    ...[
      ["a bare CR in a value, which is taken out", "X-Thing: a\rX-Other: b"],
      ["a folded line (obs-fold), which becomes one line", "X-Thing: a\r\n X-Other: b"],
    ].map(([what = "", line = ""]) =>
      asks(what, { headers: [line] }, "200", {
        source: "issue 4",
        reaches: "POST /charges with one header X-Thing",
        show: ({ method, target, headers: { "X-Thing": things, "X-Other": other } }) =>
          `${method} ${target} with ${things?.length === 1 && other === undefined ? "one header" : "more than"} X-Thing`,
      }),
    ),
    asks("a method in lower case", { method: "post" }, "400"),
    asks("a method that no standard knows", { method: "CHARGE" }, "400"),
    asks("`TRACE`", { method: "TRACE" }, "403"),
    asks("`GET`, which is not permitted", { method: "GET" }, "403"),
    asks("one header of 70 KiB", { headers: [`X-Thing: ${"a".repeat(70_000)}`] }, "431", { source: "issue 4" }),
    asks("1000 headers", { headers: Array.from({ length: 1000 }, (_, n) => `X-${n}: 1`) }, "431", {
      source: "issue 4",
    }),
    asks("90 headers", { headers: Array.from({ length: 90 }, (_, n) => `X-${n}: 1`) }, "200", {
      reaches: asCheckout(),
    }),
  ],
};
