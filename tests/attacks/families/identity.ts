import type { Identity } from "../../wire/client.js";
import { type Forgery, forge, strangeAuthority } from "../../wire/forge.js";
import type { Attack, Family } from "../attack.js";
import type { Stage } from "../stage.js";
import { verdictOf } from "../tools/answers.js";
import { exchange } from "../tools/http1.js";
import { asCheckout, requestText } from "../tools/requests.js";

const checkout = "spiffe://shop.acme.internal/ns/web/sa/checkout";
const catalog = "spiffe://shop.acme.internal/ns/web/sa/catalog";
const visitor = "spiffe://partner.example/ns/visitors/sa/visitor";
const day = 86_400_000;

type Presented = (stage: Stage) => Promise<Identity | undefined> | Identity | undefined;

/** What a permitted request gets under a certificate, by TLS 1.2 and by TLS 1.3; both must say the same. */
const presents = (what: string, identityOf: Presented, expected: string, rest: Partial<Attack> = {}): Attack => ({
  what,
  expected,
  ...rest,
  run: async (stage) => {
    const identity = await identityOf(stage);
    const ask = async (maxVersion: "TLSv1.2" | "TLSv1.3") =>
      verdictOf(await exchange(stage.gateway, requestText(), { identity, tls: { maxVersion } }));
    const [older, newer] = [await ask("TLSv1.2"), await ask("TLSv1.3")];
    return older === newer ? newer : `TLS 1.2: ${older}, TLS 1.3: ${newer}`;
  },
});

const signedBy =
  (mesh: "shop" | "payments" | "partner", forgery: Forgery, kind: "issuer" | "root" = "issuer"): Presented =>
  (stage) =>
    forge(stage.authority(mesh, kind), forgery);

const both = `${asCheckout()}; ${asCheckout()}`;
const twoNames = "mesh-targets 6.2 #3, #4";
const svid = "mesh-targets 6.2 #18";

/** The first certificate of a chain. */
const alone = ({ certificate, privateKey }: Identity): Identity => ({
  certificate: certificate.slice(0, certificate.indexOf("-----END") + 26),
  privateKey,
});

/** An authority of the attacker's, of which another signs the checkout's name. */
const below = async (authority: Identity, kind: Forgery = {}): Promise<Identity> =>
  forge(await forge(authority, { ...kind, isAuthority: true }), { uris: [checkout] });

