import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../../sdk/src/targets/emitted.js";
import { manyRoutes } from "../many-routes.js";
import { benchTargets, targetName } from "../targets.js";
import { byHand } from "./index.js";
import { envoyCalls, envoyOffers } from "./reading/envoy.js";
import { readGatewayApi } from "./reading/gateway-api.js";
import { readGlooMesh, readIstio } from "./reading/istio.js";
import { readKuma2, readKuma3 } from "./reading/kuma.js";
import { declaredPolicy, type Policy, policyOf } from "./reading/policy.js";

const readers: Record<string, (objects: KubeObject[]) => Policy> = {
  standalone: (objects) => policyOf(envoyCalls(objects), envoyOffers(objects)),
  "kuma-2.14": readKuma2,
  "kuma-3.0": readKuma3,
  istio: readIstio,
  "gloo-mesh": readGlooMesh,
  "gateway-api": readGatewayApi,
};

/** More than one listener has paths for, and not a round number of each caller's. */
const count = 230;

describe.each(benchTargets.map((target) => ({ target, name: targetName(target) })))("by hand on $name", (on) => {
  const objects = byHand(on.target, count);

  it("says what the Fabric says: who calls which hostname, and reaches which path of which service", () => {
    const read = readers[on.name]?.(objects);
    expect(read?.calls).toHaveLength(count);
    expect(read?.offers).toHaveLength(count);
    expect(read).toEqual(declaredPolicy(manyRoutes(on.target, count)));
  });

  it.each([
    ["another caller", "caller-3", "caller-x"],
    ["another method", "GET", "POST"],
    ["a path that is another's", "/service-7", "/service-8"],
    ["another far name", "1.payments.mesh", "2.payments.mesh"],
  ])("would be seen to say %s", (_, before, after) => {
    const changed = JSON.parse(JSON.stringify(objects).replaceAll(before, after)) as KubeObject[];
    expect(readers[on.name]?.(changed)).not.toEqual(declaredPolicy(manyRoutes(on.target, count)));
  });

  it("writes each object once", () => {
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});
