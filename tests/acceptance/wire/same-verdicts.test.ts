import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { MeshTarget } from "../../../sdk/src/model/target.js";
import { askAll, wrong } from "../../verdicts/ask.js";
import { verdictFabric } from "../../verdicts/fabric.js";
import { verdictProbes } from "../../verdicts/probes.js";
import { Gateways } from "../../wire/gateways.js";
import { withEnvoy } from "../../wire/with-envoy.js";

/** The targets whose gateways are Envoys of ours; Envoy Gateway is asked the same in gateway-api-traffic.test.ts. */
const targets: MeshTarget[] = [{ kind: "standalone" }, { kind: "kuma", version: "3.0" }];

withEnvoy("the permission family", () => {
  describe.each(targets)("on target $kind", (target) => {
    const gateways = new Gateways();
    beforeAll(
      () => gateways.start(verdictFabric(target, { namespace: "edge-ways", service: { type: "NodePort" } }), ["edge"]),
      120_000,
    );
    afterAll(() => gateways.stop());

    it("has the same verdict on every probe", async () => {
      const verdicts = await askAll({ port: gateways.envoy("edge").portOf(8443) }, verdictProbes, gateways.trust);
      expect(verdicts).toHaveLength(verdictProbes.length);
      expect(wrong(verdicts)).toEqual([]);
    }, 120_000);
  });
});
