import { describe, expect, it } from "@jest/globals";
import type { EmittedObject } from "../targets/emitted.js";
import { missingKindProblems } from "./missing-kinds.js";

const kuma = "kuma.io/v1alpha1";
const istio = "networking.istio.io/v1";

const emitted = (apiVersion: string, kind: string, cluster?: string): EmittedObject => ({
  owner: undefined,
  id: kind,
  cluster,
  object: { apiVersion, kind, metadata: { name: kind.toLowerCase() } },
});

describe("kinds that a cluster does not have", () => {
  const objects = [emitted(kuma, "MeshGateway"), emitted(kuma, "Mesh"), emitted(kuma, "Mesh"), emitted("v1", "Secret")];

  it("are one problem for each API, with what brings them", () => {
    expect(missingKindProblems(objects, { [kuma]: [] })).toEqual([
      {
        code: "kubernetes.kind-missing",
        path: kuma,
        message: `the cluster has no kind Mesh, MeshGateway in ${kuma}, which Kuma (target kuma) brings`,
        hint: expect.stringMatching(/^install Kuma's chart `kuma`.*let this program do so/),
      },
    ]);
  });

  it("are those that its version does not know", () => {
    expect(missingKindProblems(objects, { [kuma]: ["Mesh"] })).toEqual([
      expect.objectContaining({ message: expect.stringContaining("no kind MeshGateway in") }),
    ]);
  });

  it("are said of the cluster by name", () => {
    const problems = missingKindProblems([emitted(istio, "Gateway", "west")], { [istio]: [] });
    expect(problems).toEqual([
      expect.objectContaining({
        path: "clusters.west",
        message: expect.stringContaining('cluster "west" has no kind'),
      }),
    ]);
  });

  it("are none where all are there, and none where nobody knows", () => {
    expect(missingKindProblems(objects, { [kuma]: ["Mesh", "MeshGateway"] })).toEqual([]);
    expect(missingKindProblems(objects, {})).toEqual([]);
  });
});
