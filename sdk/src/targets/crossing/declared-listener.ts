import { listenerOf } from "../../fabric/expose-problems.js";
import type { ExposeSpec } from "../../model/expose.js";
import type { Listener, MeshGatewaySpec } from "../../model/mesh-gateway.js";
import type { Spec } from "../own.js";

/** A listener behind which an Expose stands, as both are declared. */
export interface DeclaredListener {
  expose: ExposeSpec;
  /** The gateway's name. */
  gateway: string;
  gatewaySpec: MeshGatewaySpec;
  /** The listener's name. */
  name: string;
  listener: Listener;
}

/** Where an Expose stands; undefined where that is a problem of its own. */
export function listenerBefore(exposeName: string, { exposes, meshGateways }: Spec): DeclaredListener | undefined {
  const expose = exposes[exposeName];
  const gateway = expose?.gateway;
  const gatewaySpec = gateway === undefined ? undefined : meshGateways[gateway];
  if (expose === undefined || gateway === undefined || gatewaySpec === undefined) return undefined;
  const name = listenerOf(expose, gatewaySpec);
  const listener = name === undefined ? undefined : gatewaySpec.listeners?.[name];
  return name === undefined || listener === undefined ? undefined : { expose, gateway, gatewaySpec, name, listener };
}
