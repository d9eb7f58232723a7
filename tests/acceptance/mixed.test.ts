import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { fabricOf, isClosedTo, pairs } from "../../sdk/src/targets/testing/mixed.js";
import { accepts, refusals } from "../admission/admission.js";
import { settled } from "../admission/material.js";
import { withApiServer } from "../admission/with-api-server.js";

/** Gloo Mesh's CRDs are not public. */
const isKnown = ({ apiVersion }: KubeObject): boolean => !apiVersion.includes("solo.io");

/** Kuma's two versions share names of CRDs, so each has a server of its own. */
describe.each(["2.14", "3.0"] as const)("meshes of two targets, with Kuma %s", (version) => {
  const other = version === "2.14" ? "3.0" : "2.14";
  const mine = pairs.filter(
    ([, client, server]) => !isClosedTo(server) && client.version !== other && server.version !== other,
  );
  const others = ["istio", "gateway-api", "envoy-gateway", "cert-manager"] as const;

  withApiServer(
    `an API server with the CRDs of all of them and Kuma ${version}`,
    [`kuma-${version}`, ...others],
    (server) => {
      it.each(mine)(
        "takes both halves of %s",
        async (_name, caller, called) => {
          const objects = (await settled(planFabric("mixed", fabricOf(caller, called)))).filter(isKnown);
          expect(objects.length).toBeGreaterThan(0);
          expect(refusals(await accepts(server(), objects))).toEqual([]);
        },
        60_000,
      );
    },
  );
});
