import type { CheckedCaller } from "../fabric/checked.js";
import { PermissionAction } from "../model/choices.js";
import type { Crossing } from "./crossings.js";
import { describeConditions } from "./describe-conditions.js";
import { describePath, includes } from "./path-overlap.js";

/** A crossing in words, as a preview shows it. */
export interface ConnectivityRow {
  /** `mesh/namespace/serviceAccount`, each `*` where any will do. */
  caller: string;
  /** The gateway that lets it through. */
  gateway: string;
  /** The server name and port it is called by. */
  hostname: string;
  /** An HTTP method, `*` for any. */
  method: string;
  /** `/a` for this path alone, `/a/**` for it and all below it, `~/a.*` for a regular expression, and `~/a.* in /b/**` for what of it is offered. */
  path: string;
  /** What the request needs besides, such as `header x-team = "a" and query debug`; left out where nothing. */
  where?: string;
  /** The Service that answers, `namespace/name:port`. */
  destination: string;
  /** Whether such a call is refused, whatever else allows it; left out where it is let through. */
  denied?: boolean;
}

/**
 * Who may reach what, by a sentence that names it: sorted and stable, so that its diff is what a change does. A call
 * is let through that fits a row with `->` and none with `-/->`.
 */
export function connectivity(crossings: Crossing[]): Record<string, ConnectivityRow> {
  const denials = crossings.filter(({ action }) => action === PermissionAction.Deny);
  const rows = crossings
    .filter(
      (crossing) =>
        crossing.action === PermissionAction.Deny || !denials.some((denial) => takesAllOf(denial, crossing)),
    )
    .map((crossing): [string, ConnectivityRow] => {
      const row = connectivityRow(crossing);
      return [sentence(row), row];
    });
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

const sentence = ({ caller, gateway, hostname, method, path, where, denied }: ConnectivityRow): string =>
  `${caller} ${denied === true ? "-/->" : "->"} ${gateway}: ${method} ${hostname}${path}${where === undefined ? "" : ` where ${where}`}`;

function connectivityRow({ action, caller, gateway, listener, expose, request }: Crossing): ConnectivityRow {
  const { namespace, name, port } = expose.service;
  const where = describeConditions(request);
  const narrowedBy = request.path.regex === undefined || expose.path === request.path ? undefined : expose.path;
  return {
    caller: describeCaller(caller),
    gateway: gateway.name,
    hostname: `${listener.hostname ?? "*"}:${listener.port}`,
    method: request.method ?? "*",
    path: describePath(request.path) + (narrowedBy === undefined ? "" : ` in ${describePath(narrowedBy)}`),
    ...(where !== "" && { where }),
    destination: `${namespace}/${name}:${port}`,
    ...(action === PermissionAction.Deny && { denied: true }),
  };
}

/** Whether nothing is left of a crossing. Of conditions only the plain case is known: there are none. */
function takesAllOf(denial: Crossing, { caller, listener, expose, request }: Crossing): boolean {
  const { headers, query, jwt, method = request.method, path } = denial.request;
  return (
    denial.listener === listener &&
    denial.expose === expose &&
    [headers, query, jwt].every((condition) => condition === undefined) &&
    denial.caller.mesh === caller.mesh &&
    (denial.caller.namespace ?? caller.namespace) === caller.namespace &&
    (denial.caller.serviceAccount ?? caller.serviceAccount) === caller.serviceAccount &&
    method === request.method &&
    includes(path, request.path)
  );
}

/** `shop/web/checkout`, or `shop/*` where any namespace will do. */
export const describeCaller = ({ mesh, namespace, serviceAccount }: CheckedCaller): string =>
  [mesh.name, namespace ?? "*", ...(namespace === undefined ? [] : [serviceAccount ?? "*"])].join("/");
