import { afterAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { permissionFabrics, type SentRequest, sentRequests } from "../../../sdk/src/fabric/testing/permissions.js";
import type { CheckedFabric } from "../../../sdk/src/fabric/checked.js";
import { decide } from "../../../sdk/src/reach/decide.js";
import { spiffeId } from "../../../sdk/src/trust/spiffe-id.js";
import { permissionsFabric, permittedCall } from "../../bench/envoy/permissions.js";
import { call, echoOf } from "../../wire/client.js";
import { Gateways } from "../../wire/gateways.js";
import { TokenIssuer } from "../../wire/tokens.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const fabricCount = 12;
const requestsEach = 100;
/** The last is one whom no permission trusts. */
const issuers = ["https://one.example", "https://two.example", "https://nobody.example"].map(
  (issuer) => new TokenIssuer(issuer),
);
const signers = issuers.slice(0, 2).map(({ issuer, jwks }) => ({ issuer, jwks }));

withEnvoy("every kind of permission, the oracle and the wire", () => {
  const gateways = new Gateways();
  afterAll(() => gateways.stop());

  /** The backend that a request reaches, and the one that the oracle says. */
  async function ask(fabric: CheckedFabric, sent: SentRequest) {
    const { mesh, namespace, serviceAccount, method, path, query, headers, token } = sent;
    const trustDomain = fabric.meshes.find(({ name }) => name === mesh)?.trustDomain ?? "";
    const issuer = token === undefined ? undefined : issuers[token.signer];
    const bearer = issuer === undefined ? [] : [["authorization", `Bearer ${issuer.token(token?.claims)}`]];
    const outcome = await call({
      port: gateways.envoy("edge").portOf(8443),
      host: "payments.mesh",
      identity: await gateways.trust.workload(mesh, spiffeId(trustDomain, namespace, serviceAccount)),
      method,
      target: query === "" ? path : `${path}?${query}`,
      headers: [...headers, ...bearer] as [string, string][],
    });
    const byName: Record<string, string[]> = {};
    for (const [name, value] of headers) (byName[name.toLowerCase()] ??= []).push(value);
    const crossing = decide(fabric, {
      gateway: "edge",
      port: 8443,
      hostname: "payments.mesh",
      caller: { trustDomain, namespace, serviceAccount },
      method,
      path,
      query,
      headers: byName,
      ...(issuer !== undefined && {
        token: { issuer: issuer.issuer, keys: issuer.jwks, claims: { iss: issuer.issuer, ...token?.claims } },
      }),
    });
    return { wire: echoOf(outcome)?.backend.split(".")[0], oracle: crossing?.expose.service.name };
  }

  it(`agree on ${requestsEach} random requests to each of ${fabricCount} random Fabrics`, async () => {
    const counts = { permitted: 0, refused: 0 };
    const requests = fc.array(sentRequests, { minLength: requestsEach, maxLength: requestsEach });
    const agree = fc.asyncProperty(permissionFabrics(signers), requests, async (spec, sent) => {
      try {
        await gateways.start(spec, ["edge"]);
        for (const request of sent) {
          const { wire, oracle } = await ask(gateways.plan.fabric, request);
          expect({ request, reached: wire }).toEqual({ request, reached: oracle });
          counts[oracle === undefined ? "refused" : "permitted"] += 1;
        }
      } finally {
        await gateways.stop();
        gateways.trust.forgetAll();
      }
    });
    await fc.assert(agree, { numRuns: fabricCount, endOnFailure: true });
    console.log(`${counts.permitted} requests permitted, ${counts.refused} refused`);
    expect(counts.permitted).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(0);
  }, 240_000);

  it("agree where there are 5,000 permissions", async () => {
    const count = 5000;
    await gateways.start(permissionsFabric(count), ["edge"]);
    const port = gateways.envoy("edge").portOf(8443);
    for (const index of [0, 1, 9, 10, 2499, 4990, 4999]) {
      const { spiffeId: id, method, path } = permittedCall(index);
      const other = permittedCall((index + 10) % count);
      const as = async (caller: string, target: string): Promise<number | undefined> =>
        (
          await call({
            port,
            host: "payments.mesh",
            identity: await gateways.trust.workload("shop", caller),
            method,
            target,
          })
        ).status;
      expect([index, await as(id, path), await as(id, other.path), await as(other.spiffeId, path)]).toEqual([
        index,
        200,
        403,
        403,
      ]);
    }
  }, 120_000);
});
