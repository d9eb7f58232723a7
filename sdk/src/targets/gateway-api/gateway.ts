import type { KubeObject, Tree } from "../emitted.js";
import { apis, gatewayClass, groups, isEnvoyGateway } from "./api.js";
import { type ListenerEntry, listenerGroups } from "./listeners.js";
import { type GatewayPlace, metadataOf } from "../crossing/place.js";

/** A Gateway. Its listeners take Routes of its own namespace alone, where Isthmus puts them. */
export function gatewayObject(place: GatewayPlace, listeners: ListenerEntry[], tls?: Tree): KubeObject {
  const [own, ...others] = [...listenerGroups(listeners)];
  return {
    apiVersion: apis.gateway,
    kind: "Gateway",
    metadata: metadataOf(place),
    spec: {
      gatewayClassName: gatewayClass(place.mesh.target),
      allowedListeners: others.length === 0 ? undefined : { namespaces: { from: "Same" } },
      infrastructure: isEnvoyGateway(place.mesh.target)
        ? { parametersRef: { group: groups.envoy, kind: "EnvoyProxy", name: place.name } }
        : undefined,
      listeners: (own?.listeners ?? []).map((entry): Tree => ({ ...entry })),
      tls,
    },
  };
}
