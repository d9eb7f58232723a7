import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../../fabric/check.js";
import type { CheckedFabric } from "../../../fabric/checked.js";
import type { CrossMeshPermissionSpec } from "../../../model/cross-mesh-permission.js";
import type { HttpMatch, PathMatch, ValueMatch } from "../../../model/http-match.js";
import { exposeCrossings } from "../../../reach/crossings.js";
import { type GatewayRequest, verdict } from "../../../reach/decide.js";
import { onGatewayApi } from "../testing/fabrics.js";
import { type AuthorizationRule, authorizationRules } from "./rules.js";
import { evaluate } from "./testing/evaluate.js";

function fabricOf(crossMeshPermissions: Record<string, CrossMeshPermissionSpec>): CheckedFabric {
  const { fabric, problems } = checkFabric("test", onGatewayApi({ crossMeshPermissions }));
  if (problems !== undefined) throw new Error(JSON.stringify(problems));
  return fabric;
}

const crossingsOf = ({ gateways }: CheckedFabric) =>
  gateways.flatMap((gateway) =>
    gateway.listeners.flatMap((listener) =>
      listener.exposes.flatMap((expose) => exposeCrossings(gateway, listener, expose)),
    ),
  );

/** What Envoy does with a call of a certificate with these names. */
function decision(rules: AuthorizationRule[], names: string[], { method, path, headers = {} }: GatewayRequest): string {
  const written = names.map((name) => `;URI=${name}`).join("");
  const seen = {
    callerName: names[0] ?? "",
    method,
    path,
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(",")])),
      "x-forwarded-client-cert": `By=spiffe://payments.acme.internal/ns/isthmus-payments/sa/edge;Hash=0a1b${written}`,
    },
  };
  return rules.find(({ cel }) => evaluate(cel, seen) === true)?.action ?? "Deny";
}

const paths: PathMatch[] = [
  { exact: "/a" },
  { prefix: "/a" },
  { prefix: "/a/b" },
  { prefix: "/" },
  { exact: "/(c)" },
  { prefix: "/c,d" },
];
const values: ValueMatch[] = [
  { name: "x-a", exact: "b" },
  { name: "X-A", prefix: "b" },
  { name: "x-a", present: true },
  { name: "x-a", present: false },
  { name: "x-a", exact: "b,c" },
  { name: "x-a", prefix: "" },
];
const accounts = ["checkout", "checkout2"];

const matches: fc.Arbitrary<HttpMatch> = fc.record(
  {
    method: fc.constantFrom("GET", "PURGE"),
    path: fc.constantFrom(...paths),
    headers: fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: [] },
);

const permissions: fc.Arbitrary<CrossMeshPermissionSpec> = fc.record(
  {
    gateway: fc.constant("edge"),
    action: fc.constantFrom("allow" as const, "deny" as const),
    from: fc.array(
      fc.constantFrom(
        { mesh: "*" },
        { mesh: "shop" },
        { mesh: "shop", namespace: "web" },
        ...accounts.map((serviceAccount) => ({ mesh: "shop", namespace: "web", serviceAccount })),
      ),
      { minLength: 1, maxLength: 2 },
    ),
    http: fc.array(matches, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ["gateway", "from"] },
);

const requests: fc.Arbitrary<GatewayRequest> = fc.record({
  gateway: fc.constant("edge"),
  port: fc.constant(8443),
  hostname: fc.constant("payments.mesh"),
  caller: fc.record({
    trustDomain: fc.constantFrom("shop.acme.internal", "payments.acme.internal", "shop.acme.internal2"),
    namespace: fc.constantFrom("web", "web2"),
    serviceAccount: fc.constantFrom(...accounts),
  }),
  method: fc.constantFrom("GET", "PURGE", "POST"),
  path: fc.constantFrom("/a", "/a/b", "/a/bc", "/ab", "/", "/(c)", "/%28c)", "/c,d", "/c%2Cd", "/A"),
  headers: fc.constantFrom<Record<string, string[]>>(
    {},
    { "x-a": ["b"] },
    { "x-a": ["c"] },
    { "x-a": ["b", "c"] },
    { "x-a": ["b,c"] },
    { "x-a": ["bc"] },
    { "x-a": [""] },
  ),
});

const nameOf = ({ caller: { trustDomain, namespace, serviceAccount } }: GatewayRequest): string =>
  `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;

describe("rules in CEL", () => {
  it("let in whom the oracle of previews lets in, and nobody else", () => {
    fc.assert(
      fc.property(
        fc.array(permissions, { minLength: 1, maxLength: 4 }),
        fc.array(requests, { minLength: 5 }),
        (all, asked) => {
          const fabric = fabricOf(Object.fromEntries(all.map((one, index) => [`p${index}`, one])));
          const rules = authorizationRules(crossingsOf(fabric));
          for (const request of asked) {
            const expected = verdict(crossingsOf(fabric), request) === undefined ? "Deny" : "Allow";
            expect([
              nameOf(request),
              request.method,
              request.path,
              request.headers,
              decision(rules, [nameOf(request)], request),
            ]).toEqual([nameOf(request), request.method, request.path, request.headers, expected]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("let nobody in who has two names, whichever comes first", () => {
    fc.assert(
      fc.property(fc.array(permissions, { minLength: 1, maxLength: 4 }), requests, requests, (all, one, other) => {
        const rules = authorizationRules(
          crossingsOf(fabricOf(Object.fromEntries(all.map((each, index) => [`p${index}`, each])))),
        );
        expect(decision(rules, [nameOf(one), nameOf(other)], one)).toBe("Deny");
        expect(decision(rules, [nameOf(one), nameOf(other), nameOf(one)], one)).toBe("Deny");
      }),
    );
  });

  it("say who may do the same in one rule, and in as many as fit", () => {
    const from = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        mesh: "shop",
        namespace: "web",
        serviceAccount: `account-${index}`,
      }));
    const rulesFor = (count: number) =>
      authorizationRules(crossingsOf(fabricOf({ many: { gateway: "edge", from: from(count) } })));
    expect(rulesFor(3)).toHaveLength(1);
    const many = rulesFor(300);
    expect(many.length).toBeLessThan(10);
    for (const { cel } of many) expect(cel.length).toBeLessThanOrEqual(4096);
    const last = {
      caller: { trustDomain: "shop.acme.internal", namespace: "web", serviceAccount: "account-299" },
      method: "GET",
      path: "/",
    };
    const asked = { ...last, gateway: "edge", port: 8443, hostname: "payments.mesh" };
    expect(decision(many, [nameOf(asked)], asked)).toBe("Allow");
  });

  it("write texts so that none ends early", () => {
    const [rule] = authorizationRules(
      crossingsOf(
        fabricOf({
          quotes: {
            gateway: "edge",
            from: [{ mesh: "shop" }],
            http: [{ headers: [{ name: "x-a", exact: "a'b\\c" }] }],
          },
        }),
      ),
    );
    expect(rule?.cel).toContain("request.headers['x-a'] == 'a\\'b\\\\c'");
  });
});
