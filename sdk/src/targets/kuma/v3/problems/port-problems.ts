import type { Problem } from "../../../../model/problem.js";
import { containerPortOf } from "../../../crossing/container-ports.js";
import type { Spec } from "../../../own.js";
import { own } from "../../own.js";
import { KumaVersion } from "../../version.js";
import { sidecarPorts } from "../sidecar.js";

/** A gateway's listeners share their pod with Kuma's proxy. */
export function* portProblems(spec: Spec): Iterable<Problem> {
  for (const [gateway, { listeners = {} }] of own[KumaVersion.V3].gateways(spec)) {
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
