import type { CheckedCaller } from "../fabric/checked.js";
import { readsRequests } from "../fabric/expose-problems.js";
import { PermissionAction } from "../model/choices.js";
import type { Crossing } from "./crossings.js";
import type { Departure } from "./departures.js";
import type { Opening } from "./openings.js";
import { describeConditions } from "./describe-conditions.js";
import { describePath, includes } from "./path-overlap.js";

/** A crossing in words, as a preview shows it. */
export interface ConnectivityRow {
  /**
   * `mesh/namespace/serviceAccount`, each `*` where any will do; of no mesh an address range, or `anyone`; of a VPC
   * `vpc/addresses`.
   */
  caller: string;
  /** The gateway that lets it through; the external one where a Route leads out; of VPCs that no gateway of ours joins, their target. */
  gateway: string;
  /** The server name and port it is called by; of a VPC the addresses, and the port where not all are open. */
  hostname: string;
  /** An HTTP method, `*` for any; `tcp` where the gateway passes connections on; of a VPC the protocols, such as `tcp+udp`. */
  method: string;
  /** `/a` for this path alone, `/a/**` for it and all below it, `~/a.*` for a regular expression, and `~/a.* in /b/**` for what of it is offered; empty for connections. */
  path: string;
  /**
   * What the request needs besides, such as `header x-team = "a" and query debug`, or how a VPC's packets are seen;
   * left out where nothing.
   */
  where?: string;
  /** The Service that answers, `namespace/name:port`; of a VPC `vpc/addresses`, and the port where not all are open. */
  destination: string;
  /** Whether such a call is refused, whatever else allows it; left out where it is let through. */
  denied?: boolean;
}

/**
 * Who may reach what, by a sentence that names it: sorted and stable, so that its diff is what a change does. A call
 * is let through that fits a row with `->` and none with `-/->`.
 */
export function connectivity(
  crossings: Crossing[],
  openings: Opening[] = [],
  departures: Departure[] = [],
  packets: ConnectivityRow[] = [],
): Record<string, ConnectivityRow> {
  const denials = crossings.filter(({ action }) => action === PermissionAction.Deny);
  const rows = crossings
    .filter(
      (crossing) =>
        crossing.action === PermissionAction.Deny || !denials.some((denial) => takesAllOf(denial, crossing)),
    )
    .map(crossingRow)
    .concat(openings.map(openingRow), departures.map(departureRow), packets)
    .map((row): [string, ConnectivityRow] => [sentence(row), row]);
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

const sentence = ({ caller, gateway, hostname, method, path, where, denied }: ConnectivityRow): string =>
  `${caller} ${denied === true ? "-/->" : "->"} ${gateway}: ${method} ${hostname}${path}${where === undefined ? "" : ` where ${where}`}`;

function crossingRow(crossing: Crossing): ConnectivityRow {
  const { action, caller, expose, request } = crossing;
  const where = describeConditions(request);
  const narrowedBy = request.path.regex === undefined || expose.path === request.path ? undefined : expose.path;
  const path = describePath(request.path) + (narrowedBy === undefined ? "" : ` in ${describePath(narrowedBy)}`);
  return {
    ...placeRow(describeCaller(caller), crossing, request.method, path),
    ...(where !== "" && { where }),
    ...(action === PermissionAction.Deny && { denied: true }),
  };
}

const openingRow = (opening: Opening): ConnectivityRow =>
  placeRow(opening.from, opening, undefined, describePath(opening.expose.path ?? {}));

const departureRow = ({ route, external, request }: Departure): ConnectivityRow => {
  const where = describeConditions(request);
  return {
    caller: describeCaller(route),
    gateway: external.name,
    hostname: `${external.hostname}:${external.port}`,
    method: request.method ?? "*",
    path: describePath(request.path ?? {}),
    ...(where !== "" && { where }),
    destination: `${external.addresses.join(",")}:${external.port}`,
  };
};

function placeRow(
  caller: string,
  { gateway, listener, expose }: Pick<Opening, "gateway" | "listener" | "expose">,
  method: string | undefined,
  path: string,
): ConnectivityRow {
  const { namespace, name, port } = expose.service;
  return {
    caller,
    gateway: gateway.name,
    hostname: `${listener.hostname ?? "*"}:${listener.port}`,
    ...(readsRequests(listener) ? { method: method ?? "*", path } : { method: "tcp", path: "" }),
    destination: `${namespace}/${name}:${port}`,
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

/** `shop/web/checkout`, `shop/web/service:cart`, or `shop/*` where any namespace will do. */
export const describeCaller = ({
  mesh,
  namespace,
  serviceAccount,
  service,
}: Pick<CheckedCaller, "mesh"> & Partial<CheckedCaller>): string =>
  [
    mesh.name,
    namespace ?? "*",
    ...(namespace === undefined ? [] : [service === undefined ? (serviceAccount ?? "*") : `service:${service}`]),
  ].join("/");
