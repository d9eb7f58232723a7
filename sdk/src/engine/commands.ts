import { deleteAll, planDeletions } from "./deletions.js";
import { Mode } from "./handler.js";
import type { StackOptions } from "./options.js";
import { type Outcome, refused, verdictOf } from "./outcome.js";
import { problemsOf } from "./problems.js";
import { startProgram } from "./program/process.js";
import { readProject } from "./project.js";
import { deploymentOf, programSource, run, targetProblems } from "./run.js";
import { recover } from "./recovery.js";
import { Access, type Session, stackName, withSession } from "./session.js";
import { breakLock, lockPath, type LockOwner } from "./state/lock.js";
import { Snapshot } from "./state/snapshot.js";
import { STACK_TYPE } from "./urn.js";
import { diffConnectivity, storedConnectivity } from "./connectivity.js";
import type { Properties } from "./value.js";

/** What `up` would do. Nothing is changed. */
export const preview = (options: StackOptions): Promise<Outcome> => runCommand(options, Mode.Preview);

/** Makes what the program asks for, then deletes what it no longer asks for. */
export const up = (options: StackOptions): Promise<Outcome> => runCommand(options, Mode.Up);

/** Deletes everything in the stack, dependants first. The program is not run. */
export async function destroy(options: StackOptions & { dryRun?: boolean }): Promise<Outcome> {
  const dryRun = options.dryRun === true;
  const use = { access: dryRun ? Access.Read : Access.Write, command: "isthmus destroy" };
  return asOutcome(() => withSession(options, use, (session) => destroyAll(session, dryRun)));
}

async function destroyAll(session: Session, dryRun: boolean): Promise<Outcome> {
  const { registry, listen, signal, parallel, state } = session;
  const snapshot = new Snapshot(state);
  const deployment = deploymentOf(session, Mode.Up, snapshot);
  await recover(session, deployment, snapshot, dryRun ? Mode.Preview : Mode.Up);
  const resources = snapshot.leftovers().filter(({ urn }) => session.targets.include(urn));
  const { steps, problems } = planDeletions(resources);
  problems.push(...targetProblems(session, resources, snapshot));
  const outcome = { ...refused(problems), steps: steps.reverse(), failures: deployment.failures };
  const before = storedConnectivity(state.resources);
  const connectivity = { ...diffConnectivity(before, {}), rows: {} };
  if (problems.length === 0 && !dryRun && !deployment.stopped) {
    await deleteAll(resources, { deployment, registry, snapshot, listen, signal, parallel });
    if (signal.aborted) deployment.failures.push({ urn: "", message: "the run was stopped" });
    deployment.save();
  }
  problems.push(...deployment.problems);
  return { ...outcome, problems, connectivity, verdict: verdictOf({ ...outcome, problems }) };
}

/** The outputs of the last `up`. */
export const stackOutputs = (options: StackOptions): Promise<Properties> =>
  withSession(options, { access: Access.Read, command: "isthmus outputs" }, ({ state }) =>
    Promise.resolve(state.resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {}),
  );

/** Takes the lock of a stack away from a run that has ended or that another host has. Undefined if nobody has it. */
export const cancel = (options: StackOptions): Partial<LockOwner> | undefined =>
  breakLock(lockPath(readProject(options.dir).root, stackName(options)));

/** Turns problems that stop a run before it begins into its outcome. */
export async function asOutcome<T extends Outcome>(work: () => Promise<T>): Promise<T | Outcome> {
  try {
    return await work();
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    return refused(problems);
  }
}

function runCommand(options: StackOptions, mode: Mode): Promise<Outcome> {
  return asOutcome(async () => {
    const project = readProject(options.dir);
    const program = startProgram(project.directory);
    try {
      const use = { access: mode === Mode.Up ? Access.Write : Access.Read, command: `isthmus ${mode}`, project };
      return await withSession(options, use, (session) =>
        run(session, mode, programSource(program, session, mode !== Mode.Up)),
      );
    } finally {
      program.stop();
    }
  });
}
