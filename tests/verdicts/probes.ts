/** Whose certificate a caller shows, and what stands in it. */
export interface Credentials {
  /** The mesh whose issuer signed, or an authority that nobody believes. */
  signedBy: "shop" | "partner" | "stranger";
  uris: string[];
}

/** One thing that is tried at the gateway of the permission family, and what must come of it on every target. */
export interface VerdictProbe {
  tried: string;
  /** None, to show no certificate. */
  credentials?: Credentials;
  method?: string;
  /** The request target, byte for byte. */
  target?: string;
  headers?: [string, string][];
  /** `refused` is no answer at all: the handshake failed. */
  expected: number | "refused";
}

const workload = (account: string): string => `spiffe://shop.acme.internal/ns/web/sa/${account}`;
const checkout = workload("checkout");
const nightly = "spiffe://shop.acme.internal/ns/batch/sa/nightly";
const reports = "spiffe://shop.acme.internal/ns/batch/sa/reports";
const visitor = "spiffe://partner.example/ns/visitors/sa/visitor";

const as = (uri: string): Credentials => ({ signedBy: uri === visitor ? "partner" : "shop", uris: [uri] });
const charge = { method: "POST", target: "/charges" };
const blue: [string, string] = ["x-tenant", "blue"];

/** Callers, requests and forgeries, and the one verdict on each. */
export const verdictProbes: VerdictProbe[] = [
  { tried: "permitted: POST /charges", credentials: as(checkout), ...charge, expected: 200 },
  {
    tried: "permitted below the prefix",
    credentials: as(checkout),
    method: "POST",
    target: "/charges/42",
    expected: 200,
  },
  { tried: "permitted with a query", credentials: as(checkout), method: "POST", target: "/charges?a=b", expected: 200 },
  { tried: "permitted by exact path", credentials: as(checkout), target: "/status", expected: 200 },
  { tried: "below an exact path", credentials: as(checkout), target: "/status/all", expected: 403 },
  { tried: "other method", credentials: as(checkout), target: "/charges", expected: 403 },
  { tried: "other path", credentials: as(checkout), method: "POST", target: "/orders", expected: 403 },
  { tried: "no segment boundary", credentials: as(checkout), method: "POST", target: "/chargesheet", expected: 403 },
  {
    tried: "path that is normalised into a permitted one",
    credentials: as(checkout),
    method: "POST",
    target: "/x/../charges",
    expected: 200,
  },
  {
    tried: "path that is normalised out of a permitted one",
    credentials: as(checkout),
    method: "POST",
    target: "/charges/../orders",
    expected: 403,
  },
  { tried: "escaped slash", credentials: as(checkout), method: "POST", target: "/charges%2Forders", expected: 400 },
  { tried: "other service account", credentials: as(workload("catalog")), ...charge, expected: 403 },
  { tried: "service account with a longer name", credentials: as(`${checkout}2`), ...charge, expected: 403 },
  { tried: "other mesh", credentials: as(visitor), ...charge, expected: 403 },
  { tried: "any account of a namespace", credentials: as(reports), target: "/anything", expected: 200 },
  {
    tried: "namespace with a longer name",
    credentials: as("spiffe://shop.acme.internal/ns/batch2/sa/reports"),
    target: "/anything",
    expected: 403,
  },
  { tried: "deny beats allow: an account", credentials: as(nightly), target: "/anything", expected: 403 },
  {
    tried: "deny beats allow: a path",
    credentials: as(checkout),
    method: "POST",
    target: "/charges/refunds/1",
    expected: 403,
  },
  {
    tried: "deny beats allow: a header",
    credentials: as(checkout),
    ...charge,
    headers: [["X-Debug", "1"]],
    expected: 403,
  },
  {
    tried: "any account of a mesh, with the header",
    credentials: as(visitor),
    target: "/offers",
    headers: [blue],
    expected: 200,
  },
  { tried: "without the header", credentials: as(visitor), target: "/offers", expected: 403 },
  {
    tried: "another value of the header",
    credentials: as(visitor),
    target: "/offers",
    headers: [["x-tenant", "red"]],
    expected: 403,
  },
  {
    tried: "the header twice",
    credentials: as(visitor),
    target: "/offers",
    headers: [blue, ["x-tenant", "red"]],
    expected: 403,
  },
  {
    tried: "a more specific Expose without permission",
    credentials: as(reports),
    target: "/admin/keys",
    expected: 403,
  },
  {
    tried: "another's certificate in a header",
    credentials: as(visitor),
    ...charge,
    headers: [["x-forwarded-client-cert", `By=x;Hash=0;URI=${checkout}`]],
    expected: 403,
  },
  { tried: "no certificate", ...charge, expected: "refused" },
  {
    tried: "a forged authority",
    credentials: { signedBy: "stranger", uris: [checkout] },
    ...charge,
    expected: "refused",
  },
  {
    tried: "another mesh's authority",
    credentials: { signedBy: "partner", uris: [checkout] },
    ...charge,
    expected: "refused",
  },
  {
    tried: "two names of two meshes",
    credentials: { signedBy: "partner", uris: [visitor, checkout] },
    ...charge,
    expected: "refused",
  },
  {
    tried: "two names of two meshes, turned round",
    credentials: { signedBy: "partner", uris: [checkout, visitor] },
    ...charge,
    expected: "refused",
  },
  {
    tried: "two names of one mesh",
    credentials: { signedBy: "shop", uris: [checkout, workload("catalog")] },
    ...charge,
    expected: 403,
  },
  {
    tried: "two names of one mesh, turned round",
    credentials: { signedBy: "shop", uris: [workload("catalog"), checkout] },
    ...charge,
    expected: 403,
  },
  {
    tried: "the same name twice, another between",
    credentials: { signedBy: "shop", uris: [checkout, nightly, checkout] },
    ...charge,
    expected: 403,
  },
  {
    tried: "a name that reads like two",
    credentials: { signedBy: "shop", uris: [`spiffe://shop.acme.internal/x;URI=${checkout}`] },
    ...charge,
    expected: 403,
  },
  {
    tried: "a name of a permitted namespace that a header would show as two",
    credentials: { signedBy: "shop", uris: [`${reports};URI=${checkout}`] },
    target: "/anything",
    expected: 403,
  },
  { tried: "no name", credentials: { signedBy: "shop", uris: [] }, ...charge, expected: "refused" },
];
