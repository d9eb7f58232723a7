import type { Attack, Family } from "../attack.js";
import { Flag, Frame, frame, hpack, settings, uint32 } from "../tools/frames.js";
import { RawHttp2, requestFields, requestFrame } from "../tools/http2.js";
import { asCheckout } from "../tools/requests.js";
import { requestLine } from "../journal.js";

const source = "issue 4";
const lie = 'By=x;Hash=0;Subject="CN=admin";URI=spiffe://payments.acme.internal/ns/pay/sa/admin';
const reaches = asCheckout();

const forbidden = requestFields({ method: "GET", path: "/smuggled" });
/** The gateway ends the whole connection over a message that breaks the protocol. */
const malformed = "closed";

/** An attack that is one connection of checkout with these frames. */
const sends = (
  what: string,
  frames: Buffer[],
  expected: string,
  rest: Partial<Attack> = {},
  first?: Buffer,
): Attack => ({
  what,
  source,
  expected,
  // the gateway waits for a second before it closes
  waits: expected === malformed && rest.reaches === undefined,
  ...rest,
  run: async (stage) => {
    const connection = await RawHttp2.open(stage.gateway, { identity: stage.identity("checkout") });
    await goesAhead(connection, first);
    connection.send(...frames);
    await connection.settle();
    return connection.verdict();
  },
});

/** A frame that the service is to have seen before the rest comes. */
async function goesAhead(connection: RawHttp2, first: Buffer | undefined): Promise<void> {
  if (first === undefined) return;
  connection.send(first);
  await new Promise((resolve) => setTimeout(resolve, 200));
}

const asks = (what: string, fields: [string, string][], expected: string, rest: Partial<Attack> = {}): Attack =>
  sends(what, [requestFrame(fields)], expected, rest);

/** The same part again and again, until the gateway ends the connection. */
const floods = (
  what: string,
  part: (n: number) => Buffer,
  times: number,
  rest: Partial<Attack> = {},
  first?: Buffer,
): Attack => ({
  what,
  source,
  expected: "closed",
  ...rest,
  run: async (stage) => {
    const connection = await RawHttp2.open(stage.gateway, { identity: stage.identity("checkout") });
    await goesAhead(connection, first);
    const atOnce = 50;
    for (let n = 0; n < times && !connection.closed; n += atOnce) {
      await connection.flood(Buffer.concat(Array.from({ length: atOnce }, (_, offset) => part(n + offset))));
    }
    await connection.settle(3000);
    return connection.end();
  },
});

