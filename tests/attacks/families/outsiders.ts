import type { Attack, Family } from "../attack.js";
import { requestLine } from "../journal.js";
import { verdictOf } from "../tools/answers.js";
import { plainExchange } from "../tools/plain.js";
import { requestText } from "../tools/requests.js";

const source = "issue 4";
const inRange = "192.0.2.7";

interface Sent {
  headers?: string[];
  host?: string;
  /** What stands before the request. */
  before?: string;
}

const text = ({ headers = [], host = "desk.example", before = "" }: Sent): string =>
  before +
  requestText({ method: "GET", target: "/", host: [`Host: ${host}`], headers: [...headers, "Connection: close"] });

/** A request from an address that may use the desk, and not the back door. */
const asks = (what: string, port: 30880 | 30881, sent: Sent, expected: string, more: Partial<Attack> = {}): Attack => ({
  what,
  source,
  expected,
  ...more,
  run: async (stage) => verdictOf(await plainExchange(stage.at(port), text(sent))),
});

const atBackdoor = (what: string, sent: Sent): Attack => asks(what, 30881, sent, "refused");

/** Version 2 of the proxy protocol, with an address in range. */
const proxyV2 = Buffer.from(
  "0d0a0d0a000d0a515549540a" + "2111000c" + "c0000207" + "c0000201" + "30391f91",
  "hex",
).toString("latin1");
const lie = "By=x;URI=spiffe://shop.acme.internal/ns/web/sa/checkout";

export const outsiders: Family = {
  letter: "O",
  name: "Outsiders",
  about:
    "The desk is a listener of plain HTTP for the addresses from which this is tried, the back door one for others (192.0.2.0/24).",
  attacks: [
    asks("control: the desk, from an address in its range", 30880, {}, "200", { reaches: "GET / as " }),
    atBackdoor("the back door, from an address out of its range", {}),
    ...[
      "X-Forwarded-For",
      "X-Real-IP",
      "X-Client-IP",
      "True-Client-IP",
      "CF-Connecting-IP",
      "X-Envoy-External-Address",
    ].map((name) => atBackdoor(`\`${name}\` of an address in range`, { headers: [`${name}: ${inRange}`] })),
    atBackdoor("`Forwarded` of an address in range", { headers: [`Forwarded: for=${inRange}`] }),
    atBackdoor("the proxy protocol's line, with an address in range", {
      before: `PROXY TCP4 ${inRange} 192.0.2.1 12345 8081\r\n`,
    }),
    atBackdoor("version 2 of the proxy protocol, with an address in range", { before: proxyV2 }),
    asks("the proxy protocol's line at the desk", 30880, { before: `PROXY TCP4 ${inRange} 192.0.2.1 1 2\r\n` }, "400"),
    ...["payments.mesh", "orders.mesh", "nobody.example"].map((host) =>
      asks(`\`Host: ${host}\` at the desk`, 30880, { host }, "404"),
    ),
    asks(
      "a forged `X-Forwarded-Client-Cert`, which is taken off",
      30880,
      { headers: [`X-Forwarded-Client-Cert: ${lie}`] },
      "200",
      {
        reaches: "GET / as ",
        show: requestLine,
      },
    ),
    asks(
      "a forged `X-Forwarded-For`; the true address stands last",
      30880,
      { headers: [`X-Forwarded-For: ${inRange}`] },
      "200",
      {
        reaches: "GET /, with the true address last",
        show: ({ method, target, headers }) =>
          `${method} ${target}, with ${headers["X-Forwarded-For"]?.at(-1)?.endsWith(inRange) === false ? "the true" : "a false"} address last`,
      },
    ),
  ],
};
