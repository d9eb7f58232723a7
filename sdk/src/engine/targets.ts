import type { Problem } from "../model/problem.js";
import { references, type ResourceState } from "./state/resource.js";
import { parseUrn } from "./urn.js";

/** The resources that a run is about, by URN or by name; the others stay as they are. */
export class Targets {
  readonly #met = new Set<string>();

  constructor(private readonly names: readonly string[] = []) {}

  /** True if the run is about some resources only. */
  get limited(): boolean {
    return this.names.length > 0;
  }

  /** True if the run is about this resource. */
  include(urn: string): boolean {
    if (!this.limited) return true;
    const found = this.names.filter((name) => name === urn || name === parseUrn(urn).name);
    for (const name of found) this.#met.add(name);
    return found.length > 0;
  }

  /** The targets that are neither in the program nor in the state. */
  unmet(): Problem[] {
    return this.names
      .filter((name) => !this.#met.has(name))
      .map((name) => ({
        code: "target.unknown",
        path: `--target ${name}`,
        message: `no resource has the URN or the name "${name}"`,
        hint: "`isthmus preview --verbose` shows the names, `isthmus export` the URNs",
      }));
  }
}

/** Of the resources to be deleted, those that something refers to which stays. */
export function* targetedDeletionProblems(deletions: ResourceState[], all: ResourceState[]): Iterable<Problem> {
  const gone = new Set(deletions.filter((resource) => resource.delete !== true).map(({ urn }) => urn));
  for (const resource of all) {
    const needed = gone.has(resource.urn) ? undefined : references(resource).find((urn) => gone.has(urn));
    if (needed === undefined) continue;
    yield {
      code: "target.dependant",
      path: needed,
      message: `${resource.urn} depends on ${needed}, which would be deleted`,
      hint: `name it too: --target ${parseUrn(resource.urn).name}`,
    };
  }
}
