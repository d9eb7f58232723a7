import type { CheckedRedirect } from "../../../fabric/checked.js";
import { Scheme } from "../../../model/choices.js";
import type { Tree } from "../../emitted.js";

const defaultPorts: Record<Scheme, number> = { [Scheme.Http]: 80, [Scheme.Https]: 443 };

/**
 * The answer to a caller of plain HTTP. The scheme is always written, since to the gateway that answers the call came
 * over the mesh's TLS; the port where a URL needs one. A path goes as a whole only.
 */
export function redirect(declared: CheckedRedirect, called: { hostname: string; port: number }): Tree {
  const { scheme, hostname = called.hostname, path, statusCode } = declared;
  const { port = scheme === undefined ? called.port : defaultPorts[scheme] } = declared;
  const newScheme = scheme ?? Scheme.Http;
  return {
    scheme: newScheme,
    authority: hostname,
    ...(port !== defaultPorts[newScheme] && { port }),
    uri: path?.path,
    redirectCode: statusCode,
  };
}
