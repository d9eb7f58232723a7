import type { CheckedFabric, CheckedListener } from "../fabric/checked.js";
import { PermissionAction } from "../model/choices.js";
import { type Crossing, exposeCrossings } from "./crossings.js";
import { covers } from "./path-overlap.js";
import { mayCover } from "./path-readings.js";
import { fitsToken, isSignedFor, isUnclearToken, listenerTokens, type Token } from "./token.js";
import { headerHolds, type Holds, queryHolds } from "./value-match.js";

/** A request as it arrives at a gateway, its path already normalised: no `//`, `/../` or escapes. */
export interface GatewayRequest {
  gateway: string;
  /** The listener's port, as callers see it. */
  port: number;
  /** The listener's hostname, from server name and Host. */
  hostname: string;
  /** The caller as its certificate proves it. */
  caller: { trustDomain: string; namespace: string; serviceAccount: string };
  method: string;
  path: string;
  /** What stands behind the `?`, byte for byte. Defaults to no query. */
  query?: string;
  /** By lower-case name, in the order in which they were sent. Defaults to none. */
  headers?: Record<string, string[]>;
  /** Defaults to none. */
  token?: Token;
}

/** The crossing that lets a request through; undefined where it is refused. The oracle of the traffic tests. */
export function decide({ gateways }: Pick<CheckedFabric, "gateways">, request: GatewayRequest): Crossing | undefined {
  const gateway = gateways.find(({ name }) => name === request.gateway);
  const listener = gateway?.listeners.find(
    ({ port, hostname }) => port === request.port && hostname === request.hostname,
  );
  if (gateway === undefined || listener === undefined) return undefined;
  const expose = listener.exposes.find(({ path }) => covers(path ?? {}, request.path));
  if (expose === undefined) return undefined;
  return verdict(exposeCrossings(gateway, listener, expose), request);
}

/** Among the crossings of the Expose that a request goes to, the one that lets it through. Deny beats allow. */
export function verdict(crossings: Crossing[], request: GatewayRequest): Crossing | undefined {
  const asking = crossings.find((crossing) => crossing.request.jwt !== undefined);
  const { token, headers = {} } = request;
  if (asking !== undefined && token !== undefined && !isValid(token, asking.listener)) return undefined;
  if (asking !== undefined && isUnclearToken(headers["authorization"])) return undefined;
  let allowing: Crossing | undefined;
  for (const crossing of crossings) {
    const fits = crossingHolds(crossing, request);
    if (crossing.action === PermissionAction.Deny && fits !== "no") return undefined;
    if (crossing.action === PermissionAction.Allow && fits === "yes") allowing ??= crossing;
  }
  return allowing;
}

/** Whether an issuer signed a token that some permission of the listener trusts. */
const isValid = (token: Token, listener: CheckedListener): boolean =>
  listenerTokens(listener).some((jwt) => isSignedFor(jwt, token));

function crossingHolds(
  { action, caller: { mesh, namespace, serviceAccount }, request: match }: Crossing,
  { caller, method, path, query = "", headers = {}, token }: GatewayRequest,
): Holds {
  const fits =
    mesh.trustDomain === caller.trustDomain &&
    (namespace ?? caller.namespace) === caller.namespace &&
    (serviceAccount ?? caller.serviceAccount) === caller.serviceAccount &&
    (match.method ?? method) === method &&
    (action === PermissionAction.Deny ? mayCover : covers)(match.path, path) &&
    (match.jwt === undefined || fitsToken(match.jwt, token));
  if (!fits) return "no";
  const conditions = [
    ...(match.headers ?? []).map((header) => headerHolds(header, headers[header.name.toLowerCase()])),
    ...(match.query ?? []).map((parameter) => queryHolds(parameter, query)),
  ];
  return conditions.includes("no") ? "no" : conditions.includes("unclear") ? "unclear" : "yes";
}
