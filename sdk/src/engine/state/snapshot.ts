import type { StateFile } from "./file.js";
import { references, type ResourceState } from "./resource.js";

/** At most one write in this time, and never more than a tenth of the time spent writing. */
const PAUSE_MS = 200;

/**
 * The state while a run changes it: first what the run has finished, in the order it finished (so that what a
 * resource needs stands before it), then what it has not reached yet, in the old order.
 */
export class Snapshot {
  readonly #old: Map<string, ResourceState>;
  readonly #news = new Map<string, ResourceState>();
  readonly #replaced: ResourceState[];
  #timer: NodeJS.Timeout | undefined;
  #pause = PAUSE_MS;

  constructor(private readonly file: StateFile) {
    this.#old = new Map(file.resources.filter((r) => r.delete !== true).map((resource) => [resource.urn, resource]));
    this.#replaced = file.resources.filter((resource) => resource.delete === true);
  }

  /** What the last run left under this URN. */
  old(urn: string): ResourceState | undefined {
    return this.#old.get(urn);
  }

  /** What this run has made of this URN. */
  current(urn: string): ResourceState | undefined {
    return this.#news.get(urn);
  }

  /** A resource has reached its new state, under its own URN or a new one. */
  put(resource: ResourceState, formerUrn = resource.urn): void {
    this.#news.set(resource.urn, resource);
    if (formerUrn !== resource.urn) this.#rename(formerUrn, resource.urn);
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
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const started = performance.now();
    this.file.write(this.resources());
    this.#pause = Math.max(PAUSE_MS, 10 * (performance.now() - started));
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.flush(), this.#pause).unref();
  }

  #rename(from: string, to: string): void {
    this.#old.delete(from);
    for (const [urn, resource] of this.#old) this.#old.set(urn, renamed(resource, from, to));
  }
}

/** What a resource needs, before it; otherwise the order given. References to what is gone are dropped. */
function inOrder(resources: ResourceState[]): ResourceState[] {
  const byUrn = new Map<string, ResourceState>();
  for (const resource of resources) if (resource.delete !== true) byUrn.set(resource.urn, resource);
  const placed = new Set<ResourceState>();
  const place = (resource: ResourceState): void => {
    if (placed.has(resource)) return;
    placed.add(resource);
    for (const urn of references(resource)) {
      const needed = byUrn.get(urn);
      if (needed !== undefined) place(needed);
    }
    order.push(withoutDangling(resource, byUrn));
  };
  const order: ResourceState[] = [];
  resources.forEach(place);
  return order;
}

function withoutDangling(resource: ResourceState, known: Map<string, ResourceState>): ResourceState {
  if (references(resource).every((urn) => known.has(urn))) return resource;
  const { parent, provider, deletedWith, ...rest } = resource;
  const here = (urns: string[]) => urns.filter((urn) => known.has(urn));
  return {
    ...rest,
    ...(parent !== undefined && known.has(parent) ? { parent } : {}),
    ...(provider !== undefined && known.has(provider.slice(0, provider.lastIndexOf("::"))) ? { provider } : {}),
    ...(deletedWith !== undefined && known.has(deletedWith) ? { deletedWith } : {}),
    dependencies: here(resource.dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, urns]) => [property, here(urns)]),
    ),
  };
}

function renamed(resource: ResourceState, from: string, to: string): ResourceState {
  const swap = (urn: string) => (urn === from ? to : urn);
  return {
    ...resource,
    ...(resource.parent === undefined ? {} : { parent: swap(resource.parent) }),
    ...(resource.provider?.startsWith(`${from}::`) === true
      ? { provider: to + resource.provider.slice(from.length) }
      : {}),
    ...(resource.deletedWith === undefined ? {} : { deletedWith: swap(resource.deletedWith) }),
    dependencies: resource.dependencies.map(swap),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.propertyDependencies).map(([property, urns]) => [property, urns.map(swap)]),
    ),
  };
}