export const http2: Family = {
  letter: "F",
  name: "HTTP/2",
  about:
    "Pseudo-headers, fields that are cut differently as HTTP/1.1 behind the gateway, and frames in floods and out of place.",
  attacks: [
    asks("control: a permitted request", requestFields(), "200", { reaches }),
    asks("another method", requestFields({ method: "GET" }), "403"),
    asks("another path", requestFields({ path: "/refunds" }), "403"),
    asks("`:path` of `/charges/../refunds`", requestFields({ path: "/charges/../refunds" }), "403"),
    asks("`:path` without a slash", requestFields({ path: "charges" }), malformed),
    asks("`:path` of an absolute URL", requestFields({ path: "https://payments.mesh/charges" }), malformed),
    asks("an empty `:path`", requestFields({ path: "" }), malformed),
    asks("no `:path`", requestFields({ path: null }), malformed),
    asks("two `:path`s", requestFields({}, [[":path", "/refunds"]]), malformed),
    asks("a space in `:path`, and another request behind it", requestFields({ path: "/charges HTTP/1.1" }), malformed),
    asks(
      "a line break in `:path`",
      requestFields({ path: "/charges HTTP/1.1\r\nHost: ledger.mesh\r\n\r\n" }),
      malformed,
    ),
    asks("a fragment in `:path`", requestFields({ path: "/refunds#/charges" }), "400"),
    asks("a null byte in `:path`", requestFields({ path: "/charges\0" }), malformed),
    asks("`:authority` of another listener", requestFields({ authority: "ledger.mesh" }), "403"),
    asks("`:authority` with userinfo", requestFields({ authority: "payments.mesh@ledger.mesh" }), malformed),
    asks("two `:authority`s", requestFields({}, [[":authority", "ledger.mesh"]]), malformed),
    asks("`Host` of another listener beside `:authority`", requestFields({}, [["host", "ledger.mesh"]]), "200", {
      reaches: `${reaches} for payments.mesh`,
      show: (entry) => `${requestLine(entry)} for ${entry.host}`,
    }),
    asks(
      "`Host` of another listener without `:authority`",
      requestFields({ authority: null }, [["host", "ledger.mesh"]]),
      "403",
    ),
    asks("no `:authority` and no `Host`", requestFields({ authority: null }), malformed),
    asks("no `:method`", requestFields({ method: null }), malformed),
    asks("two `:method`s", requestFields({}, [[":method", "GET"]]), malformed),
    asks("a line break in `:method`", requestFields({ method: "GET /smuggled HTTP/1.1\r\nX:" }), malformed),
    asks("`:scheme` of `http`, which nothing looks at", requestFields({ scheme: "http" }), "200", { reaches }),
    asks("`:scheme` with a line break", requestFields({ scheme: "https\r\nx: y" }), malformed),
    asks("`:status` in a request", requestFields({}, [[":status", "200"]]), malformed),
    asks("a pseudo-header that does not exist", requestFields({}, [[":evil", "1"]]), malformed),
    asks("a pseudo-header after a header", [["x-thing", "1"], ...requestFields()], malformed),
    asks("`CONNECT`", requestFields({ method: "CONNECT", path: null, scheme: null }), "403"),
    asks(
      "extended `CONNECT` for a WebSocket",
      requestFields({ method: "CONNECT" }, [[":protocol", "websocket"]]),
      malformed,
    ),
    ...["connection", "keep-alive", "proxy-connection", "upgrade"].map((name) =>
      asks(
        `\`${name}\`, which HTTP/2 does not have`,
        requestFields({}, [[name, "x-forwarded-client-cert"]]),
        malformed,
      ),
    ),
    asks("H2.TE: `transfer-encoding: chunked`", requestFields({}, [["transfer-encoding", "chunked"]]), malformed),
    asks("`te: gzip`", requestFields({}, [["te", "gzip"]]), malformed),
    asks("H2.CL: a length and no body", requestFields({}, [["content-length", "50"]]), malformed),
    asks(
      "two lengths",
      requestFields({}, [
        ["content-length", "0"],
        ["content-length", "50"],
      ]),
      malformed,
    ),
    sends(
      "H2.CL: a body longer than its length, with the hidden request in it",
      [
        requestFrame(requestFields({ path: "/charges?delay=200" }, [["content-length", "3"]]), 1, Flag.None),
        frame(Frame.Data, Flag.EndStream, 1, Buffer.from("abcGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")),
      ],
      "reset PROTOCOL_ERROR",
      { reaches: asCheckout("/charges?delay=200") },
    ),
    asks(
      "a line break in a value",
      requestFields({}, [["x-thing", `a\r\nx-forwarded-client-cert: ${lie}`]]),
      malformed,
    ),
    asks("a null byte in a value", requestFields({}, [["x-thing", "a\0b"]]), malformed),
    asks("a line break in a name", requestFields({}, [["x-thing: 1\r\nx-other", "b"]]), malformed),
    asks("a colon in a name", requestFields({}, [["x-thing: 1", "b"]]), malformed),
    asks("a space in a name", requestFields({}, [["x-thing ", "b"]]), malformed),
    asks("an empty name", requestFields({}, [["", "b"]]), malformed),
    asks("a name in upper case", requestFields({}, [["X-Forwarded-Client-Cert", lie]]), malformed),
    asks("a name with an underscore", requestFields({}, [["x_forwarded_client_cert", lie]]), "reset INTERNAL_ERROR"),
    asks("`x-forwarded-client-cert`", requestFields({}, [["x-forwarded-client-cert", lie]]), "200", { reaches }),
    asks(
      "`x-forwarded-client-cert` twice",
      requestFields({}, [
        ["x-forwarded-client-cert", lie],
        ["x-forwarded-client-cert", lie],
      ]),
      "200",
      { reaches },
    ),
    asks(
      "`cookie` in 200 crumbs",
      requestFields(
        {},
        Array.from({ length: 200 }, () => ["cookie", "a=b"]),
      ),
      "reset INTERNAL_ERROR",
    ),
    asks(
      "one header of 70 KiB in one frame too large",
      requestFields({}, [["x-thing", "a".repeat(70_000)]]),
      "goaway FRAME_SIZE_ERROR",
    ),
    sends(
      "`x-forwarded-client-cert` in trailers",
      [
        requestFrame(requestFields(), 1, Flag.None),
        frame(Frame.Headers, Flag.EndHeaders | Flag.EndStream, 1, hpack([["x-forwarded-client-cert", lie]])),
      ],
      "200",
      { reaches },
    ),
    sends(
      "a pseudo-header in trailers",
      [frame(Frame.Headers, Flag.EndHeaders | Flag.EndStream, 1, hpack([[":path", "/refunds"]]))],
      malformed,
      { reaches: asCheckout("/charges?delay=2000") },
      requestFrame(requestFields({ path: "/charges?delay=2000" }), 1, Flag.None),
    ),
    sends(
      "the hidden request beside a permitted one, on a stream of its own",
      [requestFrame(requestFields(), 1), requestFrame(forbidden, 3)],
      "403, 200",
      { reaches },
    ),
    sends("a stream's number again", [requestFrame(forbidden, 3), requestFrame(forbidden, 3)], malformed),
    sends("a request on stream 0", [requestFrame(requestFields(), 0)], malformed),
    sends("a request on a server's stream", [requestFrame(requestFields(), 2)], malformed),
    sends(
      "data on a stream that is not open",
      [frame(Frame.Data, Flag.EndStream, 1, Buffer.from("x"))],
      "goaway PROTOCOL_ERROR",
    ),
    sends(
      "a push promise of a client",
      [frame(Frame.PushPromise, Flag.EndHeaders, 1, Buffer.concat([uint32(2), hpack(forbidden)]))],
      malformed,
    ),
    sends(
      "a continuation of nothing",
      [frame(Frame.Continuation, Flag.EndHeaders, 1, hpack(forbidden))],
      "goaway PROTOCOL_ERROR",
    ),
    sends(
      "another frame within a header block",
      [frame(Frame.Headers, Flag.EndStream, 1, hpack(forbidden)), frame(Frame.Ping, Flag.None, 0, Buffer.alloc(8))],
      "goaway PROTOCOL_ERROR",
    ),
    sends(
      "padding longer than its frame",
      [frame(Frame.Headers, Flag.EndHeaders | Flag.Padded, 1, Buffer.from([255, 0]))],
      "goaway PROTOCOL_ERROR",
    ),
    sends(
      "an index that no header table has",
      [frame(Frame.Headers, Flag.EndHeaders | Flag.EndStream, 1, Buffer.from([0xff, 0xff, 0xff, 0x7f]))],
      "goaway COMPRESSION_ERROR",
    ),
    sends(
      "a header table of 4 GiB",
      [frame(Frame.Headers, Flag.EndHeaders | Flag.EndStream, 1, Buffer.from([0x3f, 0xe0, 0xff, 0xff, 0xff, 0x0f]))],
      "goaway COMPRESSION_ERROR",
    ),
    sends("a window that overflows", [frame(Frame.WindowUpdate, Flag.None, 0, uint32(0x7fffffff))], malformed),
    sends("a window update of zero", [frame(Frame.WindowUpdate, Flag.None, 0, uint32(0))], malformed),
    sends("a ping of 7 bytes", [frame(Frame.Ping, Flag.None, 0, Buffer.alloc(7))], "goaway FRAME_SIZE_ERROR"),
    sends("an initial window of 2^31", [settings({ 4: 0x80000000 })], malformed),
    {
      what: "no preface",
      source,
      expected: malformed,
      waits: true,
      run: async (stage) => {
        const connection = await RawHttp2.open(stage.gateway, { identity: stage.identity("checkout") }, settings({}));
        connection.send(requestFrame(requestFields()));
        await connection.settle();
        return connection.verdict();
      },
    },
    floods(
      "rapid reset: 20,000 requests, each taken back at once",
      (n) => Buffer.concat([requestFrame(forbidden, 2 * n + 1), frame(Frame.Reset, Flag.None, 2 * n + 1, uint32(8))]),
      20_000,
      { source: "CVE-2023-44487" },
    ),
    floods(
      "headers that never end: 20,000 continuations",
      (n) =>
        n === 0
          ? frame(Frame.Headers, Flag.EndStream, 1, hpack(requestFields()))
          : frame(Frame.Continuation, Flag.None, 1, hpack([[`x-${n}`, "a".repeat(1000)]])),
      20_000,
      { source: "CVE-2024-27316" },
    ),
    floods(
      "continuations without any field",
      (n) =>
        n === 0
          ? frame(Frame.Headers, Flag.EndStream, 1, hpack(requestFields()))
          : frame(Frame.Continuation, Flag.None, 1),
      20_000,
      { source: "CVE-2024-27316" },
    ),
    floods("100,000 settings", () => settings({ 4: 65535 }), 100_000, { source: "CVE-2019-9515" }),
    // so many at once that the answers pile up, however fast the gateway is
    floods(
      "100,000 pings",
      () => Buffer.concat(Array(100).fill(frame(Frame.Ping, Flag.None, 0, Buffer.alloc(8)))),
      1000,
      {
        source: "CVE-2019-9512",
      },
    ),
    floods("100,000 priorities", () => frame(Frame.Priority, Flag.None, 1, Buffer.alloc(5)), 100_000, {
      source: "CVE-2019-9513",
    }),
    floods(
      "100,000 data frames without data",
      () => frame(Frame.Data, Flag.None, 1),
      100_000,
      { source: "CVE-2019-9518", reaches: asCheckout("/charges?delay=3000") },
      requestFrame(requestFields({ path: "/charges?delay=3000" }), 1, Flag.None),
    ),
    floods("100,000 window updates", () => frame(Frame.WindowUpdate, Flag.None, 0, uint32(1)), 100_000, {
      source: "CVE-2019-9517",
    }),
    {
      what: "a bomb: one header of 4000 bytes in the table, named 10,000 times",
      source: "CVE-2016-6581",
      expected: "reset INTERNAL_ERROR",
      run: async (stage) => {
        const connection = await RawHttp2.open(stage.gateway, { identity: stage.identity("checkout") });
        const kept = Buffer.concat([Buffer.from([0x40, 1, 0x78, 0x7f, 0xa1, 0x1e]), Buffer.alloc(4000, "a")]);
        const block = Buffer.concat([hpack(requestFields()), kept, Buffer.alloc(10_000, 0xbe)]);
        connection.send(frame(Frame.Headers, Flag.EndHeaders | Flag.EndStream, 1, block));
        await connection.settle();
        return connection.verdict();
      },
    },
    {
      what: "100 requests at once, none of them whole, and one more",
      source: "issue 4",
      expected: "closed",
      reaches: `100 × ${asCheckout("/charges?delay=1500")}`,
      run: async (stage) => {
        const connection = await RawHttp2.open(stage.gateway, { identity: stage.identity("checkout") });
        const fields = requestFields({ path: "/charges?delay=1500" }, [["content-length", "1"]]);
        connection.send(...Array.from({ length: 100 }, (_, n) => requestFrame(fields, 2 * n + 1, Flag.None)));
        await connection.settle(700);
        const early = connection.events.length;
        connection.send(requestFrame(requestFields({ method: "GET" }), 201));
        await connection.closes(1200);
        return early === 0 ? connection.end() : "answered early";
      },
    },
  ],
};
