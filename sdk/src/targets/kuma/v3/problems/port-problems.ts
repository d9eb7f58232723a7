import type { Problem } from "../../../../model/problem.js";
import { containerPortOf } from "../../../crossing/container-ports.js";
import type { Spec } from "../../../own.js";
import { sidecarPorts } from "../sidecar.js";
import { own } from "./own.js";

/** A gateway's listeners share their pod with Kuma's proxy. */
export function* portProblems(spec: Spec): Iterable<Problem> {
  for (const [gateway, { listeners = {} }] of own.gateways(spec)) {
    for (const [name, { port }] of Object.entries(listeners)) {
      const containerPort = containerPortOf(port);
      const use = sidecarPorts[containerPort];
      if (use === undefined) continue;
      yield {
        code: "kuma.sidecar-port",
        path: `meshGateways.${gateway}.listeners.${name}.port`,
        message: `port ${port} is served on ${containerPort} in the pod, where Kuma's sidecar listens for ${use}`,
        hint: "choose another port",
      };
    }
  }
}
