import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { declarations } from "../../examples/kuma-3/fabric.js";
import type { KubeObject } from "../../sdk/src/targets/emitted.js";
import { withValues } from "../../sdk/src/fabric/testing/with-values.js";
import { kumaFabricWith } from "../../sdk/src/targets/kuma/v3/testing/kuma-fabric.js";
import { kumaFabrics } from "../../sdk/src/targets/kuma/v3/testing/kuma-fabrics.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { accepts, refusals } from "../admission/admission.js";
import { settled } from "../admission/material.js";
import { withApiServer } from "../admission/with-api-server.js";
import { Gateways } from "../wire/gateways.js";
import { plainCall, type PlainOutcome } from "../wire/plain-call.js";
import { Trust } from "../wire/material.js";
import { podsOf } from "../wire/pod.js";
import { showsItsDeclarations } from "./examples/example.js";
import { staticConfig } from "../wire/static-config.js";
import { refusal } from "../wire/validate.js";
import { withEnvoy } from "../wire/with-envoy.js";

const minute = 60_000;

withApiServer("an API server with the CRDs of Kuma 3.0", ["kuma-3.0"], (server) => {
  const example = () => settled(planFabric("example", declarations));

  it(
    "takes what the example emits",
    async () => {
      expect(refusals(await accepts(server(), await example()))).toEqual([]);
    },
    minute,
  );

  it(
    "takes what random Fabrics emit",
    async () => {
      const objects: KubeObject[] = [];
      for (const fabric of fc.sample(kumaFabrics(), 12)) objects.push(...(await settled(planFabric("test", fabric))));
      expect(refusals(await accepts(server(), objects))).toEqual([]);
      const kinds = new Set(objects.map(({ kind }) => kind));
      for (const kind of ["MeshIdentity", "MeshTrust", "MeshTrafficPermission", "HostnameGenerator", "MeshTimeout"])
        expect(kinds).toContain(kind);
      console.log(`${objects.length} objects accepted`);
    },
    4 * minute,
  );

  it.each([
    ["a trust domain longer than 253", "MeshTrust", "spec.trustDomain", "a".repeat(254), /trustDomain: Too long/],
    ["a trust domain that nobody vouches for", "MeshTrust", "spec.caBundles", [], /caBundles.*at least 1/],
    [
      "an identity of no type",
      "MeshTrafficPermission",
      "spec.rules.0.default.allow.0.spiffeID.type",
      "Suffix",
      /Suffix/,
    ],
    ["callers by tags", "MeshTrafficPermission", "spec.from", [], /spec\.from: field not declared/],
    [
      "a target by name",
      "MeshTrafficPermission",
      "spec.targetRef.name",
      "charges",
      /targetRef\.name: field not declared/,
    ],
    ["a target by tags", "MeshTLS", "spec.targetRef.kind", "MeshSubset", /MeshSubset/],
    ["a mode that is none", "MeshTLS", "spec.rules.0.default.mode", "Loose", /Loose/],
    ["a provider that is none", "MeshIdentity", "spec.provider.type", "Vault", /Vault/],
    ["a key in clear", "MeshIdentity", "spec.provider.bundled.ca.privateKey.inline", "a", /field not declared/],
    ["a hostname of nothing", "HostnameGenerator", "spec.template", undefined, /template.*[Rr]equired/],
    ["a selector of Services", "HostnameGenerator", "spec.selector.service", {}, /field not declared/],
  ])(
    "would not take %s",
    async (_name, kind, path, value, why) => {
      const object = (await example()).find((candidate) => candidate.kind === kind);
      if (object === undefined) throw new Error(`the example has no ${kind}`);
      const [good, bad] = await accepts(server(), [object, withValues(object, { [path]: value })]);
      expect(good?.refusal).toBeUndefined();
      expect(bad?.refusal).toMatch(why);
    },
    minute,
  );

  it(
    "would refuse a trust domain of 254 characters, which we refuse first, by the name of the kind",
    async () => {
      const trustDomain = "s".repeat(254);
      expect(() => planFabric("test", kumaFabricWith({ "meshes.shop.trustDomain": trustDomain }))).toThrow(
        /MeshTrust takes a trust domain of 253/,
      );
      const trust = (await example()).find(({ kind }) => kind === "MeshTrust");
      if (trust === undefined) throw new Error("the example has a MeshTrust");
      const [bad] = await accepts(server(), [withValues(trust, { "spec.trustDomain": trustDomain })]);
      expect(bad?.refusal).toMatch(/trustDomain/);
    },
    minute,
  );
});

describe("example kuma-3", () => {
  showsItsDeclarations({ folder: "kuma-3", fabric: "crossing", declarations });
});

withEnvoy("the gateways of example kuma-3", () => {
  const gateways = new Gateways();
  beforeAll(() => gateways.start(declarations), 2 * minute);
  afterAll(() => gateways.stop());

  /** A call at the consumer's door, where its sidecar would hand it over. */
  function call(method: string, path: string): Promise<PlainOutcome> {
    const services = gateways.plan.objects.map(({ object }) => object as unknown as DoorService);
    const door = services.find(
      ({ kind, spec }) =>
        kind === "Service" &&
        spec.ports?.[0]?.name === "port-8090" &&
        spec.selector["app.kubernetes.io/instance"] === "consume-egress",
    );
    const port = gateways.envoy("consume-egress").portOf(door?.spec.ports?.[0]?.targetPort ?? 0);
    return plainCall({ port, host: "expose.mesh:8090", method, path });
  }

  it(
    "have configurations that Envoy takes",
    async () => {
      const plan = planFabric("example", declarations);
      const pods = podsOf(plan, await new Trust().issue(plan.certificates), {});
      const said = await Promise.all(pods.map(async (pod) => [pod.name, await refusal(staticConfig(pod))]));
      expect(said.sort()).toEqual([
        ["consume-egress", undefined],
        ["edge", undefined],
      ]);
    },
    minute,
  );

  it("carry a permitted call to the service, which sees the consumer's identity", async () => {
    const { status, echo } = await call("GET", "/api/1");
    expect(status).toBe(200);
    expect(echo).toMatchObject({ backend: "server.app.svc.cluster.local:8080", path: "/api/1" });
    expect(echo?.headers["x-forwarded-client-cert"]).toMatch(
      /URI=spiffe:\/\/consume.acme.internal\/ns\/shop\/sa\/client$/,
    );
  });

  it("refuse what is not permitted, and what is not offered", async () => {
    expect((await call("DELETE", "/api/1")).status).toBe(403);
    expect((await call("GET", "/apix")).status).toBe(403);
  });
});

interface DoorService {
  kind: string;
  spec: { selector: Record<string, string>; ports?: { name: string; targetPort: number }[] };
}
