import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { refuse } from "../../model/problem.js";
import { isObject } from "../project.js";
import { beginningOf, isRunning } from "./process-identity.js";

/** Who works on a stack. */
export interface LockOwner {
  pid: number;
  host: string;
  /** When the run took the lock, ISO 8601. */
  since: string;
  /** As `isthmus up`. */
  command: string;
  /** Tells the process from a later one of the same number; absent where the system does not say. */
  beginning?: string;
}

/** A stack that nobody else can change until it is released. */
export interface Lock {
  /** Harmless if it was released before. */
  release(): void;
}

/** Where the lock of a stack is. */
export const lockPath = (root: string, stack: string): string => join(root, ".isthmus", `${stack}.lock`);

/**
 * Takes the lock of a stack, or refuses and says who holds it. A lock whose process has ended is taken over, and `warn`
 * hears of it. The lock goes with the process too, unless that is killed.
 */
export function takeLock(path: string, command: string, warn: (message: string) => void): Lock {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const own = ownerText(command);
  // What a link shows is complete from its first moment, and only one of several links can be made.
  const draft = `${path}.${process.pid}.${++drafts}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    while (!linked(draft, path)) {
      const held = readLock(path);
      if (held === undefined) continue;
      if (!isOver(held.owner)) refuseHeld(path, held.owner);
      if (setAside(path, held.text)) {
        warn(`${sentence(held.owner)} and has ended without giving the stack back; it is taken over`);
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
  const release = (): void => {
    process.off("exit", release);
    if (readLock(path)?.text === own) rmSync(path, { force: true });
    removeIfEmpty(dirname(path));
  };
  process.on("exit", release);
  return { release };
}

let drafts = 0;

/** Refuses where somebody else works on the stack. */
export function refuseIfLocked(path: string): void {
  const held = readLock(path);
  if (held !== undefined && !isOver(held.owner)) refuseHeld(path, held.owner);
}

/**
 * Takes a lock away from a run on another host, or from one that has ended, and returns its owner; undefined if nobody
 * holds the stack. Refuses while the run goes on here.
 */
export function breakLock(path: string): Partial<LockOwner> | undefined {
  const held = readLock(path);
  if (held === undefined) return undefined;
  if (isHere(held.owner) && !isOver(held.owner)) refuseHeld(path, held.owner);
  setAside(path, held.text);
  removeIfEmpty(dirname(path));
  return held.owner;
}

/** `isthmus up (process 71 on ci-3) works on this stack since …`, for people. */
export const sentence = ({ command, pid, host, since }: Partial<LockOwner>): string =>
  pid === undefined
    ? "somebody who cannot be told works on this stack"
    : `${command ?? "a run"} (process ${pid} on ${host ?? "an unknown host"}) works on this stack since ${since ?? "some time"}`;

interface Held {
  text: string;
  owner: Partial<LockOwner>;
}

function readLock(path: string): Held | undefined {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const owner: unknown = JSON.parse(text);
    return { text, owner: isObject(owner) ? owner : {} };
  } catch {
    return { text, owner: {} };
  }
}

function ownerText(command: string): string {
  const beginning = beginningOf(process.pid);
  const owner: LockOwner = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    command,
    ...(beginning === undefined ? {} : { beginning }),
  };
  return `${JSON.stringify(owner)}\n`;
}

const isHere = ({ host, pid }: Partial<LockOwner>): boolean => host === hostname() && pid !== undefined;

/** Only a process of this host can be known to have ended. */
const isOver = (owner: Partial<LockOwner>): boolean => isHere(owner) && !isRunning(owner.pid ?? 0, owner.beginning);

function refuseHeld(path: string, owner: Partial<LockOwner>): never {
  const hint = isHere(owner)
    ? `wait until it ends, or end process ${owner.pid}`
    : "wait until it ends; if it runs no more, `isthmus cancel` takes the lock away";
  refuse("state.locked", path, sentence(owner), hint);
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a lock away if it is still the one that was read; of several who try, one succeeds. */
function setAside(path: string, text: string): boolean {
  const aside = `${path}.${process.pid}.${++drafts}.over`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
  try {
    if (readFileSync(aside, "utf8") === text) return true;
    linked(aside, path); // somebody was faster, and this is theirs
    return false;
  } finally {
    rmSync(aside, { force: true });
  }
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It holds a state, or is gone.
  }
}