export const identity: Family = {
  letter: "I",
  name: "Identity",
  about:
    "Who a certificate says that its bearer is, and who signed it. Each is tried with TLS 1.2 and TLS 1.3 and asks for what checkout may do. Where an issuer's own key was used, the attacker has stolen it.",
  attacks: [
    presents("control: checkout's own certificate", (stage) => stage.identity("checkout"), "200", { reaches: both }),
    presents("control: a leaf of the forger's with nothing wrong", signedBy("shop", { uris: [checkout] }), "200", {
      reaches: both,
    }),
    presents("no certificate", () => undefined, "refused", { source: "mesh-targets 6.2 #1" }),
    presents("another service account of the mesh", (stage) => stage.identity("catalog"), "403", {
      source: "mesh-targets 6.2 #1",
    }),
    presents("a caller of another mesh, who may GET", (stage) => stage.identity("visitor"), "403", {
      source: "mesh-targets 6.2 #1",
    }),
    presents(
      "signed by an authority that nobody knows, of the same subject",
      async () => forge(await strangeAuthority("root shop.acme.internal"), { uris: [checkout] }),
      "refused",
      {
        source: "mesh-targets 6.2 #1",
      },
    ),
    presents("self-signed, as an authority", () => strangeAuthority("checkout"), "refused", { source: "issue 4" }),
    presents("checkout's name, signed by the issuer of partner", signedBy("partner", { uris: [checkout] }), "refused", {
      source: "mesh-targets 6.2 #1, #2, #21",
    }),
    presents(
      "checkout's name, signed by the root of partner",
      signedBy("partner", { uris: [checkout] }, "root"),
      "refused",
      {
        source: "mesh-targets 6.2 #21",
      },
    ),
    presents(
      "checkout's name, signed by the gateway's own mesh",
      signedBy("payments", { uris: [checkout] }),
      "refused",
      {
        source: "mesh-targets 6.2 #2",
      },
    ),
    presents(
      "an intermediate of partner for shop's trust domain, and checkout's name below it",
      (stage) => below(stage.authority("partner", "root"), { uris: ["spiffe://shop.acme.internal"] }),
      "refused",
      { source: "issue 4" },
    ),
    presents(
      "the chain of partner's forgery, with shop's issuer and root appended",
      async (stage) => {
        const { certificate, privateKey } = await forge(stage.authority("partner"), { uris: [checkout] });
        const ours = stage.authority("shop").certificate + stage.authority("shop", "root").certificate;
        return { certificate: `${certificate}\n${ours}`, privateKey };
      },
      "refused",
      { source: "issue 4" },
    ),
    presents(
      "signed by a mere leaf: checkout's own",
      (stage) => forge(stage.identity("checkout"), { uris: [checkout] }),
      "refused",
      {
        source: "issue 4",
      },
    ),
    presents(
      "an authority's certificate as a leaf",
      signedBy("shop", { uris: [checkout], isAuthority: true }),
      "refused",
      {
        source: svid,
      },
    ),
    presents("the issuer's own certificate", (stage) => stage.authority("shop"), "refused", { source: svid }),
    presents("the root's own certificate", (stage) => stage.authority("shop", "root"), "refused", { source: svid }),
    presents(
      "the right leaf without its issuer",
      async (stage) => alone(await forge(stage.authority("shop"), { uris: [checkout] })),
      "refused",
    ),
    presents(
      "expired",
      signedBy("shop", {
        uris: [checkout],
        notBefore: new Date(Date.now() - 2 * day),
        notAfter: new Date(Date.now() - day),
      }),
      "refused",
      { source: "issue 4" },
    ),
    presents(
      "not yet valid",
      signedBy("shop", {
        uris: [checkout],
        notBefore: new Date(Date.now() + day),
        notAfter: new Date(Date.now() + 2 * day),
      }),
      "refused",
      { source: "issue 4" },
    ),
    presents(
      "for servers only (extended key usage), which the SPIFFE validator does not ask about",
      signedBy("shop", { uris: [checkout], serverOnly: true }),
      "200",
      { source: "issue 4", reaches: both },
    ),
    presents("two URI names: checkout, catalog", signedBy("shop", { uris: [checkout, catalog] }), "403", {
      source: twoNames,
    }),
    presents("two URI names: catalog, checkout", signedBy("shop", { uris: [catalog, checkout] }), "403", {
      source: twoNames,
    }),
    presents("checkout's name twice", signedBy("shop", { uris: [checkout, checkout] }), "403", { source: twoNames }),
    presents(
      "two URI names from partner: visitor, checkout",
      signedBy("partner", { uris: [visitor, checkout] }),
      "refused",
      {
        source: twoNames,
      },
    ),
    presents(
      "two URI names from partner: checkout, visitor",
      signedBy("partner", { uris: [checkout, visitor] }),
      "refused",
      {
        source: twoNames,
      },
    ),
    presents("a URL and checkout's name", signedBy("shop", { uris: ["https://shop.example", checkout] }), "refused", {
      source: twoNames,
    }),
    presents(
      "one URI name that holds a comma and two names",
      signedBy("shop", { uris: [`${checkout},${checkout}`] }),
      "403",
      {
        source: twoNames,
      },
    ),
    presents("checkout's name as a DNS name", signedBy("shop", { dnsNames: ["shop.acme.internal"] }), "refused", {
      source: svid,
    }),
    presents("no names", signedBy("shop", {}), "refused", { source: svid }),
    presents("a trust domain without a path", signedBy("shop", { uris: ["spiffe://shop.acme.internal"] }), "refused", {
      source: svid,
    }),
    ...(
      [
        ["an upper-case trust domain", "spiffe://SHOP.ACME.INTERNAL/ns/web/sa/checkout", "refused"],
        ["an upper-case scheme", "SPIFFE://shop.acme.internal/ns/web/sa/checkout", "refused"],
        ["another scheme", "https://shop.acme.internal/ns/web/sa/checkout", "refused"],
        ["a subdomain of the trust domain", "spiffe://x.shop.acme.internal/ns/web/sa/checkout", "refused"],
        ["a dot after the trust domain", "spiffe://shop.acme.internal./ns/web/sa/checkout", "refused"],
        [
          "userinfo before another trust domain",
          "spiffe://shop.acme.internal@partner.example/ns/web/sa/checkout",
          "refused",
        ],
        ["a port after the trust domain", "spiffe://shop.acme.internal:443/ns/web/sa/checkout", "refused"],
        ["a wildcard as service account", "spiffe://shop.acme.internal/ns/web/sa/*", "403"],
        ["a regular expression as service account", "spiffe://shop.acme.internal/ns/web/sa/.*", "403"],
        ["a slash at the end", `${checkout}/`, "403"],
        ["more behind it", `${checkout}/more`, "403"],
        ["a longer service account", `${checkout}2`, "403"],
        ["a query behind it", `${checkout}?x`, "403"],
        ["a line feed behind it", `${checkout}\n`, "403"],
        ["dots within it", "spiffe://shop.acme.internal/ns/x/../web/sa/checkout", "403"],
        ["an escaped letter within it", "spiffe://shop.acme.internal/ns/web/sa/%63heckout", "403"],
        ["another letter's case", "spiffe://shop.acme.internal/ns/web/sa/Checkout", "403"],
      ] as const
    ).map(([what, uri, expected]) =>
      presents(`${what}: \`${uri.replace("\n", "\\n")}\``, signedBy("shop", { uris: [uri] }), expected, {
        source: svid,
      }),
    ),
    presents(
      "100 certificates behind the right one",
      (stage) => {
        const { certificate, privateKey } = stage.identity("checkout");
        return { certificate: `${certificate}${stage.authority("partner").certificate.repeat(100)}`, privateKey };
      },
      "200",
      { source: "issue 4", reaches: both },
    ),
    presents(
      "1000 certificates behind the right one",
      (stage) => {
        const { certificate, privateKey } = stage.identity("checkout");
        return { certificate: `${certificate}${stage.authority("partner").certificate.repeat(1000)}`, privateKey };
      },
      "refused",
      { source: "issue 4" },
    ),
  ],
};
