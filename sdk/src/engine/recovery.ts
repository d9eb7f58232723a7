import { deleteAll, planDeletions } from "./deletions.js";
import type { Deployment } from "./deployment.js";
import { Mode } from "./handler.js";
import { limit } from "./limit.js";
import { problemsOf } from "./problems.js";
import { messageOf } from "../model/problem.js";
import type { Session } from "./session.js";
import { type PendingOperation, PendingType } from "./state/pending.js";
import type { ResourceState } from "./state/resource.js";
import type { Snapshot } from "./state/snapshot.js";
import type { Step } from "./step.js";

const INTERRUPTED = "the run that worked on it was cut off";

/**
 * Settles what an earlier run had begun when it was cut off, before this one begins anything: a creation is looked for
 * and becomes part of the state if it took place, a change is made again, a deletion is taken to its end. A preview
 * reads only. Returns the deletions; what goes wrong is a failure of the deployment.
 */
export async function recover(
  session: Session,
  deployment: Deployment,
  snapshot: Snapshot,
  mode: Mode,
): Promise<Step[]> {
  const pending = snapshot.pending();
  if (pending.length === 0 || mode === Mode.Render) return [];
  deployment.log({
    severity: "warning",
    message: `an earlier run was cut off; settling what it had begun (${pending.length})`,
  });
  const limited = limit(session.parallel);
  const settle = (operation: PendingOperation) =>
    limited(() => settled(operation, session, deployment, snapshot)).catch((error: unknown) => {
      const { urn } = operation.resource;
      if (mode === Mode.Preview && problemsOf(error) === undefined) {
        deployment.log({
          severity: "warning",
          urn,
          message: `what came of an earlier run cannot be told: ${messageOf(error)}`,
        });
      } else deployment.blame(urn, error);
    });
  const of = (wanted: PendingType) => pending.filter(({ type }) => type === wanted);
  await Promise.all([...of(PendingType.Creating), ...of(PendingType.Updating)].map(settle));
  return finishDeletions(of(PendingType.Deleting), session, deployment, snapshot, mode);
}

async function settled(
  operation: PendingOperation,
  { registry }: Session,
  deployment: Deployment,
  snapshot: Snapshot,
): Promise<void> {
  const { type, resource } = operation;
  if (type === PendingType.Updating) snapshot.doubt(resource.urn, INTERRUPTED);
  else {
    const handler = registry.handlerOf({ ...resource, remote: false });
    const made = await handler.recover?.(deployment.subject(resource));
    if (made !== undefined) snapshot.recover({ ...resource, ...made, initErrors: [INTERRUPTED] });
  }
  snapshot.end(operation);
}

/** Deletions whose object the state still has; the others were recorded as done. */
async function finishDeletions(
  operations: PendingOperation[],
  { registry, listen, signal, parallel }: Session,
  deployment: Deployment,
  snapshot: Snapshot,
  mode: Mode,
): Promise<Step[]> {
  const begun = new Set(operations.map(({ resource }) => nameOf(resource)));
  const resources = snapshot.leftovers().filter((resource) => begun.has(nameOf(resource)));
  if (mode === Mode.Preview) for (const resource of resources) snapshot.remove(resource);
  else if (!deployment.stopped) {
    await deleteAll(resources, { deployment, registry, snapshot, listen, signal, parallel });
  }
  const left = new Set(snapshot.leftovers().map(nameOf));
  for (const operation of operations) if (!left.has(nameOf(operation.resource))) snapshot.end(operation);
  return planDeletions(resources).steps.map((step) => ({ ...step, note: "an earlier run had begun it" }));
}

/** What tells an object from its successor under the same URN. */
const nameOf = ({ urn, id, delete: replaced }: ResourceState): string => `${urn} ${id ?? ""} ${replaced === true}`;
