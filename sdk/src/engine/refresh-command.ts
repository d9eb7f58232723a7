import { asOutcome } from "./commands.js";
import { diffConnectivity, storedConnectivity } from "./connectivity.js";
import { Mode } from "./handler.js";
import type { StackOptions } from "./options.js";
import { type Outcome, refused, verdictOf } from "./outcome.js";
import { refreshAll } from "./refresh.js";
import { deploymentOf } from "./run.js";
import { Access, type Session, withSession } from "./session.js";
import { Snapshot } from "./state/snapshot.js";

/**
 * Makes the state say what is there: the values that others wrote, and no more of what is gone. The program is not run
 * and the cluster is not changed. Each step is a resource that differs; its changes say what was expected (before),
 * what was found (after) and who made it so.
 */
export function refresh(options: StackOptions & { dryRun?: boolean }): Promise<Outcome> {
  const dryRun = options.dryRun === true;
  const use = { access: dryRun ? Access.Read : Access.Write, command: "isthmus refresh" };
  return asOutcome(() => withSession(options, use, (session) => refreshed(session, dryRun)));
}

async function refreshed(session: Session, dryRun: boolean): Promise<Outcome> {
  const snapshot = new Snapshot(session.state);
  const deployment = deploymentOf(session, Mode.Up, snapshot);
  const rows = storedConnectivity(session.state.resources);
  const steps = await refreshAll(session, deployment, snapshot);
  if (!dryRun) snapshot.flush();
  const { problems, failures } = deployment;
  const verdict = verdictOf({ problems, failures, programErrors: [] });
  return { ...refused(problems), steps, failures, connectivity: { ...diffConnectivity(rows, rows), rows }, verdict };
}
