import { callersOf, type JournalEntry } from "./journal.js";

/** The permissions of the attacked Fabric, in other words: no rule of the product decides about the product. */
export function isPermitted(entry: JournalEntry): boolean {
  const { method, target } = entry;
  // the vault greets whom the handshake lets in, and hears who may speak
  if (method === "GREETS") return true;
  if (method === "HEARS") return target === "checkout";
  const caller = callersOf(entry);
  const charges =
    /^\/charges(?:[/?]|$)/.test(target) && !/\/\.\.?(?:\/|$)|%2f|%5c|\\/i.test(target.split("?")[0] ?? "");
  switch (entry.host.toLowerCase().replace(/[.:].*/, "")) {
    case "desk":
      return caller === "";
    case "orders":
      return caller === "checkout" && mayOrder(entry);
    case "papers":
      return caller === "checkout" && method === "GET" && mayRead(entry);
    case "ledger":
      return caller === "auditor" && method === "GET";
    default:
      return (
        (caller === "checkout" && method === "POST" && charges) || (caller === "visitor" && method === "GET" && charges)
      );
  }
}

/** As a service would read it that decodes paths and parameters once. */
function mayOrder({ method, target, headers }: JournalEntry): boolean {
  const { pathname, searchParams } = new URL(target, "http://orders.mesh");
  const path = decodeURIComponent(pathname);
  const values = (name: string): string[] => (headers[name] ?? []).flatMap((value) => value.split(/, */));
  const isDenied =
    values("X-Tier").includes("free") ||
    searchParams.getAll("admin").includes("true") ||
    /^\/internal(?:\/|$)|^\/orders\/(?:all|café|a@b:c(?:\/.*)?|[0-9]+:cancel)$/.test(path);
  if (isDenied) return false;
  if (method === "PUT") return values("X-Role").every((role) => role === "clerk");
  if (method === "POST") return searchParams.getAll("currency").every((currency) => currency === "chf");
  return method === "GET" || (method === "PATCH" && /^\/v[0-9]+\/orders\//.test(path));
}

/** Whether the only token in sight says what is asked for; that it is signed, the verdicts say. */
function mayRead({ target, headers: { Authorization: all = [] } }: JournalEntry): boolean {
  if (target.startsWith("/open")) return true;
  if (all.length !== 1 || all[0]?.includes(",") === true) return false;
  const payload = Buffer.from(all[0]?.split(".")[1] ?? "", "base64url").toString();
  if (target.startsWith("/partner")) return payload.includes("https://login.partner.example");
  return (
    target.startsWith("/reports") && /"https:\/\/login\.example".*"papers"/.test(payload) && payload.includes("readers")
  );
}
