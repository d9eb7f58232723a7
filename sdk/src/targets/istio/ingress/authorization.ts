import type { CheckedListener } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";
import { PermissionAction } from "../../../model/choices.js";
import { exposeCrossings } from "../../../reach/crossings.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { defaultDeny, policiesOf } from "../authorization.js";
import type { GatewayPlace } from "../../crossing/place.js";
import { listenerOperation, listenerRules } from "./rules.js";

/** Who may call the listeners of an ingress gateway, by what is permitted; what denies beats what allows. */
export const ingressPolicies = (place: GatewayPlace, listeners: CheckedListener[]): KubeObject[] => [
  defaultDeny(place),
  ...listeners.flatMap((listener) => listenerPolicies(place, listener)),
];

function listenerPolicies(place: GatewayPlace, listener: CheckedListener): KubeObject[] {
  const part = objectName(listener.name);
  if (!listener.crossMesh) return policiesOf(place, `${part}.allow`, "ALLOW", [outsiders(listener)]);
  const { declared } = place;
  if (declared === undefined) return [];
  const crossings = listener.exposes.flatMap((expose) => exposeCrossings(declared, listener, expose));
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
