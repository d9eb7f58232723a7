import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { checkFabric } from "../../../../fabric/check.js";
import { permissionFabrics, sentRequests } from "../../../../fabric/testing/permissions.js";
import { decide, type GatewayRequest } from "../../../../reach/decide.js";
import { decideAsEnvoy, type Decision } from "../../../standalone/envoy/policy/testing/envoy.js";
import { kumaWith } from "../testing/expose-and-consume.js";
import { kumaTwin } from "../testing/kuma-twin.js";
import { gatewayMatcher } from "./listener-policy.js";

function checked(spec: unknown) {
  const { fabric, problems } = checkFabric("test", spec);
  if (fabric === undefined) throw new Error(JSON.stringify(problems));
  return fabric;
}

/** The policy of the one gateway on Kuma. */
function matcherOf(spec: unknown) {
  const [gateway] = checked(spec).gateways.filter(({ mesh }) => mesh.target.kind === "kuma");
  if (gateway === undefined) throw new Error("no gateway");
  return gatewayMatcher(gateway);
}

/** The names in the certificate of a pod behind these Services of one mesh, as Kuma 2.14 writes them. */
const namesOf = (mesh: string, ...services: string[]): string =>
  [
    ...services.map((service) => `spiffe://${mesh}/${service}`),
    ...services.map((service) => `kuma://kuma.io/service/${service}`),
    "kuma://kuma.io/protocol/http",
  ].join();

const asked = { gateway: "edge-gateway", port: 8090, hostname: "expose.mesh", method: "GET", path: "/api" };
/** Who calls is in the names. */
const caller = { trustDomain: "", namespace: "", serviceAccount: "" };

const asking =
  (spec: unknown) =>
  (names: string, changes: Partial<GatewayRequest> = {}): string => {
    const decision = decideAsEnvoy(matcherOf(spec), { ...asked, caller, ...changes, names });
    return decision?.allows === true ? decision.permission : "denied";
  };

describe("the policy of a gateway on Kuma 2.14", () => {
  it("decides as that of target standalone does on the same permissions", () => {
    const decided = { allowed: 0, denied: 0 };
    const requests = fc.array(sentRequests, { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(
        permissionFabrics([{ issuer: "https://one.example", jwks: '{"keys":[]}' }]),
        requests,
        (drawn, sent) => {
          const { kuma, standalone } = kumaTwin(drawn, 8443);
          const [matcher, twin] = [matcherOf(kuma), checked(standalone)];
          for (const { mesh, namespace, serviceAccount, headers, method, path, query } of sent) {
            const service = serviceAccount.replace(".", "-");
            const byName: Record<string, string[]> = {};
            for (const [name, value] of headers) (byName[name.toLowerCase()] ??= []).push(value);
            const request: GatewayRequest = {
              ...{ gateway: "edge", port: 8443, hostname: "payments.mesh", method, path, query, headers: byName },
              caller: { trustDomain: mesh, namespace, serviceAccount: service },
            };
            const names = namesOf(mesh, `${service}_${namespace}_svc_80`);
            const isAllowed: Decision["allows"] = decide(twin, request) !== undefined;
            expect({ request, allows: decideAsEnvoy(matcher, { ...request, names })?.allows }).toEqual({
              request,
              allows: isAllowed,
            });
            decided[isAllowed ? "allowed" : "denied"] += 1;
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(Math.min(decided.allowed, decided.denied)).toBeGreaterThan(0);
  });

  it("lets in the service that a permission names, and none whose name only looks like it", () => {
    const ask = asking(kumaWith());
    for (const service of ["client_web_svc_80", "client_web_svc"])
      expect([service, ask(namesOf("consume", service))]).toEqual([service, "clientMayCall"]);
    for (const [mesh, service] of [
      ["consume", "client2_web_svc_80"],
      ["consume", "my-client_web_svc_80"],
      ["consume", "client_web2_svc_80"],
      ["consume", "client_web_svc_80x"],
      ["expose", "client_web_svc_80"],
      ["consume2", "client_web_svc_80"],
    ] as const)
      expect([mesh, service, ask(namesOf(mesh, service))]).toEqual([mesh, service, "denied"]);
  });

  it("finds a service that is not the first of its pod, to let in and to keep out", () => {
    const audit = [{ mesh: "consume", namespace: "web", service: "audit" }];
    const ask = asking(
      kumaWith({ "crossMeshPermissions.notAudited": { gateway: "edge-gateway", action: "deny", from: audit } }),
    );
    expect(ask(namesOf("consume", "a_web_svc_80", "client_web_svc_80"))).toBe("clientMayCall");
    expect(ask(namesOf("consume", "client_web_svc_80", "audit_web_svc_80"))).toBe("denied");
    expect(ask(namesOf("consume", "audit_web_svc_80", "client_web_svc_80"))).toBe("denied");
  });

  it("lets in no certificate with the names of two meshes, in whatever order, nor one without tags", () => {
    const ask = asking(kumaWith());
    const [own, other, tag] = ["spiffe://third/x_y_svc", "spiffe://consume/client_web_svc_80", "kuma://a/b"];
    expect(ask([other, tag].join())).toBe("clientMayCall");
    for (const uris of [
      [own, other, tag],
      [other, own, tag],
      [other, tag, own],
      [tag, other, tag],
      [other],
      [other, ""],
      [],
    ])
      expect([uris, ask(uris.join())]).toEqual([uris, "denied"]);
  });

  it("is closed at another port, under another name and for paths of no Expose, whoever calls", () => {
    const ask = asking(kumaWith());
    const names = namesOf("consume", "client_web_svc_80");
    expect(ask(names, { hostname: "EXPOSE.mesh:8090", path: "/api/deep" })).toBe("clientMayCall");
    for (const changes of [{ port: 8091 }, { hostname: "other.mesh" }, { hostname: "expose-mesh" }, { path: "/apix" }])
      expect([changes, ask(names, changes)]).toEqual([changes, "denied"]);
  });

  it("denies everybody where nothing is permitted", () => {
    expect(asking(kumaWith({ crossMeshPermissions: {} }))(namesOf("consume", "client_web_svc_80"))).toBe("denied");
  });
});
