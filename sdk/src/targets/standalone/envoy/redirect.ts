import type { CheckedRedirect } from "../../../fabric/checked.js";
import { Scheme } from "../../../model/choices.js";
import type { Json } from "./json.js";
import { regexRewrite } from "./path-rewrite.js";

const codes: Record<number, string> = {
  301: "MOVED_PERMANENTLY",
  302: "FOUND",
  303: "SEE_OTHER",
  307: "TEMPORARY_REDIRECT",
  308: "PERMANENT_REDIRECT",
};

const defaultPorts: Record<Scheme, number> = { [Scheme.Http]: 80, [Scheme.Https]: 443 };

/** The answer to a caller of plain HTTP on a port. A port is written where a URL needs one. */
export function redirectAction(
  { scheme, hostname, port, path, statusCode }: CheckedRedirect,
  calledPort: number,
): Json {
  const newPort = port ?? (scheme === undefined ? calledPort : defaultPorts[scheme]);
  const isPlain =
    newPort === defaultPorts[scheme ?? Scheme.Http] &&
    // Envoy keeps the port that the caller wrote, unless it was the default of its scheme
    (hostname !== undefined || calledPort === defaultPorts[Scheme.Http]);
  return {
    ...(scheme !== undefined && { scheme_redirect: scheme }),
    ...(hostname !== undefined && { host_redirect: hostname }),
    ...(!isPlain && { port_redirect: newPort }),
    ...regexRewrite(path),
    response_code: codes[statusCode] ?? "FOUND",
  };
}
