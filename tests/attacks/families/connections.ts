import { forge, strangeAuthority } from "../../wire/forge.js";
import type { Identity } from "../../wire/client.js";
import type { Attack, Family } from "../attack.js";
import { requestLine } from "../journal.js";
import type { Stage } from "../stage.js";
import { dial } from "../tools/http1.js";
import { plainExchange } from "../tools/plain.js";

const source = "issue 4";
const name = (account: string): string => `spiffe://shop.acme.internal/ns/web/sa/${account}`;

type Presented = (stage: Stage) => Promise<Identity | undefined> | Identity | undefined;

/** What the vault says to a caller who speaks once greeted, or unasked after a while; whether it is answered. */
async function conversation(
  stage: Stage,
  identity: Identity | undefined,
  maxVersion: "TLSv1.2" | "TLSv1.3",
): Promise<string> {
  const socket = dial(stage.at(30432), { identity, tls: { maxVersion, ALPNProtocols: undefined } });
  let heard = "";
  socket.setEncoding("latin1").on("data", (text: string) => (heard += text));
  socket.on("error", () => undefined);
  const hears = async (text: string): Promise<boolean> => {
    const end = performance.now() + 1000;
    while (!socket.closed && !heard.includes(text) && performance.now() < end) await wait(5);
    return heard.includes(text);
  };
  const isGreeted = await hears("220");
  if (!socket.closed) socket.write(identity === stage.identity("checkout") ? "checkout\n" : "stranger\n");
  const isAnswered = await hears("250");
  socket.destroy();
  return [isGreeted ? "greeted" : "nothing", ...(isAnswered ? ["answered"] : [])].join(", ");
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const connects = (what: string, identityOf: Presented, expected: string, reaches?: string): Attack => ({
  what,
  source,
  expected,
  ...(reaches !== undefined && { reaches }),
  show: ({ method, target }) => `${method} ${target}`.trim(),
  run: async (stage) => {
    const identity = await identityOf(stage);
    const older = await conversation(stage, identity, "TLSv1.2");
    const newer = await conversation(stage, identity, "TLSv1.3");
    return older === newer ? newer : `TLS 1.2: ${older}, TLS 1.3: ${newer}`;
  },
});

const twoNames =
  (mesh: "shop" | "partner", ...uris: string[]): Presented =>
  (stage) =>
    forge(stage.authority(mesh), { uris });

const visitor = "spiffe://partner.example/ns/visitors/sa/visitor";
const greetings = "GREETS; GREETS";

/** The bytes of a stranger without TLS. */
const plain = (what: string, bytes: string): Attack => ({
  what,
  source,
  expected: "nothing",
  show: requestLine,
  waits: true,
  run: async (stage) =>
    (await plainExchange(stage.at(30432), bytes, 2000)).text.includes("220") ? "greeted" : "nothing",
});

export const connections: Family = {
  letter: "B",
  name: "Connections",
  about:
    "The vault is behind a listener of TCP, which checkout may use. It speaks first: `GREETS` is a connection that it took, `HEARS` a line that came. A stranger must not make it greet, and who is let in by the handshake alone must not be heard. Each is tried with TLS 1.2 and TLS 1.3.",
  attacks: [
    connects(
      "control: checkout",
      (stage) => stage.identity("checkout"),
      "greeted, answered",
      "GREETS; HEARS checkout; GREETS; HEARS checkout",
    ),
    plain("bytes without TLS", "checkout\n"),
    plain("no bytes", ""),
    connects("no certificate", () => undefined, "nothing"),
    connects(
      "an authority that nobody knows",
      async () => forge(await strangeAuthority("root shop.acme.internal"), { uris: [name("checkout")] }),
      "nothing",
    ),
    connects("another service account", (stage) => stage.identity("catalog"), "nothing"),
    connects("another mesh, which has no permission here", (stage) => stage.identity("visitor"), "nothing"),
    connects("checkout's name, signed by partner", twoNames("partner", name("checkout")), "nothing"),
    connects(
      "checkout's name, signed by the gateway's own mesh",
      (stage) => forge(stage.authority("payments"), { uris: [name("checkout")] }),
      "nothing",
    ),
    connects("a longer service account", twoNames("shop", name("checkout2")), "nothing"),
    connects(
      "two URI names: checkout, catalog",
      twoNames("shop", name("checkout"), name("catalog")),
      "greeted",
      greetings,
    ),
    connects(
      "two URI names: catalog, checkout",
      twoNames("shop", name("catalog"), name("checkout")),
      "greeted",
      greetings,
    ),
    connects(
      "two URI names from partner: visitor, checkout",
      twoNames("partner", visitor, name("checkout")),
      "nothing",
    ),
    connects(
      "two URI names from partner: checkout, visitor",
      twoNames("partner", name("checkout"), visitor),
      "nothing",
    ),
    connects(
      "expired",
      (stage) =>
        forge(stage.authority("shop"), {
          uris: [name("checkout")],
          notBefore: new Date(Date.now() - 7_200_000),
          notAfter: new Date(Date.now() - 3_600_000),
        }),
      "nothing",
    ),
  ],
};
