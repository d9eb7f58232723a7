import type { Attack, Family } from "../attack.js";
import { asCheckout, asks, strayBytes } from "../tools/requests.js";

const source = "issue 4";

/** A target that leads to where the permission leads, however it is written; the service gets it in plain form. */
const resolves = (target: string, to: string): Attack =>
  asks(`\`${target}\``, { target }, "200", { source, reaches: asCheckout(to) });

const refuses = (target: string, expected: "400" | "403", name = `\`${target}\``): Attack =>
  asks(name, { target }, expected, { source });

/** A level below the permitted prefix whose name only looks like more; a service that decodes twice deceives itself. */
const deeper = ["/charges/%252e%252e/refunds", "/charges/%c0%ae%c0%ae/refunds", "/charges/%c0%af../refunds"];

/** Below the permitted prefix too, so the gateway passes it; the service refuses to read it. */
const unreadable = ["/charges/%u002e%u002e/refunds", "/charges/%zz"];

/** Permitted is the prefix `/charges`. */
export const paths: Family = {
  letter: "P",
  name: "Paths",
  about:
    "Checkout may POST to the prefix `/charges`. Each target is sent as it stands. What means `/charges` may pass, and the service gets it in plain form; what means another path, or what two servers could read differently, may not.",
  attacks: [
    resolves("/charges", "/charges"),
    resolves("/charges/17?currency=chf", "/charges/17?currency=chf"),
    resolves("//charges", "/charges"),
    resolves("/charges//17", "/charges/17"),
    resolves("/./charges", "/charges"),
    resolves("/refunds/../charges", "/charges"),
    resolves("/refunds/%2e%2e/charges", "/charges"),
    resolves("/%63harges", "/charges"),
    resolves("/charges?x=/../refunds", "/charges?x=/../refunds"),
    resolves("https://payments.mesh/charges", "/charges"),
    resolves("/../charges", "/charges"),
    resolves("/%2e%2e/charges", "/charges"),
    ...deeper.map((target) => resolves(target, target)),
    ...unreadable.map((target) => asks(`\`${target}\``, { target }, "400", { source, reaches: strayBytes })),
    refuses("/chargesheet", "403"),
    refuses("/Charges", "403"),
    refuses("/charge", "403"),
    refuses("/charges%20", "403"),
    refuses("/charges.", "403"),
    refuses("/charges;v=1", "403"),
    refuses("/charges;/../refunds", "403"),
    refuses("/charges/..;/refunds", "403"),
    refuses("/charges/../refunds", "403"),
    refuses("/charges/./../refunds", "403"),
    refuses("/charges//../../refunds", "403"),
    refuses("/charges/%2e%2e/refunds", "403"),
    refuses("/charges/%2E%2e/refunds", "403"),
    refuses("/charges/.%2e/refunds", "403"),
    refuses("/charges\\..\\refunds", "403"),
    refuses("/charges/..\\refunds", "403"),
    refuses("/charges%2frefunds", "400"),
    refuses("/charges%2Frefunds", "400"),
    refuses("/charges/..%2frefunds", "400"),
    refuses("/charges/..%5crefunds", "400"),
    refuses("/%2e%2e%2fcharges", "400"),
    refuses("/charges%252f..%252frefunds", "403"),
    refuses("/charges%00", "400"),
    refuses("/charges/%00/../refunds", "400"),
    refuses("/charges/\xe9", "400", "`/charges/` and a byte above 0x7f"),
    refuses("/charges/a\tb", "400", "`/charges/a`, a tab and `b`"),
    refuses("/charges/a b", "400", "a space within the target"),
    refuses("/charges#/../refunds", "400"),
    refuses("/refunds#/charges", "400"),
    refuses("/refunds?/charges", "403"),
    refuses("/?/charges", "403"),
    refuses("/refunds/charges", "403"),
    refuses("http://payments.mesh/refunds", "403"),
    refuses("https://ledger.mesh/charges", "403"),
    refuses("https://payments.mesh@ledger.mesh/charges", "403"),
    refuses("file:///charges", "400"),
    refuses("//payments.mesh/charges", "403"),
    refuses("*", "400"),
    refuses("charges", "400"),
    refuses("payments.mesh:443", "400"),
    refuses("", "400", "no target at all"),
    refuses("?/charges", "400"),
    asks("`CONNECT payments.mesh:443`", { method: "CONNECT", target: "payments.mesh:443" }, "403", { source }),
    asks("`OPTIONS *`", { method: "OPTIONS", target: "*" }, "404", { source }),
    asks("a target of 50 KiB", { target: `/refunds/${"a".repeat(50_000)}` }, "403", { source }),
    asks("a target of 70 KiB", { target: `/charges/${"a".repeat(70_000)}` }, "431", { source }),
  ],
};
