/**
 * That the admission harness can tell good from bad, for each set of CRDs.
 *
 * A target proves its own objects in `tests/acceptance/TARGET.test.ts`:
 *
 *     withApiServer("an API server with Istio's CRDs", ["istio", "gateway-api"], (server) => {
 *       it("takes what the example emits", async () => {
 *         const objects = await settled(planFabric("example", fabric));
 *         expect(refusals(await accepts(server(), objects))).toEqual([]);
 *       });
 *     });
 */
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import { accepts, refusals } from "../admission/admission.js";
import { crdSets, type CrdSet } from "../admission/crds.js";
import { samples } from "../admission/samples.js";
import { withApiServer } from "../admission/with-api-server.js";

const minute = 60_000;

/** Sets that share no name go into one server; those of this workplace apart, so that only they are skipped without it. */
const servers: CrdSet[][] = [
  ["istio", "gateway-api", "envoy-gateway", "cert-manager"],
  ["gateway-api-experimental"],
  ["kuma-2.14", "hedgehog-26.03"],
  ["kuma-3.0"],
];

it("tries every set", () => {
  expect(servers.flat().sort()).toEqual([...crdSets].sort());
});

for (const sets of servers) {
  withApiServer(`an API server with the CRDs of ${sets.join(", ")}`, sets, (server) => {
    describe.each(sets)("%s", (set) => {
      const { good, bad } = samples[set];

      it(
        `accepts its ${good.kind}`,
        async () => {
          expect(refusals(await accepts(server(), [good]))).toEqual([]);
        },
        minute,
      );

      it.each(bad)(
        `refuses its ${good.kind} with %s`,
        async (_, before, after, words) => {
          const text = JSON.stringify(good);
          expect(text).toContain(before);
          const changed = JSON.parse(text.replaceAll(before, after)) as KubeObject;
          const [verdict] = await accepts(server(), [changed]);
          expect(verdict?.refusal).toMatch(words);
        },
        minute,
      );
    });

    it("keeps nothing, and answers for each object in order", async () => {
      const many = sets.map((set) => samples[set].good);
      const unknown = { apiVersion: "isthmus.test/v1", kind: "Nothing", metadata: { name: "none" } };
      const verdicts = await accepts(server(), [...many, unknown, ...many]);
      expect(verdicts.map(({ object }) => object)).toEqual([...many, unknown, ...many]);
      expect(refusals(verdicts)).toEqual([
        'Nothing default/none: the server has no kind "Nothing" in "isthmus.test/v1"',
      ]);
      for (const { apiVersion, kind, metadata } of many) {
        const resource = await server().api.resource(apiVersion, kind);
        const path = `/apis/${apiVersion}/namespaces/probe/${resource?.plural}/${metadata.name}`;
        expect((await server().api.send("GET", path)).status).toBe(404);
      }
    }, 60_000);

    it("answers for some hundred objects in seconds", async () => {
      const objects = Array.from({ length: 300 }, (_, index) => {
        const { good } = samples[sets[index % sets.length] ?? "istio"];
        return { ...good, metadata: { ...good.metadata, name: `probe-${index}`, namespace: `probe-${index % 10}` } };
      });
      expect(refusals(await accepts(server(), objects))).toEqual([]);
    }, 60_000);
  });
}
