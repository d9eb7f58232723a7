import { afterAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { CheckedFabric } from "../../../sdk/src/fabric/checked.js";
import { validFabrics } from "../../../sdk/src/fabric/testing/fabrics.js";
import { decide } from "../../../sdk/src/reach/decide.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { containerPortOf } from "../../../sdk/src/targets/crossing/container-ports.js";
import { spiffeId } from "../../../sdk/src/trust/spiffe-id.js";
import { call, echoOf, verdict } from "../../wire/client.js";
import { Gateways } from "../../wire/gateways.js";
import { requestDrafts, requestIn } from "../../wire/requests.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const fabricCount = 12;
const requestsEach = 40;
withEnvoy("the oracle and the wire", () => {
  const gateways = new Gateways();
  afterAll(() => gateways.stop());

  /** What Envoy does with a request, and what the oracle says. */
  async function ask(fabric: CheckedFabric, request: ReturnType<typeof requestIn>) {
    const { gateway, port, hostname, mesh, caller, method, path, query } = request;
    const { objectName = "" } = fabric.gateways.find(({ name }) => name === gateway) ?? {};
    const { trustDomain, namespace, serviceAccount } = caller;
    const outcome = await call({
      port: gateways.envoy(objectName).portOf(containerPortOf(port)),
      host: hostname,
      identity: await gateways.trust.workload(mesh, spiffeId(trustDomain, namespace, serviceAccount)),
      method,
      target: `${path}${query}`,
    });
    const service = decide(fabric, request)?.expose.service;
    return {
      wire: { verdict: verdict(outcome), backend: echoOf(outcome)?.backend },
      oracle:
        service === undefined
          ? { verdict: 403, backend: undefined }
          : { verdict: 200, backend: `${service.name}.${service.namespace}.svc.cluster.local:${service.port}` },
    };
  }

  it(`agree on ${requestsEach} random requests to each of ${fabricCount} random Fabrics`, async () => {
    const counts = { gateways: 0, permitted: 0, refused: 0 };
    const fabrics = validFabrics().filter(({ exposes }) => Object.keys(exposes).length > 0);
    const agree = fc.asyncProperty(fabrics, requestDrafts(requestsEach), async (spec, drafts) => {
      const { fabric } = planFabric("wire", spec);
      const ingress = fabric.gateways.filter(({ role }) => role === "ingress").map(({ objectName }) => objectName);
      try {
        await gateways.start(spec, ingress);
        counts.gateways += ingress.length;
        for (const draft of drafts) {
          const request = requestIn(fabric, draft);
          const { wire, oracle } = await ask(fabric, request);
          expect({ request, ...wire }).toEqual({ request, ...oracle });
          counts[oracle.verdict === 200 ? "permitted" : "refused"] += 1;
        }
      } finally {
        await gateways.stop();
        gateways.trust.forgetAll();
      }
    });
    await fc.assert(agree, { numRuns: fabricCount, endOnFailure: true });
    console.log(`${counts.gateways} gateways: ${counts.permitted} requests permitted, ${counts.refused} refused`);
    expect(counts.permitted).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(0);
  }, 240_000);
});
