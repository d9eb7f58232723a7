import type { CheckedFabric } from "../fabric/checked.js";
import { type Crossing, gatewayCrossings } from "./crossings.js";
import { covers } from "./path-overlap.js";

/** A request as it arrives at a gateway, already normalised: no `//`, `/../` or escapes, no query. */
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
  return gatewayCrossings(gateway).find(
    (crossing) => crossing.listener === listener && crossing.expose === expose && allows(crossing, request),
  );
}

const allows = (
  { caller: { mesh, namespace, serviceAccount }, request }: Crossing,
  { caller, method, path }: GatewayRequest,
): boolean =>
  mesh.trustDomain === caller.trustDomain &&
  (namespace ?? caller.namespace) === caller.namespace &&
  (serviceAccount ?? caller.serviceAccount) === caller.serviceAccount &&
  (request.method ?? method) === method &&
  covers(request.path, path);
