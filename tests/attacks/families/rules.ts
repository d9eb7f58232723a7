import { forge } from "../../wire/forge.js";
import type { Attack, Family } from "../attack.js";
import type { Stage } from "../stage.js";
import { verdictOf } from "../tools/answers.js";
import { exchange } from "../tools/http1.js";
import { RawHttp2, requestFields, requestFrame } from "../tools/http2.js";
import { type Request, requestText } from "../tools/requests.js";

const source = "issue 4";
const host = ["Host: orders.mesh"];
const connecting = { serverName: "orders.mesh" };

type Change = Partial<Pick<Attack, "reaches" | "run" | "show">>;

const as =
  (identityOf: (stage: Stage) => Promise<ReturnType<Stage["identity"]>>, request: Request): Attack["run"] =>
  async (stage) => {
    const bytes = requestText({ method: "GET", target: "/orders", host, ...request });
    return verdictOf(await exchange(stage.gateway, bytes, { ...connecting, identity: await identityOf(stage) }));
  };

const tries = (what: string, request: Request, expected: string, change: Change = {}): Attack => ({
  what,
  source,
  expected,
  run: as((stage) => Promise.resolve(stage.identity("checkout")), request),
  ...change,
});

const passes = (what: string, request: Request): Attack =>
  tries(what, request, "200", {
    reaches: `${request.method ?? "GET"} ${request.target ?? "/orders"} as checkout`,
  });
const refuses = (what: string, request: Request, expected = "403"): Attack => tries(what, request, expected);

const targets = (list: readonly string[], expected = "403"): Attack[] =>
  list.map((target) => refuses(`\`GET ${target}\``, { target }, expected));
const passed = (list: readonly string[]): Attack[] => list.map((target) => passes(`\`GET ${target}\``, { target }));

const tier = (...headers: string[]): Request => ({ headers });

const twoNames = (what: string, first: string, second: string): Attack => ({
  ...refuses(what, {}),
  run: as(
    (stage) =>
      forge(stage.authority("shop"), {
        uris: [first, second].map((name) => `spiffe://shop.acme.internal/ns/web/sa/${name}`),
      }),
    {},
  ),
});

/** A header of its own field for each value, in the order that HTTP/2 has them. */
const overHttp2 = (what: string, fields: [string, string][], path: string): Attack => ({
  what,
  source,
  expected: "403",
  run: async (stage) => {
    const connection = await RawHttp2.open(stage.gateway, { ...connecting, identity: stage.identity("checkout") });
    connection.send(requestFrame(requestFields({ method: "GET", authority: "orders.mesh", path }, fields)));
    await connection.settle();
    return connection.verdict();
  },
});

