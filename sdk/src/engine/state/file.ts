import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemsError } from "../../model/problem.js";
import { refuse } from "../../model/problem.js";
import { Signature } from "../wire.js";
import { type Cipher, cipherFromSalt, newCipher } from "./cipher.js";
import { deploymentText, fromDeployment, pendingOf, type UntypedDeployment } from "./deployment.js";
import { integrityErrors } from "./integrity.js";
import type { Passphrase } from "./passphrase.js";
import { damage, parseDeployment, restoreHint } from "./parse.js";
import type { PendingOperation } from "./pending.js";
import { keepBackup, replaceFile } from "./replace-file.js";
import type { ResourceState } from "./resource.js";

/** The state of one stack on disk. */
export interface StateFile {
  readonly path: string;
  /** What the last run left; empty for a new stack. */
  readonly resources: ResourceState[];
  /** What the last run had begun when it was cut off. */
  readonly pending: PendingOperation[];
  /** Replaces the file in one step: a crash leaves the old one or the new one, never half of one. */
  write(resources: ResourceState[], pending?: PendingOperation[]): void;
}

/** Where the state of a stack lives. */
export const statePath = (root: string, stack: string): string => join(root, ".isthmus", `${stack}.json`);

/** Opens the state of a stack to change it. A damaged file or a wrong passphrase is a problem; nothing is touched. */
export async function openState(root: string, stack: string, passphrase: () => Passphrase): Promise<StateFile> {
  const path = statePath(root, stack);
  const { resources, pending, cipher } = existsSync(path)
    ? await openDeployment(readFileSync(path, "utf8"), path, restoreHint(path), passphrase)
    : { resources: [], pending: [], cipher: await newCipher(passphrase()) };
  return { path, resources, pending, write: writer(path, cipher) };
}

/** Replaces a state file. What was there before the first time becomes the backup, unless it is not worth it. */
export function writer(path: string, cipher: Cipher, worthKeeping = true): StateFile["write"] {
  const text = deploymentText(cipher);
  let kept = !worthKeeping;
  return (resources, pending = []) => {
    if (!kept) keepBackup(path);
    kept = true;
    replaceFile(path, text(resources, pending, new Date().toISOString()));
  };
}

/** Opens the state of a stack to look at it: what is written stays in memory, and a new stack needs no passphrase. */
export async function readState(root: string, stack: string, passphrase: () => Passphrase): Promise<StateFile> {
  if (!existsSync(statePath(root, stack))) return memoryState();
  const { resources, pending } = await openState(root, stack, passphrase);
  return memoryState(resources, pending);
}

/** A state that lives only in memory, for tests and for programs run without one. */
export function memoryState(
  resources: ResourceState[] = [],
  pending: PendingOperation[] = [],
): StateFile & { written: ResourceState[] } {
  const write = (next: ResourceState[]) => void (state.written = next);
  const state = { path: "(memory)", resources, pending, written: resources, write };
  return state;
}

/** What a stored state holds, opened; whatever is wrong with it is a problem. */
export async function openDeployment(text: string, path: string, hint: string, passphrase: () => Passphrase) {
  const stored = parseDeployment(text, path, hint);
  const cipher = await cipherOf(stored, passphrase, path, hint);
  let decoded: { resources: ResourceState[]; pending: PendingOperation[] };
  try {
    decoded = { resources: fromDeployment(stored, cipher), pending: pendingOf(stored, cipher) };
  } catch {
    const message = "a secret in the state cannot be opened: the file was changed after it was written";
    throw new ProblemsError([damage(path, message, hint)]);
  }
  const errors = [...integrityErrors(decoded.resources)];
  if (errors.length > 0) {
    throw new ProblemsError(errors.map((error) => damage(path, `the state contradicts itself: ${error}`, hint)));
  }
  return { ...decoded, cipher };
}

/** The cipher that sealed a deployment; a new one where nothing in it is sealed. */
function cipherOf(
  { deployment }: UntypedDeployment,
  passphrase: () => Passphrase,
  path: string,
  hint: string,
): Promise<Cipher> {
  const provider = deployment.secrets_providers;
  if (provider?.type === "passphrase") {
    const { salt } = (provider.state ?? {}) as { salt?: unknown };
    if (typeof salt === "string") return cipherFromSalt(salt, passphrase(), path);
    throw new ProblemsError([damage(path, "the state has lost the salt of its passphrase", hint)]);
  }
  if (!holdsCiphertext(deployment)) return newCipher(passphrase());
  return refuse(
    "state.secrets-provider",
    path,
    `the secrets of the state are sealed by ${provider?.type ?? "an unknown provider"}, and only \`pulumi\` can open them`,
    "export it with `pulumi stack export --show-secrets`; what is in clear is sealed with your passphrase on arrival",
  );
}

const holdsCiphertext = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  ((Signature.Key in value && "ciphertext" in value) || Object.values(value).some(holdsCiphertext));
