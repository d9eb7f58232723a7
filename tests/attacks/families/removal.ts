import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import { eventually } from "../../wire/eventually.js";
import type { Attack, Family } from "../attack.js";
import type { Stage } from "../stage.js";
import { verdictOf } from "../tools/answers.js";
import { dial, exchange } from "../tools/http1.js";
import { RawHttp2, requestFields, requestFrame } from "../tools/http2.js";
import { asCheckout, requestText } from "../tools/requests.js";

const source = "mesh-targets 6.2 #5, #16";
const versions = ["TLSv1.2", "TLSv1.3"] as const;
type Version = (typeof versions)[number];

/** Who loses what: the visitor its permission, the leaver its whole mesh with its root. */
const losers = {
  visitor: requestText({ method: "GET" }),
  leaver: requestText(),
} as const;
type Loser = keyof typeof losers;

/** What a caller keeps from the time when it was permitted. */
interface Kept {
  socket: TLSSocket;
  /** The last session that the gateway offered, or that TLS 1.2 knows by itself. */
  session: Buffer | undefined;
  offered: number;
}

const kept = new Map<string, Kept>();
const streams = new Map<Loser, RawHttp2>();

/** A connection that has had an answer, and stays open. */
async function keep(stage: Stage, loser: Loser, version: Version): Promise<Kept> {
  const socket = dial(stage.gateway, {
    identity: stage.identity(loser),
    tls: { minVersion: version, maxVersion: version },
  });
  const sessions: Buffer[] = [];
  socket.on("session", (session: Buffer) => sessions.push(session)).on("error", () => undefined);
  await once(socket, "secureConnect");
  const status = await ask(socket, losers[loser]);
  if (status !== "200") throw new Error(`${loser} got ${status} before it lost anything`);
  return { socket, session: sessions.at(-1) ?? socket.getSession(), offered: sessions.length };
}

const ask = (socket: TLSSocket, request: string): Promise<string> =>
  new Promise((resolve) => {
    socket.once("data", (answer: Buffer) => resolve(answer.toString("latin1", 9, 12)));
    socket.once("close", () => resolve("refused"));
    if (socket.destroyed) resolve("refused");
    else socket.write(request);
  });

async function keepStream(stage: Stage, loser: Loser): Promise<RawHttp2> {
  const connection = await RawHttp2.open(stage.gateway, { identity: stage.identity(loser) });
  connection.send(requestFrame(requestFields({ method: loser === "visitor" ? "GET" : "POST" })));
  await connection.settle();
  if (connection.events[0]?.said !== "200") throw new Error(`${loser} was not permitted over HTTP/2`);
  return connection;
}

const connectsAnew = async (stage: Stage, loser: Loser): Promise<string> =>
  verdictOf(await exchange(stage.gateway, losers[loser], { identity: stage.identity(loser) }));

const found = (loser: Loser, version: Version): Kept => {
  const value = kept.get(`${loser} ${version}`);
  if (value === undefined) throw new Error("nothing was kept");
  return value;
};

/** The same four things for each who has lost something. */
const attacksOf = (loser: Loser, lost: string, anew: string): Attack[] => [
  {
    what: `${lost}: a new connection`,
    source,
    expected: anew,
    run: (stage) => connectsAnew(stage, loser),
  },
  ...versions.flatMap((version): Attack[] => [
    {
      what: `${lost}: the next request on a connection of ${version.replace("v", " ")} from before`,
      source,
      expected: "403",
      run: () => ask(found(loser, version).socket, losers[loser]),
    },
    {
      what: `${lost}: a session of ${version.replace("v", " ")} from before, resumed`,
      source,
      expected: `${anew}, not resumed`,
      run: async (stage) => {
        const { session } = found(loser, version);
        const tls = { minVersion: version, maxVersion: version, ...(session !== undefined && { session }) };
        const outcome = await exchange(stage.gateway, losers[loser], { identity: stage.identity(loser), tls });
        return `${verdictOf(outcome)}, ${outcome.resumed ? "" : "not "}resumed`;
      },
    },
    {
      what: `${lost}: a session of ${version.replace("v", " ")} from before, without a certificate`,
      source,
      expected: "refused, not resumed",
      run: async (stage) => {
        const { session } = found(loser, version);
        const tls = { minVersion: version, maxVersion: version, ...(session !== undefined && { session }) };
        const outcome = await exchange(stage.gateway, losers[loser], { tls });
        return `${verdictOf(outcome)}, ${outcome.resumed ? "" : "not "}resumed`;
      },
    },
  ]),
  {
    what: `${lost}: the next stream on a connection of HTTP/2 from before`,
    source,
    expected: "200, 403",
    run: async () => {
      const connection = streams.get(loser);
      connection?.send(requestFrame(requestFields({ method: loser === "visitor" ? "GET" : "POST" }), 3));
      await new Promise((resolve) => setTimeout(resolve, 300));
      return connection?.verdict() ?? "nothing was kept";
    },
  },
];

export const removal: Family = {
  letter: "R",
  name: "Removal",
  about:
    "The visitor's permission and the leaver's whole mesh are taken out of the Fabric by `isthmus up`, while both keep connections and sessions from before. Tried once the gateway has read the change.",
  prepare: async (stage) => {
    for (const loser of Object.keys(losers) as Loser[]) {
      for (const version of versions) kept.set(`${loser} ${version}`, await keep(stage, loser, version));
      streams.set(loser, await keepStream(stage, loser));
    }
    await stage.change({ visitorPermission: false, leaver: false });
    await eventually(async () => (await connectsAnew(stage, "visitor")) === "403", 90);
    await eventually(async () => (await connectsAnew(stage, "leaver")) === "refused", 90);
    await stage.reached();
  },
  attacks: [
    {
      what: "sessions that were offered for resumption, in TLS 1.2 and TLS 1.3",
      source,
      expected: "0",
      run: () => Promise.resolve(String([...kept.values()].reduce((sum, { offered }) => sum + offered, 0))),
    },
    {
      what: "control: checkout, who lost nothing",
      expected: "200",
      reaches: asCheckout(),
      run: async (stage) =>
        verdictOf(await exchange(stage.gateway, requestText(), { identity: stage.identity("checkout") })),
    },
    ...attacksOf("visitor", "permission removed", "403"),
    ...attacksOf("leaver", "mesh and root removed", "refused"),
  ],
};
