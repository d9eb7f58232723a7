import type { KubeObject } from "../../emitted.js";
import { autoscaler, disruptionBudget } from "../../standalone/objects/autoscaling.js";
import { declaredPod } from "../../standalone/pod.js";
import type { GatewayPlace } from "../../crossing/place.js";
import { access } from "./access.js";
import { deployment } from "./deployment.js";
import type { GatewayPort } from "./ports.js";
import { service } from "./service.js";

/** How a gateway is used. */
interface GatewayUse {
  /** Whether policies ask for the addresses of callers. */
  keepsSources: boolean;
  /** Whether what is called learns, by `x-forwarded-client-cert`, who called the gateway. */
  tellsCallers: boolean;
}

/** Everything that a gateway's pods need, in the order in which it is made. */
export function gatewayPods(
  place: GatewayPlace,
  ports: GatewayPort[],
  { keepsSources, tellsCallers }: GatewayUse,
): KubeObject[] {
  const { name, namespace, declared } = place;
  const scaled = { name, namespace, ...declaredPod(declared) };
  return [
    ...access(place),
    service(place, ports, keepsSources),
    deployment(place, tellsCallers),
    ...disruptionBudget(scaled),
    ...autoscaler(scaled),
  ];
}
