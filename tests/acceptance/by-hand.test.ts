import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import type { MeshTarget } from "../../sdk/src/model/target.js";
import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import { glooErrors } from "../../sdk/src/targets/gloo-mesh/testing/gloo-errors.js";
import { accepts, refusals } from "../admission/admission.js";
import type { CrdSet } from "../admission/crds.js";
import { withApiServer } from "../admission/with-api-server.js";
import { byHand } from "../bench/targets/by-hand/index.js";
import { targetName } from "../bench/targets/targets.js";
import { refusal } from "../wire/validate.js";
import { withEnvoy } from "../wire/with-envoy.js";

const minute = 60_000;
/** Two listeners' worth. */
const count = 130;

const servers: { sets: CrdSet[]; targets: MeshTarget[] }[] = [
  {
    sets: ["istio", "gateway-api", "envoy-gateway"],
    targets: [{ kind: "standalone" }, { kind: "istio" }, { kind: "gateway-api" }],
  },
  { sets: ["kuma-2.14"], targets: [{ kind: "kuma", version: "2.14" }] },
  { sets: ["kuma-3.0"], targets: [{ kind: "kuma", version: "3.0" }] },
];

const isGloo = ({ apiVersion }: KubeObject): boolean => apiVersion.includes(".gloo.solo.io/");

for (const { sets, targets } of servers) {
  withApiServer(`an API server with the CRDs of ${sets.join(", ")}`, sets, (server) => {
    it.each(targets.map((target) => ({ name: targetName(target), target })))(
      "takes what the bench has by hand on $name",
      async ({ target }) => {
        expect(refusals(await accepts(server(), byHand(target, count)))).toEqual([]);
      },
      minute,
    );

    if (!sets.includes("istio")) return;
    it(
      "takes what the bench has by hand for Istio below Gloo Mesh",
      async () => {
        const objects = byHand({ kind: "gloo-mesh" }, count).filter((object) => !isGloo(object));
        expect(refusals(await accepts(server(), objects))).toEqual([]);
      },
      minute,
    );
  });
}

describe("what the bench has by hand on Gloo Mesh", () => {
  it("is right as far as the digest of its fields and rules knows", () => {
    expect(glooErrors(byHand({ kind: "gloo-mesh" }, count))).toEqual([]);
  });
});

withEnvoy("the bench's Envoys by hand", () => {
  it(
    "are taken by Envoy, with the files that lead to their certificates",
    async () => {
      const files = byHand({ kind: "standalone" }, count).flatMap(({ kind, data }) =>
        kind === "ConfigMap" ? [data as Record<string, string>] : [],
      );
      const folder = mkdtempSync(join(tmpdir(), "isthmus-by-hand-"));
      try {
        for (const [name, text] of files.flatMap((each) => Object.entries(each)))
          writeFileSync(join(folder, name), text);
        const configurations = files.flatMap(({ "envoy.yaml": text }) => text ?? []);
        expect(configurations).toHaveLength(2);
        for (const text of configurations) {
          const here = text.replaceAll("/etc/envoy/sds", folder);
          expect(await refusal(parse(here, { maxAliasCount: -1 }))).toBeUndefined();
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
    minute,
  );
});
