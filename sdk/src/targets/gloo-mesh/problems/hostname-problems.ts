import type { Problem } from "../../../model/problem.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

/** What Gloo Mesh and Istio take for the host of a RouteTable as it is written. */
export function* hostnameProblems(spec: Spec): Iterable<Problem> {
  for (const [name, { hostname }] of own.routes(spec)) yield* hostProblems(`routes.${name}.hostname`, hostname);
  for (const [name, { listeners = {} }] of own.gateways(spec))
    for (const [listener, { hostname }] of Object.entries(listeners))
      yield* hostProblems(`meshGateways.${name}.listeners.${listener}.hostname`, hostname);
}

function* hostProblems(path: string, hostname: string | undefined): Iterable<Problem> {
  if (hostname === undefined) return;
  if (/(?:^|\.)\d+$/.test(hostname))
    yield {
      code: "gloo.hostname-number",
      path,
      message: `"${hostname}" ends in a number, so it is no host to Gloo Mesh`,
      hint: "choose a name whose last part has a letter",
    };
  else if (!hostname.includes("."))
    yield {
      code: "gloo.hostname-short",
      path,
      message: `Istio takes "${hostname}" for a Service of the namespace where its rule stands, so the rule would be for another name`,
      hint: "choose a name with a dot",
    };
}
