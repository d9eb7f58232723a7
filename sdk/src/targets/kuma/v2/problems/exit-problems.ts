import { ServiceProtocol } from "../../../../model/choices.js";
import type { Problem } from "../../../../model/problem.js";
import type { RouteSpec } from "../../../../model/route.js";
import { type EgressEnd, egressSpeech, EgressSpeech } from "../consumer/egress-speech.js";

const multiplexed: ServiceProtocol[] = [ServiceProtocol.HTTP2, ServiceProtocol.GRPC];

/** Kuma's zone egress writes into Host what it calls, so that not every gateway knows itself called. */
export function* exitProblems(name: string, route: RouteSpec, end: EgressEnd): Iterable<Problem> {
  const { hostname = "", timeout, retries } = route;
  if (end.serverName === undefined || end.serverName === "")
    yield {
      code: "kuma.server-name",
      path: `routes.${name}.to`,
      message: `Kuma believes a far end by the hostname in its certificate, and Route "${name}" leads to one that has none`,
      hint: "give the listener or the external gateway a hostname",
    };
  const speech = egressSpeech(end, hostname);
  if (speech === undefined) {
    yield {
      code: "kuma.host",
      path: `routes.${name}.hostname`,
      message: `Kuma cannot make "${end.serverName}" of the Host "${hostname}" that consumers write, and the far end answers to nothing else`,
      hint: `write hostname "${end.serverName}"`,
    };
    return;
  }
  if (speech === EgressSpeech.Requests) {
    if (retries !== undefined && multiplexed.includes(end.protocol))
      yield {
        code: "kuma.retry-protocol",
        path: `routes.${name}.retries`,
        message: `Kuma tries requests of HTTP/1.1 again, and the far end is called by ${end.protocol}`,
        hint: "leave retries out, or let the far end be called by HTTP",
      };
    return;
  }
  for (const [field, value] of Object.entries({ timeout, retries }))
    if (value !== undefined)
      yield {
        code: "kuma.bytes",
        path: `routes.${name}.${field}`,
        message: `Kuma passes these calls on as bytes, since it would write "${end.hosts.join(", ")}" into Host, so it knows no requests`,
        hint: `leave ${field} out, or let the gateway be called at the address "${end.serverName ?? ""}" that it answers to`,
      };
}
