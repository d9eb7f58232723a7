import type { CheckedForward, CheckedGateway, CheckedListener } from "../../../../fabric/checked.js";
import { usualTimeout } from "../../../../fabric/resolve-routes.js";
import type { Use } from "../consumer/uses.js";
import { joinedName } from "../names.js";
import type { Calls } from "../policies.js";
import { portTags } from "./mesh-gateway.js";

/** How long a call may take, and when it is tried again. */
export type Treatment = Pick<CheckedForward, "timeout" | "retries">;

/**
 * What the Routes to the listeners of one port say, all alike: Kuma asks a gateway's policies by port, whatever hostname
 * is called. Consumers' sidecars pass on bytes, so it is done between the gateway and the service. No limit where one of
 * them has none.
 */
export function treatmentOf(listeners: CheckedListener[], uses: ReadonlyMap<CheckedListener, Use[]>): Treatment {
  const forwards = listeners.flatMap((listener) => uses.get(listener) ?? []).map(({ forward }) => forward);
  const [first] = forwards;
  if (first === undefined) {
    const protocols = listeners.flatMap(({ exposes }) => exposes.map(({ service: { protocol } }) => protocol));
    return { timeout: usualTimeout(protocols), retries: undefined };
  }
  const isLimited = forwards.every(({ timeout }) => timeout !== undefined);
  return { timeout: isLimited ? first.timeout : undefined, retries: first.retries };
}

/** What goes from the listeners of a gateway at one port to services. */
export const callsBehind = (gateway: CheckedGateway, port: number): Calls => ({
  mesh: gateway.mesh,
  name: joinedName(gateway.objectName, String(port)),
  targetRef: { kind: "MeshGateway", name: gateway.objectName, tags: portTags(port) },
  to: { kind: "Mesh" },
});
