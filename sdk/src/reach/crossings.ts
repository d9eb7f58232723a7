import type {
  CheckedCaller,
  CheckedExpose,
  CheckedFabric,
  CheckedGateway,
  CheckedListener,
} from "../fabric/checked.js";
import type { PermissionAction } from "../model/choices.js";
import type { HttpMatch, PathMatch } from "../model/http-match.js";
import { includes, pathOverlap } from "./path-overlap.js";

/** One way across: a caller may make these requests to this gateway, and this service answers; or it may not. */
export interface Crossing {
  /** Deny beats allow. */
  action: PermissionAction;
  caller: CheckedCaller;
  gateway: CheckedGateway;
  listener: CheckedListener;
  expose: CheckedExpose;
  /** The permission that says so, by name. */
  permission: string;
  /** The request; its path is what the permission and the Expose have in common. */
  request: HttpMatch & { path: PathMatch };
}

/** Every crossing of a Fabric, allowed or denied. The gateways' policies and `connectivity` are both made of these. */
export const crossings = ({ gateways }: Pick<CheckedFabric, "gateways">): Crossing[] =>
  gateways.flatMap(gatewayCrossings);

/** The crossings of one gateway. */
export const gatewayCrossings = (gateway: CheckedGateway): Crossing[] =>
  gateway.listeners.flatMap((listener) =>
    listener.exposes.flatMap((expose) => exposeCrossings(gateway, listener, expose)),
  );

/**
 * The crossings to one Expose behind a listener, without those whose every request goes to a more specific
 * Expose there.
 */
export function exposeCrossings(gateway: CheckedGateway, listener: CheckedListener, expose: CheckedExpose): Crossing[] {
  const moreSpecific = listener.exposes.slice(0, listener.exposes.indexOf(expose));
  const found: Crossing[] = [];
  for (const { name: permission, action, callers, http, expose: only = expose.name } of listener.permissions) {
    if (only !== expose.name) continue;
    for (const match of http) {
      const path = pathOverlap(match.path, expose.path);
      if (path === undefined || moreSpecific.some((other) => includes(other.path ?? {}, path))) continue;
      const request = { ...match, path };
      for (const caller of callers) found.push({ action, caller, gateway, listener, expose, permission, request });
    }
  }
  return found;
}
