import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { messageOf, refuse } from "../problems.js";
import { isObject } from "../project.js";
import { type Cipher, cipherFromSalt, newCipher } from "./cipher.js";
import { fromDeployment, toDeployment, type UntypedDeployment } from "./deployment.js";
import { integrityErrors } from "./integrity.js";
import type { Passphrase } from "./passphrase.js";
import type { ResourceState } from "./resource.js";

/** The state of one stack on disk. */
export interface StateFile {
  readonly path: string;
  /** What the last run left; empty for a new stack. */
  readonly resources: ResourceState[];
  /** Replaces the file in one step: a crash leaves the old one or the new one, never half of one. */
  write(resources: ResourceState[]): void;
}

/** Where the state of a stack lives. */
export const statePath = (root: string, stack: string): string => join(root, ".isthmus", `${stack}.json`);

/** Opens the state of a stack to change it. A damaged file or a wrong passphrase is a problem; nothing is touched. */
export async function openState(root: string, stack: string, passphrase: () => Passphrase): Promise<StateFile> {
  const path = statePath(root, stack);
  const stored = existsSync(path) ? parseState(readFileSync(path, "utf8"), path) : undefined;
  const cipher = await cipherOf(stored, passphrase(), path);
  const resources = stored === undefined ? [] : decode(stored, cipher, path);
  return { path, resources, write: (next) => replaceFile(path, serialize(next, cipher)) };
}

/** Opens the state of a stack to look at it: what is written stays in memory, and a new stack needs no passphrase. */
export async function readState(root: string, stack: string, passphrase: () => Passphrase): Promise<StateFile> {
  if (!existsSync(statePath(root, stack))) return memoryState();
  return memoryState((await openState(root, stack, passphrase)).resources);
}

/** A state that lives only in memory, for tests and for programs run without one. */
export function memoryState(resources: ResourceState[] = []): StateFile & { written: ResourceState[] } {
  const write = (next: ResourceState[]) => void (state.written = next);
  const state = { path: "(memory)", resources, written: resources, write };
  return state;
}

function cipherOf(stored: UntypedDeployment | undefined, passphrase: Passphrase, path: string): Promise<Cipher> {
  const salt = stored?.deployment.secrets_providers.state.salt;
  return salt === undefined ? newCipher(passphrase) : cipherFromSalt(salt, passphrase, path);
}

const serialize = (resources: ResourceState[], cipher: Cipher): string =>
  `${JSON.stringify(toDeployment(resources, cipher, new Date().toISOString()), undefined, 1)}\n`;

function parseState(text: string, path: string): UntypedDeployment {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    damaged(path, `the state is not valid JSON (${messageOf(error)})`);
  }
  const deployment = isObject(content) ? content["deployment"] : undefined;
  if (!isObject(content) || content["version"] !== 3)
    damaged(path, "the state is not a Pulumi deployment of version 3");
  if (!isObject(deployment) || !Array.isArray(deployment["resources"])) damaged(path, "the state lists no resources");
  const provider = deployment["secrets_providers"];
  if (!isObject(provider) || provider["type"] !== "passphrase" || !isObject(provider["state"])) {
    damaged(path, "the secrets of the state are not sealed by a passphrase");
  }
  return content as unknown as UntypedDeployment;
}

function decode(stored: UntypedDeployment, cipher: Cipher, path: string): ResourceState[] {
  let resources: ResourceState[];
  try {
    resources = fromDeployment(stored, cipher);
  } catch {
    damaged(path, "a secret in the state cannot be opened: the file was changed after it was written");
  }
  const [first] = integrityErrors(resources);
  if (first !== undefined) damaged(path, `the state contradicts itself: ${first}`);
  return resources;
}

function damaged(path: string, message: string): never {
  refuse("state.damaged", path, message, `nothing was changed; restore ${path} from a backup`);
}

function replaceFile(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = openSync(temporary, "w", 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
