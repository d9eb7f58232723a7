import type { Problem } from "../model/problem.js";
import { connectivityOf, diffConnectivity, storedConnectivity } from "./connectivity.js";
import { deleteAll, planDeletions } from "./deletions.js";
import { Deployment } from "./deployment.js";
import { diffProperties } from "./diff.js";
import { Mode } from "./handler.js";
import { type Outcome, verdictOf } from "./outcome.js";
import type { ProgramError } from "./program/messages.js";
import type { ProgramProcess } from "./program/process.js";
import { recover } from "./recovery.js";
import type { Redactor } from "./redact.js";
import type { Monitor } from "./registration.js";
import type { Session } from "./session.js";
import { refreshAll } from "./refresh.js";
import { Snapshot } from "./state/snapshot.js";
import type { ResourceState } from "./state/resource.js";
import type { Step } from "./step.js";
import { targetedDeletionProblems } from "./targets.js";
import { STACK_TYPE } from "./urn.js";
import { type Properties, without } from "./value.js";

/** What registers resources: a program in its own process, or a test's script. Never rejects. */
export type Source = (monitor: Monitor) => Promise<ProgramError[]>;

/** The program of a session as a source. */
export function programSource(program: ProgramProcess, session: Session, dryRun: boolean): Source {
  const { project, stack, config, listen, redactor, signal } = session;
  return (monitor) => {
    signal.addEventListener("abort", () => program.stop(), { once: true });
    return program.run(
      {
        directory: project.directory,
        entry: project.entry,
        project: project.name,
        stack,
        organization: "organization",
        rootDirectory: project.root,
        dryRun,
        config: config.values,
        secretConfigKeys: config.secretKeys,
      },
      monitor,
      (text) => listen({ kind: "output", text: redactor.redact(text) }),
    );
  };
}

/** Runs a program to its end and returns what happened. In `up`, the state on disk follows every step. */
export async function run(
  session: Session,
  mode: Mode,
  source: Source,
): Promise<Outcome & { resources: ResourceState[] }> {
  const { registry, redactor, signal, listen, parallel } = session;
  const snapshot = new Snapshot(session.state);
  const deployment = deploymentOf(session, mode, snapshot);
  const settled = await recover(session, deployment, snapshot, mode);
  if (session.refresh) await refreshAll(session, deployment, snapshot);
  const errors = redacted(await source(deployment), redactor);
  await deployment.settled();
  // A resource that could not be made rejects its outputs, and the program fails for that alone; a stopped one must end.
  const own = signal.aborted ? [] : errors.filter(({ derived }) => derived !== true);
  for (const { problems = [] } of own) deployment.problems.push(...problems);
  const programErrors = own.filter(({ problems }) => problems === undefined);
  for (const message of deployment.loggedErrors) programErrors.push({ message, frames: [] });
  if (mode !== Mode.Up) {
    const unkept = await Promise.all(registry.handlers.flatMap((handler) => handler.unkeptPromises?.() ?? []));
    deployment.problems.push(...unkept.flat());
  }
  if (signal.aborted) deployment.failures.push({ urn: "", message: "the run was stopped" });

  const complete =
    errors.length === 0 &&
    programErrors.length === 0 &&
    deployment.problems.length === 0 &&
    deployment.failures.length === 0;
  const deletions =
    mode === Mode.Render || !(complete || mode === Mode.Preview) || errors.length > 0
      ? []
      : snapshot
          .leftovers()
          .filter((left) => left.delete === true || !deployment.asked.has(left.urn))
          .filter(({ urn }) => session.targets.include(urn));
  if (errors.length === 0) deployment.problems.push(...targetProblems(session, deletions, snapshot));
  const planned = planDeletions(deletions);
  deployment.problems.push(...planned.problems);
  if (complete && mode !== Mode.Render) deployment.commitOutputs();
  if (complete && mode === Mode.Up && deployment.problems.length === 0) {
    await deleteAll(deletions, { deployment, registry, snapshot, listen, signal, parallel });
  }
  const resources = snapshot.resources();
  if (mode !== Mode.Preview) deployment.save();
  return outcome(
    session,
    deployment,
    programErrors,
    [...settled, ...deployment.steps.values(), ...planned.steps.reverse()],
    resources,
    complete,
  );
}

/** What is wrong with a run's targets, now that all resources are known. */
export function targetProblems({ targets }: Session, deletions: ResourceState[], snapshot: Snapshot): Problem[] {
  if (!targets.limited) return [];
  return [...targets.unmet(), ...targetedDeletionProblems(deletions, snapshot.resources())];
}

/** The engine's side of a run of a session. */
export function deploymentOf(session: Session, mode: Mode, snapshot: Snapshot): Deployment {
  const { project, stack, registry, redactor, signal, listen, parallel, config, targets } = session;
  const identity = { stack, project: project.name };
  return new Deployment({
    stack: identity,
    mode,
    registry,
    snapshot,
    redactor,
    signal,
    listen,
    parallel,
    targets,
    config: config.values,
  });
}

function outcome(
  { state }: Session,
  deployment: Deployment,
  programErrors: ProgramError[],
  steps: Step[],
  resources: ResourceState[],
  complete: boolean,
): Outcome & { resources: ResourceState[] } {
  const { problems, failures } = deployment;
  const before = state.resources.find(({ type }) => type === STACK_TYPE)?.outputs ?? {};
  const outputs = complete ? (deployment.stackOutputs ?? {}) : before;
  const registered = resources
    .filter(({ urn, custom }) => !custom && deployment.steps.has(urn))
    .map((resource) => resource.outputs);
  const rows = connectivityOf([...registered, outputs]);
  return {
    verdict: verdictOf({ problems, failures, programErrors }),
    steps,
    problems,
    failures,
    programErrors,
    connectivity: { ...diffConnectivity(storedConnectivity(state.resources), rows), rows },
    outputs,
    outputChanges: diffProperties(withoutConnectivity(before), withoutConnectivity(outputs)),
    resources,
  };
}

/** Connectivity has a display of its own. */
const withoutConnectivity = (outputs: Properties): Properties => without(outputs, "connectivity");

const redacted = (errors: ProgramError[], redactor: Redactor): ProgramError[] =>
  errors.map((error) => ({
    ...error,
    message: redactor.redact(error.message),
    frames: error.frames.map((frame) => redactor.redact(frame)),
    ...(error.problems === undefined
      ? {}
      : { problems: error.problems.map((problem) => ({ ...problem, message: redactor.redact(problem.message) })) }),
  }));
