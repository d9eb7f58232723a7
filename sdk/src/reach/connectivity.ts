import type { CheckedCaller } from "../fabric/checked.js";
import type { Crossing } from "./crossings.js";
import { describePath } from "./path-overlap.js";

/** A permitted crossing in words, as a preview shows it. */
export interface ConnectivityRow {
  /** `mesh/namespace/serviceAccount`, each `*` where any will do. */
  caller: string;
  /** The gateway that lets it through. */
  gateway: string;
  /** The server name and port it is called by. */
  hostname: string;
  /** An HTTP method, `*` for any. */
  method: string;
  /** `/a` for this path alone, `/a/**` for it and all below it. */
  path: string;
  /** The Service that answers, `namespace/name:port`. */
  destination: string;
}

/**
 * Who may reach what, by a sentence that names it: sorted and stable, so that its diff is what a change does. A call
 * that stands in no row is refused.
 */
export function connectivity(crossings: Crossing[]): Record<string, ConnectivityRow> {
  const rows = crossings.map((crossing): [string, ConnectivityRow] => {
    const row = connectivityRow(crossing);
    return [`${row.caller} -> ${row.gateway}: ${row.method} ${row.hostname}${row.path}`, row];
  });
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function connectivityRow({ caller, gateway, listener, expose, request }: Crossing): ConnectivityRow {
  const { namespace, name, port } = expose.service;
  return {
    caller: describeCaller(caller),
    gateway: gateway.name,
    hostname: `${listener.hostname ?? "*"}:${listener.port}`,
    method: request.method ?? "*",
    path: describePath(request.path),
    destination: `${namespace}/${name}:${port}`,
  };
}

/** `shop/web/checkout`, or `shop/*` where any namespace will do. */
export const describeCaller = ({ mesh, namespace, serviceAccount }: CheckedCaller): string =>
  [mesh.name, namespace ?? "*", ...(namespace === undefined ? [] : [serviceAccount ?? "*"])].join("/");
