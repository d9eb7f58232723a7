import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../../../fabric/check.js";
import {
  permissionFabrics,
  type SentRequest,
  sentRequests,
  type Signer,
} from "../../../../fabric/testing/permissions.js";
import { exposeCrossings } from "../../../../reach/crossings.js";
import { decide, type GatewayRequest, verdict } from "../../../../reach/decide.js";
import { spiffeId } from "../../../../trust/spiffe-id.js";
import { policyMatcher } from "./index.js";
import { decideAsEnvoy } from "./testing/envoy.js";

const key = { kty: "EC", crv: "P-256", x: "x", y: "y" };
const signers: Signer[] = ["https://one.example", "https://two.example"].map((issuer) => ({
  issuer,
  jwks: JSON.stringify({ keys: [{ ...key, kid: issuer }] }),
}));
const trustDomains: Record<string, string> = {
  shop: "shop.acme.internal",
  partner: "partner.example",
  payments: "payments.acme.internal",
};

function checked(spec: unknown) {
  const { fabric, problems } = checkFabric("test", spec);
  if (fabric === undefined) throw new Error(JSON.stringify(problems));
  return fabric;
}

/** As the gateway's oracle sees a request. */
function arrived({ mesh, namespace, serviceAccount, headers, token, ...rest }: SentRequest): GatewayRequest {
  const byName: Record<string, string[]> = {};
  for (const [name, value] of headers) (byName[name.toLowerCase()] ??= []).push(value);
  const signer = token === undefined ? undefined : signers[token.signer];
  return {
    ...rest,
    gateway: "edge",
    port: 8443,
    hostname: "payments.mesh",
    caller: { trustDomain: trustDomains[mesh] ?? "", namespace, serviceAccount },
    headers: byName,
    ...(token !== undefined && {
      token: { issuer: signer?.issuer ?? "", keys: signer?.jwks, claims: { iss: signer?.issuer, ...token.claims } },
    }),
  };
}

const isTrusted = ({ token }: SentRequest): boolean => token === undefined || signers[token.signer] !== undefined;

describe("a policy", () => {
  it("decides as the oracle does", () => {
    fc.assert(
      fc.property(
        permissionFabrics(signers),
        fc.array(sentRequests.filter(isTrusted), { minLength: 30, maxLength: 30 }),
        (spec, sent) => {
          const fabric = checked(spec);
          const [gateway] = fabric.gateways;
          const [listener] = gateway?.listeners ?? [];
          if (gateway === undefined || listener === undefined) throw new Error("no listener");
          for (const request of sent.map(arrived)) {
            // which Expose a path goes to is Envoy's routing, and not looked at here
            for (const expose of listener.exposes) {
              const crossings = exposeCrossings(gateway, listener, expose);
              const signed = listener.permissions.flatMap(({ http }) => http.flatMap(({ jwt }) => jwt?.issuer ?? []));
              if (request.token !== undefined && !signed.includes(request.token.issuer)) continue;
              const { trustDomain, namespace, serviceAccount } = request.caller;
              const names = spiffeId(trustDomain, namespace, serviceAccount);
              const decided = decideAsEnvoy(policyMatcher(crossings), { ...request, names });
              const meant = verdict(crossings, request) !== undefined;
              expect({ request, isAllowed: decided?.allows }).toEqual({ request, isAllowed: meant });
            }
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it("takes no certificate with two names, in either order", () => {
    const spec = fc.sample(permissionFabrics(signers), 1)[0];
    const fabric = checked({ ...spec, crossMeshPermissions: { all: { gateway: "edge", from: [{ mesh: "*" }] } } });
    const [gateway] = fabric.gateways;
    const [listener] = gateway?.listeners ?? [];
    const [expose] = listener?.exposes ?? [];
    if (gateway === undefined || listener === undefined || expose === undefined) throw new Error("no Expose");
    const matcher = policyMatcher(exposeCrossings(gateway, listener, expose));
    const [a, b] = ["shop.acme.internal", "partner.example"].map((domain) => spiffeId(domain, "web", "checkout"));
    const request = { gateway: "edge", port: 8443, hostname: "payments.mesh", method: "GET", path: "/a/b" };
    const caller = { trustDomain: "shop.acme.internal", namespace: "web", serviceAccount: "checkout" };
    expect(decide(fabric, { ...request, caller })?.permission).toBe("all");
    const ask = (names: string) => decideAsEnvoy(matcher, { ...request, caller, names });
    expect(ask(a ?? "")).toEqual({ permission: "all", allows: true });
    for (const names of [`${a},${b}`, `${b},${a}`, `${a},`, "", `${a}/more`, "spiffe://shop.acme.internal/other"])
      expect([names, ask(names)]).toEqual([names, { permission: "default-deny", allows: false }]);
  });
});
