import { describe, expect, it } from "@jest/globals";
import { removedIn } from "./removed.js";

describe("what Kuma 3.0 has given up", () => {
  it.each([
    ["a kind", { kind: "MeshGateway", spec: {} }, "MeshGateway"],
    ["TLS of a Mesh, which is accepted and ignored", { kind: "Mesh", spec: { mtls: {} } }, "Mesh.spec.mtls"],
    ["callers by tags", { kind: "MeshTrafficPermission", spec: { from: [] } }, "MeshTrafficPermission.spec.from"],
    [
      "a target by name",
      { kind: "MeshTLS", spec: { targetRef: { kind: "Dataplane", name: "a" } } },
      "MeshTLS.spec.targetRef.name",
    ],
    [
      "a target by tags",
      { kind: "MeshTLS", spec: { targetRef: { kind: "MeshSubset" } } },
      "MeshTLS.spec.targetRef.kind",
    ],
    [
      "a certificate of the old shape",
      { kind: "MeshExternalService", spec: { tls: { verification: { caCert: { secret: "a" } } } } },
      "MeshExternalService.spec.tls.verification.caCert.secret",
    ],
    [
      "a crossMesh listener",
      { kind: "Any", spec: { listeners: [{ crossMesh: true }] } },
      "Any.spec.listeners.0.crossMesh",
    ],
  ])("is found: %s", (_name, object, path) => {
    expect(removedIn(object)).toContain(path);
  });

  it("is not found in a policy of today", () => {
    const spec = { targetRef: { kind: "Dataplane", labels: { app: "a" } }, rules: [{ default: { mode: "Strict" } }] };
    expect(removedIn({ kind: "MeshTLS", spec })).toEqual([]);
  });
});
