import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Attack, Family } from "../attack.js";
import type { Stage } from "../stage.js";
import { verdictOf } from "../tools/answers.js";
import { clientHello } from "../tools/client-hello.js";
import { Flag, Frame, frame, hpack } from "../tools/frames.js";
import { dial, exchange } from "../tools/http1.js";
import { RawHttp2, requestFields } from "../tools/http2.js";
import { plainExchange } from "../tools/plain.js";
import { requestText } from "../tools/requests.js";

const source = "issue 4";

/** Bytes without TLS, and then silence: whether the gateway ends it within 15 seconds. */
const goesSilent = (what: string, bytes: () => Promise<string> | string): Attack => ({
  what,
  source,
  expected: "closed",
  waits: true,
  run: async (stage) => {
    const { closed } = await plainExchange(stage.gateway, await bytes());
    return closed ? "closed" : "left open";
  },
});

/** A request, in parts that come a second after one another. */
const dribbles = (what: string, parts: string[]): Attack => ({
  what,
  source,
  expected: "408",
  waits: true,
  run: async (stage) => verdictOf(await exchange(stage.gateway, parts, { identity: stage.identity("checkout") }, 1000)),
});

/** Opens connections until so many were tried, and gives those that the gateway has not closed at once. */
async function openConnections(gateway: Stage["gateway"], tried: number): Promise<Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < tried) {
    const batch = Array.from({ length: Math.min(200, tried - sockets.length) }, () =>
      connect(gateway).on("error", () => undefined),
    );
    await Promise.all(batch.map((socket) => once(socket, "connect").catch(() => undefined)));
    sockets.push(...batch);
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
  return sockets.filter(({ closed, readyState }) => !closed && readyState === "open");
}

/** 128 MiB of memory by 40 KiB a connection. */
const mostConnections = 3276;

/** Kubelet, which probes the pod, and what measures it have connections as well. */
const othersAtMost = 5;

const howMany = (taken: number): string =>
  taken <= mostConnections && taken >= mostConnections - othersAtMost ? `at most ${mostConnections}` : String(taken);

export const limits: Family = {
  letter: "L",
  name: "Limits",
  about:
    "Callers that begin and never end, and those that come in numbers. This gateway has 128 MiB of memory, so it takes 3276 connections.",
  attacks: [
    goesSilent("a connection that says nothing", () => ""),
    goesSilent("half a ClientHello", async () => (await clientHello("payments.mesh")).slice(0, 60)),
    goesSilent("a ClientHello and no more", () => clientHello("payments.mesh")),
    dribbles("a head without an end", [requestText().slice(0, -2)]),
    dribbles("a head of which a line comes every second", [
      "POST /charges HTTP/1.1\r\nHost: payments.mesh\r\n",
      ...Array.from({ length: 13 }, (_, n) => `X-${n}: 1\r\n`),
    ]),
    {
      what: "a head without an end, over HTTP/2",
      source,
      expected: "408, reset NO_ERROR",
      waits: true,
      run: async (stage) => {
        const connection = await RawHttp2.open(stage.gateway, { identity: stage.identity("checkout") });
        connection.send(frame(Frame.Headers, Flag.EndStream, 1, hpack(requestFields())));
        await connection.settle(15_000);
        return connection.verdict();
      },
    },
    {
      what: "4000 connections that stay open; a permitted caller that has one is served on",
      source,
      expected: `at most ${mostConnections} taken, 200 meanwhile, served after`,
      reaches: "POST /charges/meanwhile as checkout",
      run: async (stage) => {
        const before = dial(stage.gateway, { identity: stage.identity("checkout") });
        await once(before, "secureConnect");
        const open = await openConnections(stage.gateway, 4000);
        const status = await answerOn(before, requestText({ target: "/charges/meanwhile" }));
        for (const socket of [before, ...open]) socket.destroy();
        const after = await freed(stage);
        return `${howMany(open.length + 1)} taken, ${status} meanwhile, ${after} after`;
      },
    },
  ],
};

/** The status of the answer on a connection, or `refused`. */
const answerOn = (socket: TLSSocket, request: string): Promise<string> =>
  new Promise((resolve) => {
    socket.once("data", (answer: Buffer) => resolve(answer.toString("latin1", 9, 12)));
    socket.on("error", () => resolve("refused")).on("close", () => resolve("refused"));
    setTimeout(() => resolve("refused"), 10_000).unref();
    socket.write(request);
  });

/** What a permitted caller's next connection gets, once the gateway has noticed that the others are gone. */
async function freed(stage: Stage): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    const verdict = verdictOf(
      await exchange(stage.gateway, requestText({ method: "GET" }), { identity: stage.identity("checkout") }),
    );
    // not permitted, but answered
    if (verdict === "403") return "served";
    if (attempt === 20) return verdict;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
