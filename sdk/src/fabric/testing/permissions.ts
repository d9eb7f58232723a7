import fc from "fast-check";
import type { Caller, CrossMeshPermissionSpec } from "../../model/cross-mesh-permission.js";
import type { HttpMatch, JwtMatch, PathMatch, ValueMatch } from "../../model/http-match.js";
import type { FabricSpec } from "../../model/fabric.js";

/** An issuer, and its keys as a permission names them. */
export interface Signer {
  issuer: string;
  jwks: string;
}

const names = { namespaces: ["web", "web-2"], serviceAccounts: ["checkout", "check", "a.b"] };
const paths: (PathMatch | undefined)[] = [
  undefined,
  { prefix: "/" },
  { prefix: "/a" },
  { prefix: "/a/b" },
  { exact: "/" },
  { exact: "/a" },
  { exact: "/a/" },
  { regex: "/a|/b/[0-9]+" },
  { regex: "/.*/b" },
];
const values: Omit<ValueMatch, "name">[] = [
  { exact: "x" },
  { exact: "" },
  { exact: "x,y" },
  { prefix: "x" },
  { prefix: "" },
  { regex: "x|y.*" },
  { regex: "" },
  { present: true },
  { present: false },
];

const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 1) => fc.option(arbitrary, { nil: undefined, freq });
const seldom = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary, weight: 1 });

const caller: fc.Arbitrary<Caller> = fc.oneof(
  fc.record({ mesh: fc.constantFrom("*", "shop", "partner") }),
  fc.record({ mesh: fc.constantFrom("*", "shop"), namespace: fc.constantFrom(...names.namespaces) }),
  fc.record({
    mesh: fc.constantFrom("shop", "partner"),
    namespace: fc.constantFrom(...names.namespaces),
    serviceAccount: fc.constantFrom(...names.serviceAccounts),
  }),
);

const valueMatch = (...of: string[]): fc.Arbitrary<ValueMatch> =>
  fc.tuple(fc.constantFrom(...of), fc.constantFrom(...values)).map(([name, value]) => ({ name, ...value }));

const httpMatch = (signers: Signer[]): fc.Arbitrary<HttpMatch> =>
  fc
    .record({
      method: maybe(fc.constantFrom("GET", "POST")),
      path: fc.constantFrom(...paths),
      headers: seldom(fc.array(valueMatch("x-one", "X-Two"), { minLength: 1, maxLength: 2 })),
      query: seldom(fc.array(valueMatch("one", "two"), { minLength: 1, maxLength: 2 })),
      jwt: seldom(
        fc.record({
          signer: fc.constantFrom(...signers),
          audiences: maybe(fc.constant<string[]>(["payments", "ledger"])),
          claims: maybe(fc.constantFrom<Record<string, string>>({ role: "clerk" }, { role: "clerk", team: "web" })),
        }),
      ),
    })
    .map(({ jwt, ...match }) => defined({ ...match, jwt: jwt && defined({ ...jwt.signer, ...withoutSigner(jwt) }) }));

const withoutSigner = ({ audiences, claims }: Pick<JwtMatch, "audiences" | "claims">) => ({
  audiences,
  claims,
});

const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/** Permissions of every kind, wide and narrow callers mixed, over one gateway with two Exposes. */
export const permissionFabrics = (signers: Signer[], maxLength = 12): fc.Arbitrary<FabricSpec> =>
  fc
    .array(
      fc.record({
        action: fc.constantFrom(undefined, "allow" as const, "allow" as const, "deny" as const),
        expose: maybe(fc.constantFrom("all", "below")),
        from: fc.array(caller, { minLength: 1, maxLength: 2 }),
        http: maybe(fc.array(httpMatch(signers), { minLength: 1, maxLength: 3 }), 3),
      }),
      { minLength: 1, maxLength },
    )
    .map((permissions) => ({
      meshes: {
        shop: { trustDomain: "shop.acme.internal", target: { kind: "standalone" } },
        partner: { trustDomain: "partner.example", target: { kind: "standalone" } },
        payments: { trustDomain: "payments.acme.internal", target: { kind: "standalone" } },
      },
      meshGateways: {
        edge: {
          mesh: "payments",
          listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "payments.mesh" } },
        },
      },
      exposes: {
        all: { gateway: "edge", service: { name: "all", namespace: "pay", port: 8080 } },
        below: { gateway: "edge", path: { prefix: "/a/b" }, service: { name: "below", namespace: "pay", port: 8080 } },
      },
      crossMeshPermissions: Object.fromEntries(
        permissions.map((permission, index): [string, CrossMeshPermissionSpec] => [
          `p${index}`,
          defined({ gateway: "edge", ...permission }),
        ]),
      ),
    }));

/** A request as it is sent, and what a token in it says. */
export interface SentRequest {
  mesh: string;
  namespace: string;
  serviceAccount: string;
  method: string;
  path: string;
  query: string;
  headers: [string, string][];
  /** The place of its signer; one that is too large is nobody whom a permission trusts. */
  token: { signer: number; claims: Record<string, unknown> } | undefined;
}

const sentValues = ["x", "", "xy", "y", "z", "x,y", "z, x", "y1"];
const pairs = ["one=x", "one=", "one", "one=xy", "one=z", "two=x", "two=y1", "one=%78", "%6fne=x", "one=x+", "one=%zz"];

/** Requests that the permissions speak of, in plain and in ambiguous forms. */
export const sentRequests: fc.Arbitrary<SentRequest> = fc.record({
  mesh: fc.constantFrom("shop", "shop", "partner", "payments"),
  namespace: fc.constantFrom(...names.namespaces, "we"),
  serviceAccount: fc.constantFrom(...names.serviceAccounts, "checkout2"),
  method: fc.constantFrom("GET", "POST", "PUT"),
  path: fc.constantFrom("/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/b/12", "/b/x", "/x/b"),
  query: fc
    .array(fc.constantFrom(...pairs, "three=1"), { maxLength: 3 })
    .chain((drawn) => fc.constantFrom("&", "&", "&", ";").map((separator) => drawn.join(separator))),
  headers: fc.array(fc.tuple(fc.constantFrom("x-one", "X-Two", "x-three"), fc.constantFrom(...sentValues)), {
    maxLength: 3,
  }),
  token: maybe(
    fc.record({
      signer: fc.constantFrom(0, 0, 1, 2),
      claims: fc.record(
        {
          aud: fc.constantFrom<unknown>("payments", ["x", "ledger"], "other", 1),
          role: fc.constantFrom<unknown>("clerk", ["clerk", "boss"], "boss", 7, { clerk: true }),
          team: fc.constantFrom<unknown>("web", ["web"], true),
        },
        { requiredKeys: [] },
      ),
    }),
  ),
});
