import type { CheckedExpose, CheckedGateway, CheckedListener } from "../../../../fabric/checked.js";
import { PermissionAction } from "../../../../model/choices.js";
import { type Crossing, exposeCrossings } from "../../../../reach/crossings.js";
import { extension, type Json } from "../../../standalone/envoy/json.js";
import { conditions, quoted } from "../../../standalone/envoy/policy/conditions.js";
import {
  act,
  allOf,
  fits,
  headerInput,
  inOrder,
  isExactly,
  type OnMatch,
} from "../../../standalone/envoy/policy/matcher.js";
import { isAnyPath, pathHolds } from "../../../standalone/envoy/policy/path.js";
import { callerIs } from "./caller.js";

const defaultDeny = act("default-deny", PermissionAction.Deny);

/**
 * Who may call a gateway: by listener, by Expose in the order in which Kuma looks for a route, and there deny before
 * allow. What nothing allows is denied, and so is every listener that is not known here.
 */
export const gatewayMatcher = (gateway: CheckedGateway): Json =>
  inOrder(
    gateway.listeners.map((listener): [Json, OnMatch] => [isListener(listener), listenerPolicy(gateway, listener)]),
    defaultDeny,
  ).matcher;

/** By the port, since a name of Envoy's that did not fit would leave the listener open. */
const isListener = ({ port, hostname }: CheckedListener): Json =>
  allOf([
    isExactly(portInput, String(port)),
    ...(hostname === undefined ? [] : [fits(headerInput(":authority"), `(?i:${quoted(hostname)})(?::[0-9]+)?`)]),
  ]);

const portInput = extension("port", "envoy.extensions.matching.common_inputs.network.v3.DestinationPortInput");

const listenerPolicy = (gateway: CheckedGateway, listener: CheckedListener): OnMatch =>
  firstOf(
    listener.exposes.map((expose): [Json, OnMatch] => [
      pathHolds(expose.path ?? {}, PermissionAction.Allow),
      exposePolicy(gateway, listener, expose),
    ]),
  );

function exposePolicy(gateway: CheckedGateway, listener: CheckedListener, expose: CheckedExpose): OnMatch {
  const crossings = exposeCrossings(gateway, listener, expose);
  const rules = [PermissionAction.Deny, PermissionAction.Allow].flatMap((wanted) =>
    crossings.filter(({ action }) => action === wanted),
  );
  return firstOf(rules.map(rule));
}

/** Envoy refuses a list of nothing, and with it all that is new at the gateway's listeners, a revocation too. */
const firstOf = (entries: [Json, OnMatch][]): OnMatch =>
  entries.length === 0 ? defaultDeny : inOrder(entries, defaultDeny);

const rule = ({ action, caller, permission, request }: Crossing): [Json, OnMatch] => [
  allOf([
    callerIs(caller, action),
    ...(request.method === undefined ? [] : [isExactly(headerInput(":method"), request.method)]),
    ...(isAnyPath(request.path) ? [] : [pathHolds(request.path, action)]),
    ...conditions(request, action),
  ]),
  act(permission, action),
];
