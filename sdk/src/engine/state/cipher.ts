import { createCipheriv, createDecipheriv, createHash, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { refuse } from "../../model/problem.js";
import type { Passphrase } from "./passphrase.js";

/** Encrypts and decrypts single texts, in the form of Pulumi's passphrase secrets provider. */
export interface Cipher {
  /** What a state keeps so that the same passphrase opens it again: `v1:<salt>:<a known text, encrypted>`. */
  readonly salt: string;
  encrypt(plaintext: string): string;
  decrypt(ciphertext: string): string;
}

/** What Pulumi encrypts beside the salt, so that a wrong passphrase shows at once. */
const KNOWN_TEXT = "pulumi";
const ITERATIONS = 1_000_000;
const TAG_BYTES = 16;

/** A cipher for a new state. */
export async function newCipher({ phrase }: Passphrase): Promise<Cipher> {
  const salt = randomBytes(8);
  const key = await deriveKey(phrase, salt);
  return cipher(key, `v1:${salt.toString("base64")}:${encrypt(key, KNOWN_TEXT)}`);
}

/** The cipher of an existing state; a wrong passphrase is a problem of `file`. */
export async function cipherFromSalt(state: string, passphrase: Passphrase, file: string): Promise<Cipher> {
  const [version, salt, ...known] = state.split(":");
  if (version !== "v1" || salt === undefined || known.length === 0) {
    refuse("state.salt", file, "the salt is not in Pulumi's passphrase form (v1:<salt>:<check>)");
  }
  const key = await deriveKey(passphrase.phrase, Buffer.from(salt, "base64"));
  if (attempt(() => decrypt(key, known.join(":"))) !== KNOWN_TEXT) {
    refuse(
      "state.passphrase",
      file,
      `the passphrase from ${passphrase.source} does not open the secrets in this file`,
      "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE, to the one it was written with",
    );
  }
  return cipher(key, state);
}

/** A secret that has not changed keeps its ciphertext: a state differs only where the stack does. */
function cipher(key: Buffer, salt: string): Cipher {
  const known = new Map<string, string>();
  return {
    salt,
    encrypt(plaintext) {
      const ciphertext = known.get(plaintext) ?? encrypt(key, plaintext);
      known.set(plaintext, ciphertext);
      return ciphertext;
    },
    decrypt(ciphertext) {
      const plaintext = decrypt(key, ciphertext);
      known.set(plaintext, ciphertext);
      return plaintext;
    },
  };
}

/** Deliberately slow, so done once a process for each salt and phrase: `up` opens the state for its preview too. */
function deriveKey(phrase: string, salt: Buffer): Promise<Buffer> {
  const name = createHash("sha256").update(salt).update(phrase).digest("base64");
  const known = derived.get(name) ?? promisify(pbkdf2)(phrase, salt, ITERATIONS, 32, "sha256");
  derived.set(name, known);
  return known;
}

const derived = new Map<string, Promise<Buffer>>();

function encrypt(key: Buffer, plaintext: string): string {
  const nonce = randomBytes(12);
  const gcm = createCipheriv("aes-256-gcm", key, nonce);
  const sealed = Buffer.concat([gcm.update(plaintext, "utf8"), gcm.final(), gcm.getAuthTag()]);
  return `v1:${nonce.toString("base64")}:${sealed.toString("base64")}`;
}

function decrypt(key: Buffer, ciphertext: string): string {
  const [version, nonce, sealed] = ciphertext.split(":");
  if (version !== "v1" || nonce === undefined || sealed === undefined) throw new Error("not a v1 ciphertext");
  const bytes = Buffer.from(sealed, "base64");
  const gcm = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  gcm.setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([gcm.update(bytes.subarray(0, -TAG_BYTES)), gcm.final()]).toString("utf8");
}

const attempt = <T>(work: () => T): T | undefined => {
  try {
    return work();
  } catch {
    return undefined;
  }
};
