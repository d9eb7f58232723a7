import type { Deployment, DeploymentOptions } from "./deployment.js";
import { type PlannedStep, replacedWith } from "./planned-step.js";
import { refuse } from "../model/problem.js";
import { Op } from "./step.js";
import type { ResourceState } from "./state/resource.js";
import { parseProviderReference, parseUrn } from "./urn.js";
import { type Properties, UNKNOWN } from "./value.js";

/** A resource that must go with another one, and why. */
export interface Dependant {
  resource: ResourceState;
  /** The properties that come from what is replaced. */
  properties: string[];
}

/**
 * The resources that cannot outlive a replacement which deletes first: those it provides for, those that die with it,
 * and those of which a property that only a new resource can change comes from it; and theirs in turn.
 * `mustReplace` says whether a resource must be replaced if these inputs become others.
 */
export async function dependantsOf(
  replaced: ResourceState,
  all: Iterable<ResourceState>,
  mustReplace: (resource: ResourceState, inputs: Properties) => Promise<boolean>,
): Promise<Dependant[]> {
  const going = new Set([replaced.urn]);
  const dependants: Dependant[] = [];
  for (const resource of all) {
    if (going.has(resource.urn) || !resource.custom || resource.others?.["external"] === true) continue;
    const properties = Object.entries(resource.propertyDependencies)
      .filter(([, urns]) => urns.some((urn) => going.has(urn)))
      .map(([property]) => property);
    if (!(await goesWith(resource, properties))) continue;
    going.add(resource.urn);
    dependants.push({ resource, properties });
  }
  return dependants;

  async function goesWith(resource: ResourceState, properties: string[]): Promise<boolean> {
    const { provider, deletedWith, inputs } = resource;
    if (deletedWith !== undefined && going.has(deletedWith)) return true;
    if (provider !== undefined && going.has(parseProviderReference(provider).urn)) return true;
    if (properties.length === 0) return false;
    const changed = Object.fromEntries(properties.map((property) => [property, UNKNOWN]));
    return mustReplace(resource, { ...inputs, ...changed });
  }
}

/** Knows, while a run goes on, what goes with what it replaces. */
export class Cascade {
  readonly #gone = new Map<string, { cause: string; properties: string[] }>();

  constructor(
    private readonly deployment: Deployment,
    private readonly options: Pick<DeploymentOptions, "registry" | "snapshot" | "targets">,
  ) {}

  /** The step with what goes with its old object; and a replacement where its own object goes with another. */
  async extend(planned: PlannedStep): Promise<PlannedStep> {
    const { step, old, deleteFirst, goal } = planned;
    const gone = this.#gone.get(goal.urn);
    if (gone !== undefined && step.op !== Op.Replace) {
      return { ...planned, step: replacedWith(step, gone.cause, gone.properties), deleteFirst: true };
    }
    if (step.op !== Op.Replace || !deleteFirst || old === undefined) return planned;
    const dependants = await dependantsOf(old, this.#left(), (resource, inputs) => this.#mustReplace(resource, inputs));
    for (const { resource, properties } of dependants) {
      this.#check(resource, old);
      this.#gone.set(resource.urn, { cause: old.urn, properties });
    }
    return { ...planned, dependants: dependants.map(({ resource }) => resource) };
  }

  /** What this run has not come to yet, what others need before them. */
  #left(): ResourceState[] {
    const { snapshot } = this.options;
    return snapshot
      .resources()
      .filter(({ urn }) => snapshot.current(urn) === undefined)
      .flatMap(({ urn }) => snapshot.old(urn) ?? []);
  }

  async #mustReplace(resource: ResourceState, inputs: Properties): Promise<boolean> {
    const handler = this.options.registry.handlerOf({ ...resource, remote: false });
    const subject = this.deployment.subject({ ...resource, inputs }, resource);
    return (await handler.diff(subject, resource)).replaces.length > 0;
  }

  #check({ urn, protect }: ResourceState, cause: ResourceState): void {
    const message = `${urn} would be replaced with ${cause.urn}`;
    if (protect === true) {
      refuse(
        "state.protected",
        urn,
        `${message}, and is protected`,
        "set `protect: false` and run `up` first, if you mean it",
      );
    }
    if (!this.options.targets.include(urn)) {
      refuse("target.dependant", urn, `${message}, and is no target`, `name it too: --target ${parseUrn(urn).name}`);
    }
  }
}
