import { describe, expect, it } from "@jest/globals";
import { checkFabric } from "./check.js";
import { fabricWith } from "./testing/problems.js";

const notesWith = (changes: Record<string, unknown>) => checkFabric("test", fabricWith(changes)).fabric?.notes;

describe("a note", () => {
  it("is not made of a Fabric that is whole", () => {
    expect(notesWith({})).toEqual([]);
  });

  it("says that a crossMesh listener without permission is closed", () => {
    expect(notesWith({ crossMeshPermissions: undefined })).toEqual([
      {
        code: "gateway.listener.closed",
        path: "meshGateways.edge.listeners.api",
        message: 'listener "api" of gateway "edge" is crossMesh and no permission allows a call: closed to everybody',
        hint: "add a crossMeshPermission to let callers in",
      },
    ]);
  });

  it("says that a listener with denials alone is closed too", () => {
    expect(notesWith({ "crossMeshPermissions.checkoutMayCharge.action": "deny" })).toEqual([
      expect.objectContaining({ code: "gateway.listener.closed" }),
    ]);
  });

  it("says that nothing is exposed behind a listener", () => {
    expect(notesWith({ exposes: undefined, routes: undefined })).toEqual([
      {
        code: "gateway.listener.empty",
        path: "meshGateways.edge.listeners.api",
        message: 'nothing is exposed behind listener "api" of gateway "edge"',
        hint: "add an Expose to offer a service there",
      },
    ]);
  });

  const forOutsiders = {
    "meshGateways.edge.listeners.api.crossMesh": false,
    "meshGateways.edge.listeners.api.tls": { secretName: "payments" },
    crossMeshPermissions: undefined,
    routes: undefined,
  };

  it("says that a listener for outsiders is open", () => {
    expect(notesWith(forOutsiders)).toEqual([
      {
        code: "gateway.listener.open",
        path: "meshGateways.edge.listeners.api",
        message: 'listener "api" of gateway "edge" is open to everybody who reaches it',
        hint: "set sourceRanges to the addresses that may call, or crossMesh: true to let in by permission",
      },
    ]);
  });

  it("does not call it open to whom it names", () => {
    expect(notesWith({ ...forOutsiders, "meshGateways.edge.listeners.api.sourceRanges": ["10.0.0.0/8"] })).toEqual([]);
  });
});
