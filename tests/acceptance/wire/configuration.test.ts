import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { validFabricsOfAllListeners } from "../../../sdk/src/fabric/testing/fabrics.js";
import { planFabric } from "../../../sdk/src/targets/plan.js";
import { forge, strangeAuthority } from "../../wire/forge.js";
import { Trust } from "../../wire/material.js";
import { type Pod, podsOf } from "../../wire/pod.js";
import { sceneFabric } from "../../wire/scene.js";
import { staticConfig } from "../../wire/static-config.js";
import { refusal } from "../../wire/validate.js";
import { withEnvoy } from "../../wire/with-envoy.js";

const fabricCount = 30;

/** Any key pair does for the Secrets that the generator's listeners name. */
async function pods(fabric: unknown): Promise<Pod[]> {
  const plan = planFabric("wire", fabric);
  const { certificate, privateKey } = await forge(await strangeAuthority("public"), { dnsNames: ["shop.example"] });
  const pair = { "tls.crt": certificate, "tls.key": privateKey };
  return podsOf(plan, await new Trust().issue(plan.certificates), { mail: pair, "shop.example": pair });
}

withEnvoy("Envoy, asked to validate", () => {
  it("takes the whole configuration of each gateway", async () => {
    const refusals = await Promise.all((await pods(sceneFabric())).map(async (pod) => refusal(staticConfig(pod))));
    expect(refusals).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ["a route to a cluster that is not there", /"cluster":"expose-charges"/g, '"cluster":"gone"', /gone/],
    ["a secret that is not there", /"name":"leaf-edge"\}\]/g, '"name":"leaf-gone"}]', /leaf-gone/],
    ["a bundle that is none", /BEGIN CERTIFICATE/g, "BEGIN NOTHING", /bundle|trust/i],
    ["a field that it does not know", /"server_names"/g, '"server_nams"', /server_nams/],
  ])(
    "would not take %s",
    async (_name, from, to, why) => {
      const [edge] = await pods(sceneFabric());
      if (edge === undefined) throw new Error("the scene has an edge");
      const text = JSON.stringify(staticConfig(edge));
      expect(text).toMatch(from);
      expect(await refusal(JSON.parse(text.replace(from, to)))).toMatch(why);
    },
    30_000,
  );

  it(`takes the gateways of ${fabricCount} random Fabrics`, async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(validFabricsOfAllListeners(), async (fabric) => {
        for (const pod of await pods(fabric)) {
          expect(await refusal(staticConfig(pod))).toBeUndefined();
          count += 1;
        }
      }),
      { numRuns: fabricCount, endOnFailure: true },
    );
    console.log(`${count} gateways validated`);
  }, 240_000);
});