export const rules: Family = {
  letter: "D",
  name: "Rules",
  about:
    "On `orders.mesh` namespace `web` may GET, may PUT with `X-Role: clerk`, POST with `currency=chf`, and PATCH by the regular expression `/v[0-9]+/orders/.*`. Denied are the service account `catalog`; `X-Tier: free`; `admin=true`; the prefixes `/internal` and `/orders/a@b:c`; the paths `/orders/all` and `/orders/caf%C3%A9`; and the regular expression `/orders/[0-9]+:cancel`. Where a service could read a request in two ways, no rule may help the caller.",
  attacks: [
    passes("control: `GET /orders`", {}),
    refuses("control: a denied header", tier("X-Tier: free")),
    passes("control: another value", tier("X-Tier: gold")),

    refuses("the denied header in lower case", tier("x-tier: free")),
    refuses("in upper case", tier("X-TIER: free")),
    refuses("twice, the denied value first", tier("X-Tier: free", "X-Tier: gold")),
    refuses("twice, the denied value last", tier("X-Tier: gold", "X-Tier: free")),
    refuses("a list with it first", tier("X-Tier: free, gold")),
    refuses("a list with it last", tier("X-Tier: gold,free")),
    refuses("a list with a tab before it", tier("X-Tier: gold,\tfree")),
    refuses("a list with nothing before it", tier("X-Tier: ,free")),
    refuses("spaces around it", tier("X-Tier:   free  ")),
    refuses("on a folded line", tier("X-Tier: gold,\r\n free")),
    tries(
      "with `Connection: X-Tier`: it is taken off, and the service does not get it",
      tier("Connection: X-Tier", "X-Tier: free"),
      "200",
      {
        reaches: "GET /orders without it",
        show: ({ method, target, headers }) =>
          `${method} ${target} with${headers["X-Tier"] === undefined ? "out" : ""} it`,
      },
    ),
    refuses("with an underscore in its name", tier("X_Tier: free"), "400"),
    overHttp2(
      "the denied header over HTTP/2, after another",
      [
        ["x-tier", "gold"],
        ["x-tier", "free"],
      ],
      "/orders",
    ),

    passes("control: the role that is asked for", { method: "PUT", headers: ["X-Role: clerk"] }),
    refuses("no role", { method: "PUT" }),
    refuses("the role twice", { method: "PUT", headers: ["X-Role: clerk", "X-Role: clerk"] }),
    refuses("the role, and another", { method: "PUT", headers: ["X-Role: clerk", "X-Role: admin"] }),
    refuses("the role in a list", { method: "PUT", headers: ["X-Role: admin, clerk"] }),
    refuses("the role in upper case", { method: "PUT", headers: ["X-Role: CLERK"] }),

    ...targets([
      "/orders?admin=true",
      "/orders?admin=false&admin=true",
      "/orders?admin=true&admin=false",
      "/orders?x=1;admin=true",
      "/orders?%61dmin=true",
      "/orders?x=1&adm%69n=true",
      "/orders?admin=%74rue",
      "/orders?admin=tru%65",
      "/orders?+admin=true",
      "/orders?admin=true%00",
      "/orders?admin=true+",
    ]),
    overHttp2("`GET /orders?x=1&admin=true` over HTTP/2", [], "/orders?x=1&admin=true"),
    ...passed(["/orders?admin=false", "/orders?x=admin=true", "/orders?Admin=true"]),

    passes("control: the parameter that is asked for", { method: "POST", target: "/orders?currency=chf" }),
    ...[
      "/orders",
      "/orders?currency=chf&currency=eur",
      "/orders?currency=eur&currency=chf",
      "/orders?currency=chf&%63urrency=eur",
      "/orders?currency=chf;currency=eur",
      "/orders?currency=chf%00eur",
      "/orders?currency=chf+",
      "/orders?Currency=chf",
    ].map((target) => refuses(`\`POST ${target}\``, { method: "POST", target })),

    passes("control: a path that the regular expression takes", { method: "PATCH", target: "/v2/orders/7" }),
    ...["/x%0a/v2/orders/7", "/v2%0a/orders/7", "/v2/orders", "/x/v2/orders/7", "/v2/orders/../refunds"].map((target) =>
      refuses(`\`PATCH ${target}\``, { method: "PATCH", target }),
    ),
    passes("`PATCH /v2/orders/7%0ax`, below it in any reading", { method: "PATCH", target: "/v2/orders/7%0Ax" }),

    ...targets([
      "/internal",
      "/internal/",
      "/internal?x=1",
      "/internal/x",
      "//internal",
      "/./internal",
      "/x/../internal",
      "/x/%2e%2e/internal",
      "/%69nternal",
      "/orders/all",
      "/orders//all",
      "/orders/%61ll",
      "/orders/a@b:c",
      "/orders/a%40b:c",
      "/orders/a%40b%3ac/x",
      "/orders/caf%C3%A9",
      "/orders/caf%c3%a9",
      "/orders/17:cancel",
      "/orders/17%3Acancel",
      "/orders/17%3acancel",
      "/orders/%317:cancel",
    ]),
    ...targets(["/internal%2fx", "/x%2f..%2finternal", "/internal%00"], "400"),
    ...passed(["/orders/a%20b", "/orders/%C3%89"]),
    ...passed(["/Internal", "/internal;x=y", "/orders/all/", "/orders/all;x=y", "/orders/17:cancel/"]),

    {
      ...refuses("catalog, whom a rule denies", {}),
      run: as((stage) => Promise.resolve(stage.identity("catalog")), {}),
    },
    twoNames("two URI names: the denied one first", "catalog", "checkout"),
    twoNames("two URI names: the denied one last", "checkout", "catalog"),
  ],
};
