import { PermissionAction, Scheme } from "../model/choices.js";
import type { Problem } from "../model/problem.js";
import type { CheckedFabric, CheckedRedirect, CheckedRoute } from "./checked.js";
import { pathFits } from "./rule-match.js";

/** What is legal and worth a second look. */
export function* fabricNotes({ gateways, routes }: Pick<CheckedFabric, "gateways" | "routes">): Iterable<Problem> {
  for (const route of routes) yield* redirectNotes(route);
  for (const gateway of gateways) {
    for (const listener of gateway.listeners) {
      const path = `meshGateways.${gateway.name}.listeners.${listener.name}`;
      if (listener.crossMesh && !listener.permissions.some(({ action }) => action === PermissionAction.Allow)) {
        yield {
          code: "gateway.listener.closed",
          path,
          message: `listener "${listener.name}" of gateway "${gateway.name}" is crossMesh and no permission allows a call: closed to everybody`,
          hint: "add a crossMeshPermission to let callers in",
        };
      }
      if (!listener.crossMesh && listener.sourceRanges === undefined && listener.exposes.length > 0) {
        yield {
          code: "gateway.listener.open",
          path,
          message: `listener "${listener.name}" of gateway "${gateway.name}" is open to everybody who reaches it`,
          hint: "set sourceRanges to the addresses that may call, or crossMesh: true to let in by permission",
        };
      }
      if (listener.exposes.length === 0) {
        yield {
          code: "gateway.listener.empty",
          path,
          message: `nothing is exposed behind listener "${listener.name}" of gateway "${gateway.name}"`,
          hint: "add an Expose to offer a service there",
        };
      }
    }
  }
}

/** A redirect to a request that the same rule answers. */
function* redirectNotes({ name, hostname, port, rules }: CheckedRoute): Iterable<Problem> {
  for (const [index, { match, redirect }] of rules.entries()) {
    if (redirect === undefined || !leadsBack(redirect, hostname, port)) continue;
    if (redirect.path !== undefined && !pathFits(match.path ?? {}, redirect.path.path ?? redirect.path.to)) continue;
    yield {
      code: "route.redirect-loop",
      path: `routes.${name}.rules[${index}].redirect`,
      message: `the redirect of rules[${index}] leads to requests that it answers itself`,
      hint: "lead it to a path, hostname or port that the rule is not for",
    };
  }
}

/** Whether a redirect stays at the plain hostname and port of its Route. */
const leadsBack = (redirect: CheckedRedirect, hostname: string, port: number): boolean =>
  (redirect.scheme ?? Scheme.Http) === Scheme.Http &&
  (redirect.hostname ?? hostname) === hostname &&
  (redirect.port ?? (redirect.scheme === undefined ? port : 80)) === port;
