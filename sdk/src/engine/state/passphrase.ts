import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { refuse } from "../../model/problem.js";

/** What opens the secrets of a state, and where it came from. */
export interface Passphrase {
  phrase: string;
  /** For messages: a variable's name or a file's path, never the phrase. */
  source: string;
  /** True the first time that a file of our own was written. */
  created: boolean;
}

/** Where the generated passphrase of this user lives. */
export const passphraseFile = (env: NodeJS.ProcessEnv = process.env): string =>
  join(env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "isthmus", "passphrase");

/** Pulumi's variables first; else a random phrase of this user, generated once. */
export function readPassphrase(env: NodeJS.ProcessEnv = process.env): Passphrase {
  const phrase = env["PULUMI_CONFIG_PASSPHRASE"];
  if (phrase !== undefined) return { phrase, source: "PULUMI_CONFIG_PASSPHRASE", created: false };
  const given = env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  if (given !== undefined && given !== "") {
    if (existsSync(given)) return { phrase: readPhrase(given), source: given, created: false };
    refuse("passphrase.file", "PULUMI_CONFIG_PASSPHRASE_FILE", `the passphrase file ${given} does not exist`);
  }
  const own = passphraseFile(env);
  if (existsSync(own)) return { phrase: readPhrase(own), source: own, created: false };
  const generated = randomBytes(32).toString("base64url");
  mkdirSync(dirname(own), { recursive: true, mode: 0o700 });
  writeFileSync(own, `${generated}\n`, { mode: 0o600, flag: "wx" });
  return { phrase: generated, source: own, created: true };
}

const readPhrase = (file: string): string => readFileSync(file, "utf8").trim();
