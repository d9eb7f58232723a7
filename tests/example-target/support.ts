import { type FieldSupport, structure } from "../../sdk/src/targets/support/field-support.js";

/** What the system of the test tree realises. */
export const exampleSupport: FieldSupport = {
  ...structure,
  "meshGateways.listeners.protocol=HTTPS": true,
  "meshGateways.listeners.crossMesh": true,
  "meshGateways.replicas": "as many as its licence allows",
  "crossMeshPermissions.action": true,
  "crossMeshPermissions.from.namespace": true,
  "crossMeshPermissions.from.serviceAccount": true,
  "crossMeshPermissions.http": { lost: "it knows no requests" },
};
