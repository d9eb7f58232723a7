import type { Deployment } from "./deployment.js";
import type { Session } from "./session.js";
import type { ResourceState } from "./state/resource.js";
import type { Snapshot } from "./state/snapshot.js";
import { Op, type Step } from "./step.js";

/** Looks at every resource of the state, and returns a step for each that differs. */
export async function refreshAll(
  { registry, signal }: Pick<Session, "registry" | "signal">,
  deployment: Deployment,
  snapshot: Snapshot,
): Promise<Step[]> {
  const looked = await Promise.all(
    snapshot.leftovers().map(async (resource) => {
      if (signal.aborted || resource.delete === true || !resource.custom) return undefined;
      try {
        const handler = registry.handlerOf({ ...resource, remote: false });
        const { state, drift, note } = await deployment.look(resource, handler, true);
        if (state !== undefined && drift.length === 0) return undefined;
        return stepOf(resource, state === undefined ? Op.Delete : Op.Update, drift, note);
      } catch (error) {
        deployment.blame(resource.urn, error);
        return undefined;
      }
    }),
  );
  if (signal.aborted) deployment.failures.push({ urn: "", message: "the run was stopped" });
  return looked.filter((step) => step !== undefined);
}

function stepOf(resource: ResourceState, op: Op, changes: Step["changes"], note: string | undefined): Step {
  const { urn, type, custom, inputs, parent, provider } = resource;
  return {
    op,
    urn,
    type,
    custom,
    changes,
    replaces: [],
    inputs,
    ...(parent === undefined ? {} : { parent }),
    ...(provider === undefined ? {} : { provider }),
    ...(note === undefined ? {} : { note }),
  };
}
