import type { Attack, Family } from "../attack.js";
import { asCheckout, requestText, sends } from "../tools/requests.js";

const source = "RFC 9112 11.2";

/** What would be smuggled: a request that checkout may not make. */
const hidden = requestText({ method: "GET", target: "/smuggled" });

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

/** A request whose length two servers could read differently, with a hidden one in what they disagree about. */
const ambiguous = (
  what: string,
  headers: string[],
  body: string,
  expected: string,
  rest: Partial<Attack> = {},
): Attack => sends(what, requestText({ headers, body }), expected, { source, ...rest });

/** A body that is no good; its head is a permitted request, which the service has got by then and holds open. */
const badChunk = (what: string, body: string, expected = "400"): Attack => {
  const target = "/charges?delay=200";
  return sends(what, [requestText({ target, headers: ["Transfer-Encoding: chunked"] }), body], expected, {
    source,
    reaches: asCheckout(target),
  });
};

export const smuggling: Family = {
  letter: "S",
  name: "Request smuggling",
  about:
    "One connection, whose bytes the gateway and the service behind it could cut into different requests. The hidden request is `GET /smuggled`, which nobody may make.",
  attacks: [
    sends(
      "control: two requests, one after the other",
      requestText() + requestText({ target: "/charges/2" }),
      "200 200",
      {
        reaches: `${asCheckout()}; ${asCheckout("/charges/2")}`,
      },
    ),
    sends(
      "control: a chunked body",
      requestText({ headers: ["Transfer-Encoding: chunked"], body: `${chunk("abc")}0\r\n\r\n` }),
      "200",
      {
        reaches: asCheckout(),
      },
    ),
    sends("the hidden request after a permitted one, in the open", requestText() + hidden, "200 403", {
      source,
      reaches: asCheckout(),
    }),
    ambiguous(
      "CL.TE",
      [`Content-Length: ${`0\r\n\r\n${hidden}`.length}`, "Transfer-Encoding: chunked"],
      `0\r\n\r\n${hidden}`,
      "400",
    ),
    ambiguous("TE.CL", ["Transfer-Encoding: chunked", "Content-Length: 4"], `${chunk(hidden)}0\r\n\r\n`, "400"),
    ambiguous("TE.TE, `xchunked`", ["Transfer-Encoding: xchunked"], `0\r\n\r\n${hidden}`, "501"),
    ambiguous("TE.TE, `identity, chunked`", ["Transfer-Encoding: identity, chunked"], `0\r\n\r\n${hidden}`, "501"),
    ambiguous("TE.TE, `chunked, identity`", ["Transfer-Encoding: chunked, identity"], `0\r\n\r\n${hidden}`, "501"),
    ambiguous(
      "TE.TE, twice",
      ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
      `0\r\n\r\n${hidden}`,
      "501",
    ),
    ambiguous("TE.TE, a vertical tab before it", ["Transfer-Encoding: \x0bchunked"], `0\r\n\r\n${hidden}`, "400"),
    ambiguous("TE.TE, a space before the colon", ["Transfer-Encoding : chunked"], `0\r\n\r\n${hidden}`, "400"),
    ambiguous("TE.TE, folded", ["Transfer-Encoding:\r\n chunked"], `0\r\n\r\n${hidden}`, "200 403", {
      reaches: asCheckout(),
    }),
    ambiguous("TE.TE, an underscore", ["Transfer_Encoding: chunked", "Content-Length: 0"], hidden, "400"),
    ambiguous("two lengths", ["Content-Length: 0", `Content-Length: ${hidden.length}`], hidden, "400"),
    ambiguous("two lengths in one line", [`Content-Length: 0, ${hidden.length}`], hidden, "400"),
    ambiguous("a length with a sign", [`Content-Length: +${hidden.length}`], hidden, "400"),
    ambiguous("a length with a minus", ["Content-Length: -1"], hidden, "400"),
    ambiguous("a length in hexadecimal", [`Content-Length: 0x${hidden.length.toString(16)}`], hidden, "400"),
    ambiguous("a length that overflows 64 bits", ["Content-Length: 18446744073709551617"], hidden, "400"),
    badChunk("a chunk's length that overflows", "10000000000000001\r\na\r\n0\r\n\r\n"),
    badChunk("a chunk's length with a sign", "+1\r\na\r\n0\r\n\r\n"),
    badChunk("a chunk's length in `0x` form", "0x1\r\na\r\n0\r\n\r\n"),
    badChunk("chunks that end in LF", "1\na\n0\n\n"),
    badChunk("a chunk's extension with a bare LF (TERM.EXT)", "1;\na\r\n0\r\n\r\n"),
    badChunk("a chunk longer than it says, of which the rest is dropped", `1\r\nab\r\n0\r\n\r\n${hidden}`, "200 403"),
    badChunk("a chunk with an extension, which is dropped", `1;a=b\r\na\r\n0\r\n\r\n${hidden}`, "200 403"),
    badChunk(
      "trailers that name `Host` and a length",
      `0\r\nHost: ledger.mesh\r\nContent-Length: 5\r\n\r\n${hidden}`,
      "200 403",
    ),
    sends(
      "bare LF at the end of each line, and the hidden request",
      (requestText() + hidden).replaceAll("\r\n", "\n"),
      "200 403",
      {
        source,
        reaches: asCheckout(),
      },
    ),
    sends("a line that ends in CR alone", requestText().replace("\r\nHost", "\rHost"), "400", { source }),
    sends("a null byte before the request", `\0${requestText()}`, "400", { source }),
    sends("an empty line before the request", `\r\n${requestText()}`, "200", { source, reaches: asCheckout() }),
    sends("`HTTP/0.9`", "GET /charges\r\n\r\n", "426", { source }),
    sends("`HTTP/1.0`", requestText({ version: "HTTP/1.0" }), "426", { source }),
    sends("`HTTP/1.9`", requestText({ version: "HTTP/1.9" }), "426", { source }),
    sends("`HTTP/2.0` in a request line", requestText({ version: "HTTP/2.0" }), "426", { source }),
    sends("the preface of HTTP/2 where HTTP/1.1 was agreed", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400", { source }),
    sends(
      "an upgrade to h2c, which is taken off, and then the hidden request",
      [
        requestText({
          headers: ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"],
        }),
        hidden,
      ],
      "200 403",
      {
        source: "issue 4",
        reaches: "POST /charges without an upgrade",
        show: ({ method, target, headers: { Upgrade: upgrade, "Http2-Settings": settings } }) =>
          `${method} ${target} with${upgrade === undefined && settings === undefined ? "out" : ""} an upgrade`,
      },
    ),
    sends(
      "an upgrade to a WebSocket, and then the hidden request",
      [
        requestText({
          headers: [
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
          ],
        }),
        hidden,
      ],
      "403",
      { source: "issue 4" },
    ),
    sends(
      "`Expect: 100-continue`, and the hidden request at once",
      requestText({ headers: ["Expect: 100-continue"] }) + hidden,
      "100 200 403",
      {
        source,
        reaches: asCheckout(),
      },
    ),
  ],
};
