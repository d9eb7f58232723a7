import type { ConnectionOptions } from "node:tls";
import type { Attack, Family } from "../attack.js";
import { verdictOf } from "../tools/answers.js";
import { dial, exchange } from "../tools/http1.js";
import { plainExchange } from "../tools/plain.js";
import { asCheckout, requestText, sends } from "../tools/requests.js";

const source = "issue 4";

const named = (what: string, serverName: string, expected: string, rest: Partial<Attack> = {}): Attack =>
  sends(what, requestText(), expected, { source, ...rest }, { serverName });

const with_ = (what: string, tls: ConnectionOptions, expected: string, rest: Partial<Attack> = {}): Attack =>
  sends(what, requestText(), expected, { source, ...rest }, { tls });

const reaches = asCheckout();
const old = { ciphers: "DEFAULT@SECLEVEL=0" };

/** A request to one listener on a connection that was made under the name of another. */
const crosses = (what: string, serverName: string, host: string, expected: string): Attack => ({
  what,
  source: "mesh-targets 6.1",
  expected,
  run: async (stage) =>
    verdictOf(
      await exchange(stage.gateway, requestText({ method: "GET", target: "/books", host: [`Host: ${host}`] }), {
        identity: stage.identity("auditor"),
        serverName,
      }),
    ),
});

export const tls: Family = {
  letter: "T",
  name: "TLS",
  about: "Server names, protocol versions and what comes before the first request.",
  attacks: [
    named("control: the right server name", "payments.mesh", "200", { reaches }),
    named("a server name in upper case", "PAYMENTS.MESH", "200", { reaches }),
    named("no server name", "", "refused"),
    named("a server name of nobody", "other.mesh", "refused"),
    named("the end of the server name", "mesh", "refused"),
    named("a subdomain of the server name", "a.payments.mesh", "refused"),
    named("the server name and more", "payments.mesh.evil.example", "refused"),
    named("a server name with a dot at its end", "payments.mesh.", "refused"),
    named("`*.mesh` as server name", "*.mesh", "refused"),
    named("another listener's server name, with this one's Host", "ledger.mesh", "403"),
    {
      ...crosses("control: the auditor reads the ledger", "ledger.mesh", "ledger.mesh", "200"),
      reaches: "GET /books as auditor",
    },
    crosses("the auditor, under the other listener's server name", "payments.mesh", "ledger.mesh", "403"),
    with_("no ALPN", { ALPNProtocols: [] }, "200", { reaches }),
    with_("ALPN of nobody: `evil/1`", { ALPNProtocols: ["evil/1"] }, "200", { reaches }),
    with_("ALPN `http/1.0`", { ALPNProtocols: ["http/1.0"] }, "200", { reaches }),
    with_("ALPN `h2`, and then HTTP/1.1", { ALPNProtocols: ["h2"] }, "refused"),
    ...(["TLSv1", "TLSv1.1"] as const).map((version) =>
      with_(version.replace("v", " "), { minVersion: version, maxVersion: version, ...old }, "refused"),
    ),
    with_("control: TLS 1.2", { maxVersion: "TLSv1.2" }, "200", { reaches }),
    with_("TLS 1.2 with a cipher without forward secrecy", { maxVersion: "TLSv1.2", ciphers: "AES128-SHA" }, "refused"),
    with_("TLS 1.2 with a null cipher", { maxVersion: "TLSv1.2", ciphers: "NULL-SHA256@SECLEVEL=0" }, "refused"),
    {
      what: "renegotiation",
      source,
      expected: "refused",
      run: (stage) =>
        new Promise((resolve) => {
          const socket = dial(stage.gateway, { identity: stage.identity("checkout"), tls: { maxVersion: "TLSv1.2" } });
          const end = (verdict: string): void => {
            socket.destroy();
            resolve(verdict);
          };
          socket.on("error", () => end("refused")).on("close", () => end("refused"));
          socket.once("secureConnect", () => {
            socket.renegotiate({ rejectUnauthorized: false }, (error) =>
              end(error === null ? "renegotiated" : "refused"),
            );
          });
        }),
    },
    {
      what: "a plain request to the TLS port",
      source,
      expected: "refused",
      run: async (stage) => verdictOf(await plainExchange(stage.gateway, requestText())),
    },
    {
      what: "a ClientHello of random bytes",
      source,
      expected: "refused",
      run: async (stage) =>
        verdictOf(await plainExchange(stage.gateway, `\x16\x03\x01\x02\x00\x01${"\xa5".repeat(507)}`)),
    },
    {
      what: "a PROXY protocol header that claims another address",
      source,
      expected: "refused",
      run: async (stage) => verdictOf(await plainExchange(stage.gateway, "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n")),
    },
  ],
};
