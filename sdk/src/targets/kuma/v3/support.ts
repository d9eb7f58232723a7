import { standaloneSupport } from "../../standalone/support.js";
import { type FieldSupport, structure } from "../../support/field-support.js";

/** Gateways are Envoys of ours, so they do what they do on target standalone; meshes are Kuma's. */
const ofGateways = Object.fromEntries(
  Object.entries(standaloneSupport).filter(([field]) => !field.startsWith("meshes.")),
);

/** What Kuma 3.0 with our gateways realises. */
export const support: FieldSupport = {
  ...structure,
  ...ofGateways,
  "meshes.trust.mode=managed": true,
  "meshes.trust.leafHours": true,
  "meshes.trust.revoked": { lost: "certificates that Kuma gave to workloads are not shut out, only those of gateways" },
  "meshes.trust.distrusted": true,
  "meshes.target.systemNamespace": true,
};
