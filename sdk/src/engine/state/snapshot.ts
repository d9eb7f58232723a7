import type { StateFile } from "./file.js";
import { inOrder } from "./order.js";
import type { PendingOperation } from "./pending.js";
import { renamed, type ResourceState } from "./resource.js";

/** What is recorded and nobody waits for is written after this time, and takes at most a tenth of the run's. */
const PAUSE_MS = 200;

/** Operations that begin within this time share one write; it grows with what a write takes. */
const GATHER_MS = 2;

/**
 * The state while a run changes it: first what the run has finished, in the order it finished (so that what a
 * resource needs stands before it), then what it has not reached yet, in the old order; and what is under way.
 */
export class Snapshot {
  readonly #old: Map<string, ResourceState>;
  readonly #news = new Map<string, ResourceState>();
  readonly #replaced: ResourceState[];
  readonly #pending: Set<PendingOperation>;
  #waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  #later: NodeJS.Timeout | undefined;
  #soon: NodeJS.Timeout | undefined;
  #writeMs = 0;

  constructor(private readonly file: StateFile) {
    this.#old = new Map(file.resources.filter((r) => r.delete !== true).map((resource) => [resource.urn, resource]));
    this.#replaced = file.resources.filter((resource) => resource.delete === true);
    this.#pending = new Set(file.pending);
  }

  /** What the last run left under this URN. */
  old(urn: string): ResourceState | undefined {
    return this.#old.get(urn);
  }

  /** All that the last run left and this one has not replaced or deleted. */
  olds(): Iterable<ResourceState> {
    return this.#old.values();
  }

  /** What this run has made of this URN. */
  current(urn: string): ResourceState | undefined {
    return this.#news.get(urn);
  }

  /** All that this run has made or kept. */
  news(): Iterable<ResourceState> {
    return this.#news.values();
  }

  /** What is under way, or was when an earlier run was cut off. */
  pending(): PendingOperation[] {
    return [...this.#pending];
  }

  /** Notes on disk that an operation is about to begin. Only then may a cluster be asked. */
  begin(operation: PendingOperation): Promise<void> {
    this.#pending.add(operation);
    const written = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    if (this.#soon === undefined) {
      this.#soon = setTimeout(() => this.#flushForAll(), Math.max(GATHER_MS, 2 * this.#writeMs));
    }
    return written;
  }

  /** It is known what came of an operation, and recorded. */
  end(operation: PendingOperation): void {
    if (this.#pending.delete(operation)) this.#schedule();
  }

  /** A resource has reached its new state, under its own URN or a new one. */
  put(resource: ResourceState, formerUrn = resource.urn): void {
    this.#news.set(resource.urn, resource);
    if (formerUrn !== resource.urn) this.#rename(formerUrn, resource.urn);
    this.#schedule();
  }

  /** A resource that the run has not reached yet is not as the last run left it. */
  found(resource: ResourceState): void {
    this.#old.set(resource.urn, resource);
    this.#schedule();
  }

  /** A resource is gone. */
  remove(resource: ResourceState): void {
    if (resource.delete === true) this.#replaced.splice(this.#replaced.indexOf(resource), 1);
    else this.#old.delete(resource.urn);
    this.#schedule();
  }

  /** A resource has a successor and must still be deleted. */
  supersede(resource: ResourceState): void {
    this.#replaced.push({ ...resource, delete: true });
    this.#schedule();
  }

  /** An earlier run had made this when it was cut off, perhaps as the successor of what stands under its URN. */
  recover(resource: ResourceState): void {
    const before = this.#old.get(resource.urn);
    if (before !== undefined) this.supersede(before);
    this.#old.set(resource.urn, resource);
    this.#schedule();
  }

  /** What the last run left is not to be relied on: whoever is asked for it makes it so again. */
  doubt(urn: string, why: string): void {
    const before = this.#old.get(urn);
    if (before === undefined) return;
    this.#old.set(urn, { ...before, initErrors: [why] });
    this.#schedule();
  }

  /** What the finished program did not ask for, and what it replaced. */
  leftovers(): ResourceState[] {
    return [...this.#replaced, ...[...this.#old.values()].filter(({ urn }) => !this.#news.has(urn))];
  }

  /** Everything that exists now, what a resource needs before it. */
  resources(): ResourceState[] {
    const kept = [...this.#old.values()].filter(({ urn }) => !this.#news.has(urn));
    return inOrder([...this.#news.values(), ...kept, ...this.#replaced]);
  }

  /** Writes now. */
  flush(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
    const started = performance.now();
    this.file.write(this.resources(), this.pending());
    this.#writeMs = performance.now() - started;
  }

  #flushForAll(): void {
    this.#soon = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      this.flush();
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  #schedule(): void {
    this.#later ??= setTimeout(() => this.#flushIfPossible(), Math.max(PAUSE_MS, 10 * this.#writeMs)).unref();
  }

  /** A disk that fails is told to whoever begins an operation next, and at the end of the run. */
  #flushIfPossible(): void {
    try {
      this.flush();
    } catch {
      this.#later = undefined;
    }
  }

  #rename(from: string, to: string): void {
    this.#old.delete(from);
    for (const [urn, resource] of this.#old) this.#old.set(urn, renamed(resource, from, to));
  }
}
