import type { CheckedGateway, CheckedListener } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";
import { PermissionAction } from "../../../model/choices.js";
import { exposeCrossings } from "../../../reach/crossings.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { defaultDeny, policiesOf } from "../authorization.js";
import { ingressPlace } from "../../crossing/place.js";
import { listenerOperation, listenerRules } from "./rules.js";

/** Who may call the listeners of an ingress gateway, by what is permitted; what denies beats what allows. */
export const ingressPolicies = (gateway: CheckedGateway): KubeObject[] => [
  defaultDeny(ingressPlace(gateway)),
  ...gateway.listeners.flatMap((listener) => listenerPolicies(gateway, listener)),
];

function listenerPolicies(gateway: CheckedGateway, listener: CheckedListener): KubeObject[] {
  const place = ingressPlace(gateway);
  const part = objectName(listener.name);
  if (!listener.crossMesh) return policiesOf(place, `${part}.allow`, "ALLOW", [outsiders(listener)]);
  const crossings = listener.exposes.flatMap((expose) => exposeCrossings(gateway, listener, expose));
  const rulesOf = (action: PermissionAction): Tree[] =>
    listenerRules(
      listener,
      crossings.filter((crossing) => crossing.action === action),
    );
  return [
    ...policiesOf(place, `${part}.deny`, "DENY", rulesOf(PermissionAction.Deny)),
    ...policiesOf(place, `${part}.allow`, "ALLOW", rulesOf(PermissionAction.Allow)),
  ];
}

/** Callers of no mesh, by their addresses where the listener names some. */
const outsiders = (listener: CheckedListener): Tree => ({
  ...(listener.sourceRanges && { from: [{ source: { ipBlocks: listener.sourceRanges } }] }),
  to: [{ operation: listenerOperation(listener) }],
});
