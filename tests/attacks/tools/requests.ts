import type { Attack } from "../attack.js";
import { verdictOf } from "./answers.js";
import { type Connecting, exchange } from "./http1.js";

/** A request, byte for byte; permitted but for what is said otherwise. */
export interface Request {
  method?: string;
  target?: string;
  version?: string;
  /** Whole header lines. */
  headers?: string[];
  /** `Host` lines; one, of the permitted name, unless said. */
  host?: string[];
  body?: string;
}

const crlf = "\r\n";

/** A request as text; its length is told unless a header tells something about it. */
export function requestText({
  method = "POST",
  target = "/charges",
  version = "HTTP/1.1",
  headers = [],
  host = ["Host: payments.mesh"],
  body = "",
}: Request = {}): string {
  const tellsLength = headers.some((line) => /^\s*(?:content-length|transfer-encoding)/i.test(line));
  const lines = [`${method} ${target} ${version}`, ...host, ...headers];
  if (!tellsLength) lines.push(`Content-Length: ${body.length}`);
  return lines.join(crlf) + crlf + crlf + body;
}

type Rest = Omit<Attack, "what" | "expected" | "run">;

/** An attack that is one connection of checkout with these bytes. */
export const sends = (
  what: string,
  bytes: string | string[],
  expected: string,
  rest: Rest = {},
  connecting: Connecting = {},
): Attack => ({
  what,
  expected,
  ...rest,
  run: async (stage) =>
    verdictOf(await exchange(stage.gateway, bytes, { identity: stage.identity("checkout"), ...connecting })),
});

/** An attack that is one request of checkout. */
export const asks = (what: string, request: Request, expected: string, rest: Rest = {}): Attack =>
  sends(what, requestText(request), expected, rest);

/** The request line that a service sees of a permitted call. */
export const asCheckout = (target = "/charges"): string => `POST ${target} as checkout`;

/** What a service sees of bytes that it cannot read as a request. */
export const strayBytes = "bytes that are no request";
