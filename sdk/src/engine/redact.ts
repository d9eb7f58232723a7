import { isRecord, Secret, type Value } from "./value.js";

/** Shorter secrets are not looked for: blanking every "a" would hide the message and not the secret. */
const SHORTEST = 4;

/**
 * Knows the secrets of a run and blanks them in any text that leaves it: errors of an API server echo values, and a
 * program may print what it likes.
 */
export class Redactor {
  readonly #secrets = new Set<string>();
  #pattern: RegExp | undefined;

  /** Learns every secret in the value. */
  learn(value: Value, secret = false): void {
    if (value instanceof Secret) return this.learn(value.reveal(), true);
    if (Array.isArray(value)) return value.forEach((item) => this.learn(item, secret));
    if (isRecord(value)) return Object.values(value).forEach((item) => this.learn(item, secret));
    if (secret && typeof value === "string") this.#remember(value);
  }

  /** The text with every known secret replaced by `[secret]`. */
  redact(text: string): string {
    if (this.#secrets.size === 0) return text;
    this.#pattern ??= new RegExp(
      [...this.#secrets]
        .sort((a, b) => b.length - a.length)
        .map(escape)
        .join("|"),
      "g",
    );
    return text.replace(this.#pattern, "[secret]");
  }

  #remember(secret: string): void {
    for (const form of [...spellings(secret), ...lines(secret)]) {
      if (form.trim().length < SHORTEST || this.#secrets.has(form)) continue;
      this.#secrets.add(form);
      this.#pattern = undefined;
    }
  }
}

/** The ways in which a secret is commonly spelled: as it is, in JSON, in base64 and, if it is base64, decoded. */
function* spellings(secret: string): Iterable<string> {
  yield secret;
  yield JSON.stringify(secret).slice(1, -1);
  yield Buffer.from(secret).toString("base64");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(secret) || secret.length % 4 !== 0) return;
  const decoded = Buffer.from(secret, "base64").toString("utf8");
  if (!decoded.includes("\uFFFD")) yield decoded;
}

/** A long secret may be quoted in part: its lines count too, but for the armour that every PEM file shares. */
const lines = (secret: string): string[] =>
  secret.split("\n").filter((line) => line.length >= 16 && !line.startsWith("-----"));

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
