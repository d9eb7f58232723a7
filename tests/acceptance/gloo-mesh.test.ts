import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { declarations } from "../../examples/gloo-mesh-egress/fabric.js";
import type { EmittedObject, KubeObject } from "../../sdk/src/targets/emitted.js";
import { withValues } from "../../sdk/src/fabric/testing/with-values.js";
import { glooFabrics } from "../../sdk/src/targets/gloo-mesh/testing/fabrics.js";
import { glooErrors } from "../../sdk/src/targets/gloo-mesh/testing/gloo-errors.js";
import { isGloo } from "../../sdk/src/targets/gloo-mesh/testing/structural-errors.js";
import { glooFabricWith } from "../../sdk/src/targets/gloo-mesh/testing/two-clusters.js";
import { planFabric } from "../../sdk/src/targets/plan.js";
import { settledObjects } from "../../sdk/src/targets/testing/planned.js";
import { accepts, refusals } from "../admission/admission.js";
import { settled } from "../admission/material.js";
import { withApiServer } from "../admission/with-api-server.js";
import { showsItsDeclarations } from "./examples/example.js";

const minute = 60_000;

/** Gloo Mesh's own kinds are in no API server here: a field table derived from the research digest looks at those. */
withApiServer("an API server with Istio's CRDs, and what Gloo Mesh leaves to Istio", ["istio"], (server) => {
  const istioObjects = async (fabric: unknown): Promise<KubeObject[]> =>
    (await settled(planFabric("httpbin", fabric))).filter((object) => !isGloo(object));

  it(
    "takes what the example emits to the local and the remote cluster",
    async () => {
      const objects = await istioObjects(declarations);
      expect(refusals(await accepts(server(), objects))).toEqual([]);
      const kinds = new Set(objects.map(({ kind }) => kind));
      expect([...kinds].sort()).toEqual([
        "AuthorizationPolicy",
        "Deployment",
        "DestinationRule",
        "PeerAuthentication",
        "PodDisruptionBudget",
        "Role",
        "RoleBinding",
        "Service",
        "ServiceAccount",
      ]);
    },
    minute,
  );

  it(
    "takes what random Fabrics emit",
    async () => {
      const objects: KubeObject[] = [];
      for (const fabric of fc.sample(glooFabrics(), 12)) objects.push(...(await istioObjects(fabric)));
      expect(objects.length).toBeGreaterThan(100);
      expect(refusals(await accepts(server(), objects))).toEqual([]);
      console.log(`${objects.length} objects accepted`);
    },
    4 * minute,
  );

  it.each([
    ["a rule for no host", "DestinationRule", "spec.host", undefined, /spec\.host: Required/],
    ["another mode of TLS", "DestinationRule", "spec.trafficPolicy.tls.mode", "LOOSE", /LOOSE/],
    [
      "a server name under another field",
      "DestinationRule",
      "spec.trafficPolicy.tls.serverName",
      "a",
      /field not declared/,
    ],
    ["a policy that is neither", "AuthorizationPolicy", "spec.action", "MAYBE", /MAYBE/],
    ["a rule under another field", "AuthorizationPolicy", "spec.rule", [], /field not declared/],
    ["half mutual TLS", "PeerAuthentication", "spec.mtls.mode", "HALF", /HALF/],
    ["a port above all", "Service", "spec.ports.0.port", 70_000, /70000|65535/],
  ])(
    "would not take %s",
    async (_, kind, path, value, why) => {
      const object = (await istioObjects(declarations)).find((candidate) => candidate.kind === kind);
      if (object === undefined) throw new Error(`the example has no ${kind}`);
      const [good, bad] = await accepts(server(), [object, withValues(object, { [path]: value })]);
      expect(good?.refusal).toBeUndefined();
      expect(bad?.refusal).toMatch(why);
    },
    minute,
  );

  it(
    "would not take a header compared with nothing, of which we say so first",
    async () => {
      const gateway = {
        "meshGateways.edge": {
          mesh: "local",
          listeners: { api: { port: 8443, protocol: "HTTPS", crossMesh: true, hostname: "charges.mesh" } },
        },
        "exposes.charges": { gateway: "edge", service: { name: "charges", namespace: "pay", port: 8080 } },
      };
      const permitted = (exact: string) =>
        glooFabricWith({
          ...gateway,
          "crossMeshPermissions.mayCharge": {
            gateway: "edge",
            from: [{ mesh: "remote" }],
            http: [{ headers: [{ name: "x-tenant", exact }] }],
          },
        });
      expect(() => planFabric("httpbin", permitted(""))).toThrow(/gloo\.permission-empty/);
      const policies = (await istioObjects(permitted("t1"))).filter(({ metadata }) => metadata.name.startsWith("edge"));
      expect(refusals(await accepts(server(), policies))).toEqual([]);
    },
    minute,
  );
});

describe("example gloo-mesh-egress", () => {
  const clusters = ["mgmt", "local", "remote"];
  const files = Object.fromEntries(
    clusters.map((name) => [`${name}.yaml`, ({ cluster }: EmittedObject) => cluster === name]),
  );
  showsItsDeclarations({ folder: "gloo-mesh-egress", fabric: "httpbin", declarations, files });

  it("has what Gloo Mesh's fields and rules allow, as far as the research digest derives them", () => {
    const objects = settledObjects(declarations).map(({ object }) => object as never);
    expect(glooErrors(objects)).toEqual([]);
  });
});
