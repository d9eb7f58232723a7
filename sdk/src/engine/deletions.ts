import type { Problem } from "../model/problem.js";
import type { Deployment } from "./deployment.js";
import type { Listener } from "./events.js";
import type { ResourceHandler } from "./handler.js";
import { limit } from "./limit.js";
import type { Registry } from "./registry.js";
import { PendingType } from "./state/pending.js";
import { references, type ResourceState } from "./state/resource.js";
import type { Snapshot } from "./state/snapshot.js";
import { Op, type Step } from "./step.js";

export interface DeletionOptions {
  deployment: Deployment;
  registry: Registry;
  snapshot: Snapshot;
  listen: Listener;
  signal: AbortSignal;
  parallel: number;
}

/** The steps that delete these resources, and what forbids it. */
export function planDeletions(resources: ResourceState[]): { steps: Step[]; problems: Problem[] } {
  const steps = resources.map((resource) => deletionStep(resource, resources));
  const problems = resources
    .filter(({ protect, delete: replaced }) => protect === true && replaced !== true)
    .map(({ urn }) => ({
      code: "state.protected",
      path: urn,
      message: `${urn} is protected and would be deleted`,
      hint: "set `protect: false` and run `up` first, if you mean to delete it",
    }));
  return { steps, problems };
}

/**
 * Deletes resources, each after everything that refers to it. What still has a dependant that failed is left. What
 * goes wrong is a failure of the deployment; it never rejects.
 */
export async function deleteAll(resources: ResourceState[], options: DeletionOptions): Promise<void> {
  try {
    await takeDeletions(resources, options);
  } catch (error) {
    options.deployment.blame("", error);
  }
}

async function takeDeletions(resources: ResourceState[], options: DeletionOptions): Promise<void> {
  const { deployment, listen, signal, snapshot } = options;
  const handlers = new Map(resources.map((resource) => [resource, handlerOf(resource, options.registry)]));
  const kept = new Set([...snapshot.news()].map((made) => handlerOf(made, options.registry).identity?.(made)));
  // An object that another resource of this run has taken over stays.
  const hasHeir = (resource: ResourceState): boolean => {
    const identity = handlers.get(resource)?.identity?.(resource);
    return identity !== undefined && kept.has(identity);
  };
  for (const [resource, handler] of handlers) {
    if (isLeft(resource, resources)) continue;
    await handler.beforeDelete?.(deployment.subject(resource, resource), resource);
  }
  const limited = limit(options.parallel);
  const done = new Map<ResourceState, Promise<boolean>>();
  const remove = (resource: ResourceState): Promise<boolean> => {
    const started =
      done.get(resource) ??
      removeAfter(
        resource,
        resources.filter((other) => other !== resource && refersTo(other, resource)),
      );
    done.set(resource, started);
    return started;
  };
  const removeAfter = async (resource: ResourceState, dependants: ResourceState[]): Promise<boolean> => {
    const clear = await Promise.all(dependants.map(remove));
    return clear.every(Boolean) && !signal.aborted && take(resource);
  };
  const take = async (resource: ResourceState): Promise<boolean> => {
    const step = deletionStep(resource, resources);
    try {
      const handler = isLeft(resource, resources) || hasHeir(resource) ? undefined : handlers.get(resource);
      const operation = { type: PendingType.Deleting, resource };
      if (handler?.recover !== undefined) await snapshot.begin(operation);
      const gone = await limited(async () => {
        if (signal.aborted) return false;
        const started = performance.now();
        listen({ kind: "started", step });
        await handler?.delete(deployment.subject(resource, resource), resource);
        snapshot.remove(resource);
        listen({ kind: "finished", step, seconds: (performance.now() - started) / 1000 });
        return true;
      });
      snapshot.end(operation);
      return gone;
    } catch (error) {
      deployment.failed(step, error);
      return false;
    }
  };
  await Promise.all([...resources].reverse().map(remove));
}

/** True if the object outlives its place in the state. */
const forgets = ({ retainOnDelete, others }: ResourceState): boolean =>
  retainOnDelete === true || others?.["external"] === true;

/** What dies with another resource that is deleted now, for reasons of its own. */
const diesWith = ({ deletedWith }: ResourceState, all: ResourceState[]): string | undefined =>
  all.find(({ urn }) => urn === deletedWith)?.urn;

/** A replaced resource shares its URN with its successor, to which all refer but those that are replaced too. */
const refersTo = (other: ResourceState, resource: ResourceState): boolean =>
  (resource.delete !== true || other.delete === true) && references(other).includes(resource.urn);

const handlerOf = ({ type, custom }: ResourceState, registry: Registry): ResourceHandler =>
  registry.handlerOf({ type, custom, remote: false });

const isLeft = (resource: ResourceState, all: ResourceState[]): boolean =>
  forgets(resource) || diesWith(resource, all) !== undefined;

function deletionNote(resource: ResourceState, all: ResourceState[]): { note?: string } {
  if (forgets(resource)) return { note: "kept, and forgotten here (retainOnDelete)" };
  return diesWith(resource, all) === undefined ? {} : { note: `goes with ${resource.deletedWith}` };
}

function deletionStep(resource: ResourceState, all: ResourceState[]): Step {
  const { urn, type, custom, inputs, parent, provider } = resource;
  return {
    op: Op.Delete,
    urn,
    type,
    custom,
    changes: [],
    replaces: [],
    inputs,
    ...(parent === undefined ? {} : { parent }),
    ...(provider === undefined ? {} : { provider }),
    ...deletionNote(resource, all),
  };
}
