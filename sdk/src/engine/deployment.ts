import type { Problem } from "../model/problem.js";
import { Cascade } from "./cascade.js";
import { DefaultProviders } from "./default-provider.js";
import { deleteAll } from "./deletions.js";
import type { Listener } from "./events.js";
import { stateOf, withIgnoredChanges, withSecrets } from "./goal.js";
import { type Made, Mode, type ResourceHandler, type Subject } from "./handler.js";
import { formerState, urnOfRegistration } from "./identity.js";
import { withInherited } from "./inherited.js";
import { limit } from "./limit.js";
import { look, type Look } from "./look.js";
import { planStep, type PlannedStep } from "./planned-step.js";
import { problemsOf } from "./problems.js";
import { messageOf, refuse } from "../model/problem.js";
import type { Redactor } from "./redact.js";
import type { Diagnostic, Monitor, Registered, Registration } from "./registration.js";
import { isProvider, type Registry } from "./registry.js";
import type { ResourceState } from "./state/resource.js";
import type { Snapshot } from "./state/snapshot.js";
import { Op, type Step } from "./step.js";
import { Stopped, takeStep } from "./take-step.js";
import type { Targets } from "./targets.js";
import { parseProviderReference, parseUrn, STACK_TYPE, type StackIdentity } from "./urn.js";
import type { Properties } from "./value.js";

export interface DeploymentOptions {
  stack: StackIdentity;
  mode: Mode;
  registry: Registry;
  snapshot: Snapshot;
  redactor: Redactor;
  signal: AbortSignal;
  listen: Listener;
  /** The run's configuration, by full key. */
  config: Record<string, string>;
  /** How many resources are worked on at once. */
  parallel: number;
  /** What the run is about. */
  targets: Targets;
}

/** The engine as a program sees it: each registration becomes a step, and in `up` the step is taken. */
export class Deployment implements Monitor {
  readonly steps = new Map<string, Step>();
  /** The URNs that the program asked for, and those that the same resources had before. */
  readonly asked = new Set<string>();
  readonly problems: Problem[] = [];
  readonly failures: { urn: string; message: string }[] = [];
  /** What the program logged as an error; Pulumi counts that as its failure. */
  readonly loggedErrors: string[] = [];
  /** Kept apart until the program has succeeded: a program that fails registers none. */
  stackOutputs: Properties | undefined;

  readonly #limited: <T>(work: () => Promise<T>) => Promise<T>;
  readonly #providers: DefaultProviders;
  readonly #underWay = new Set<Promise<Registered>>();
  readonly #former = new Map<string, string>();
  readonly #skipped = new Set<string>();
  readonly #cascade: Cascade;
  #stackUrn: string | undefined;

  constructor(private readonly options: DeploymentOptions) {
    this.#limited = limit(options.parallel);
    this.#cascade = new Cascade(this, options);
    this.#providers = new DefaultProviders(this, options.snapshot, options.config);
  }

  register(registration: Registration): Promise<Registered> {
    const work = this.#register(registration).finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
    return work;
  }

  /** Waits for what is under way, also after the program was ended. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #register(asked: Registration): Promise<Registered> {
    const { stack, redactor, snapshot } = this.options;
    const parent = asked.parent === undefined ? undefined : snapshot.current(asked.parent);
    const registration = withInherited(asked, parent);
    const urn = urnOfRegistration(stack, registration);
    redactor.learn(registration.inputs);
    if (this.stopped) return { urn, outputs: {}, failed: true };
    try {
      if (this.asked.has(urn)) throw new Error(`two resources have the URN ${urn}; give one of them another name`);
      this.asked.add(urn);
      return await this.#advance(registration, urn);
    } catch (error) {
      if (error instanceof Stopped) return { urn, outputs: {}, failed: true };
      this.blame(urn, error);
      return { urn, outputs: registration.inputs, failed: this.options.mode === Mode.Up };
    }
  }

  registerOutputs(urn: string, outputs: Properties): Promise<void> {
    this.options.redactor.learn(outputs);
    const state = this.options.snapshot.current(urn);
    if (urn === this.#stackUrn) this.stackOutputs = outputs;
    else if (state !== undefined && this.options.mode !== Mode.Render) this.options.snapshot.put({ ...state, outputs });
    return Promise.resolve();
  }

  refuse(what: string): void {
    const message = `${what} is not for the local engine`;
    this.problems.push({ code: "engine.call", path: what, message, hint: "run the program with `pulumi`" });
  }

  log({ severity, message, urn }: Diagnostic): void {
    const said = this.options.redactor.redact(message);
    if (severity === "error") this.loggedErrors.push(said);
    this.options.listen({
      kind: "diagnostic",
      diagnostic: { severity, message: said, ...(urn === undefined ? {} : { urn }) },
    });
  }

  /** The program has succeeded: what it exports becomes the stack's outputs. */
  commitOutputs(): void {
    const state = this.#stackUrn === undefined ? undefined : this.options.snapshot.current(this.#stackUrn);
    const kept = this.options.targets.limited ? state?.outputs : {};
    if (state !== undefined) this.options.snapshot.put({ ...state, outputs: { ...kept, ...this.stackOutputs } });
  }

  /** Writes the state; a disk that fails is a failure of the run. */
  save(): void {
    try {
      this.options.snapshot.flush();
    } catch (error) {
      this.blame("", new Error(`the state could not be written: ${messageOf(error)}`));
    }
  }

  /** The context of a handler's work on a resource. */
  subject(
    state: Omit<ResourceState, "outputs" | "dependencies" | "propertyDependencies">,
    old?: ResourceState,
  ): Subject {
    const { mode, signal, listen, snapshot } = this.options;
    const { urn, type, inputs, provider } = state;
    const providerUrn = provider === undefined ? undefined : parseProviderReference(provider).urn;
    const providerState =
      providerUrn === undefined ? undefined : (snapshot.current(providerUrn) ?? snapshot.old(providerUrn));
    return {
      urn,
      type,
      name: urn.slice(urn.lastIndexOf("::") + 2),
      inputs,
      mode,
      signal,
      ...(old === undefined ? {} : { old }),
      ...(state.customTimeouts === undefined ? {} : { timeouts: state.customTimeouts }),
      ...(providerState === undefined ? {} : { provider: providerState }),
      warn: (message) => this.log({ severity: "warning", message, urn }),
      progress: (message) => listen({ kind: "progress", urn, message: this.options.redactor.redact(message) }),
    };
  }

  /** Reports a failed step; a problem is kept as one. */
  failed(step: Step, error: unknown): void {
    this.blame(step.urn, error);
    this.options.listen({ kind: "failed", step, message: this.options.redactor.redact(messageOf(error)) });
  }

  /** Notes what went wrong with a resource; a problem is kept as one. */
  blame(urn: string, error: unknown): void {
    const { redactor } = this.options;
    const problems = problemsOf(error);
    if (problems === undefined) this.failures.push({ urn, message: redactor.redact(messageOf(error)) });
    for (const problem of problems ?? []) this.problems.push({ ...problem, message: redactor.redact(problem.message) });
  }

  /** Looks at a resource outside; what is found is then what the state says of it. */
  look(state: ResourceState, handler: ResourceHandler, thorough = false): Promise<Look> {
    const { snapshot, redactor } = this.options;
    return this.#limited(() => look(handler, this.subject(state, state), state, { snapshot, redactor, thorough }));
  }

  /** Deletes what must go before its successor comes; throws if it does not go. */
  async deleteFirst(resources: ResourceState[]): Promise<void> {
    const { registry, snapshot, listen, signal, parallel } = this.options;
    await deleteAll(resources, { deployment: this, registry, snapshot, listen, signal, parallel });
    if (resources.some((resource) => snapshot.old(resource.urn) === resource)) throw new Stopped();
  }

  /** True if nothing new may begin. */
  get stopped(): boolean {
    const { mode, signal } = this.options;
    return signal.aborted || (mode === Mode.Up && (this.failures.length > 0 || this.problems.length > 0));
  }

  /** Does the work of a step, unless nothing new may begin, and tells that it begins and how it ends. */
  async shown(step: Step, make: () => Promise<Made>): Promise<Made> {
    if (this.stopped) throw new Stopped();
    const { mode, redactor } = this.options;
    const listen = mode === Mode.Up ? this.options.listen : () => undefined;
    const started = performance.now();
    listen({ kind: "started", step });
    try {
      const made = await make();
      const [error] = made.initErrors ?? [];
      if (error !== undefined) listen({ kind: "failed", step, message: redactor.redact(error) });
      else listen({ kind: "finished", step, seconds: (performance.now() - started) / 1000 });
      return made;
    } catch (error) {
      listen({ kind: "failed", step, message: redactor.redact(messageOf(error)) });
      throw error;
    }
  }

  async #advance(registration: Registration, urn: string): Promise<Registered> {
    const { registry, snapshot } = this.options;
    const handler = registry.handlerOf(registration);
    const provider = await this.#providers.of(registration);
    if (registration.type === STACK_TYPE) this.#stackUrn = urn;
    const former = this.#formerState(registration, urn);
    if (!this.#isTarget(registration, urn, former)) return this.#leave(registration, urn, former);
    this.#refuseWhatIsMissing(registration, urn, handler);
    const { state: old, note } = former === undefined ? {} : await this.look(former, handler);
    const known = { ...registration, ...(provider === undefined ? {} : { provider }) };
    const asked = stateOf(known, urn, registration.inputs, old);
    const { importId } = registration;
    const given: Subject = {
      ...this.subject(asked, old),
      ...(importId === undefined || old !== undefined ? {} : { importId }),
    };
    const inputs = await handler.check({
      ...given,
      inputs: withIgnoredChanges(given.inputs, old, registration.ignoreChanges),
    });
    this.options.redactor.learn(inputs);
    const planned = await this.#cascade.extend(
      await planStep(handler, { ...given, inputs }, { ...asked, inputs }, registration),
    );
    if (note !== undefined) planned.step.note = note;
    this.steps.set(urn, planned.step);
    if (planned.step.op !== Op.Same || old === undefined) return this.#take(planned, registration);
    snapshot.put({ ...planned.goal, outputs: old.outputs, ...(old.id === undefined ? {} : { id: old.id }) }, old.urn);
    return registered(urn, old.id, old.outputs);
  }

  #formerState(registration: Registration, urn: string): ResourceState | undefined {
    const { stack, snapshot } = this.options;
    const old = formerState(stack, registration, snapshot, (parent) => this.#former.get(parent));
    if (old !== undefined && old.urn !== urn) {
      this.#former.set(urn, old.urn);
      this.asked.add(old.urn);
    }
    return old;
  }

  #isTarget({ type, custom }: Registration, urn: string, old: ResourceState | undefined): boolean {
    const { targets } = this.options;
    if (!custom || isProvider(type)) return true;
    return targets.include(urn) || (old !== undefined && old.urn !== urn && targets.include(old.urn));
  }

  /** What the run is not about stays as it is, and what is not there is not made. */
  #leave({ parent, inputs }: Registration, urn: string, old: ResourceState | undefined): Registered {
    if (old === undefined) {
      this.#skipped.add(urn);
      return { urn, outputs: inputs };
    }
    this.options.snapshot.put({ ...old, urn, ...(parent === undefined ? {} : { parent }) }, old.urn);
    return registered(urn, old.id, old.outputs);
  }

  #refuseWhatIsMissing(
    { dependencies, importId, type, name }: Registration,
    urn: string,
    handler: ResourceHandler,
  ): void {
    const missing = dependencies.filter((dependency) => this.#skipped.has(dependency));
    if (missing.length > 0 && this.options.targets.include(urn)) {
      const flags = missing.map((dependency) => `--target ${parseUrn(dependency).name}`).join(" ");
      const message = `${urn} depends on ${missing.join(" and ")}, which is not there yet and no target`;
      refuse("target.dependency", urn, message, `name it too: ${flags}`);
    }
    if (importId === undefined || handler.imports === true || this.options.snapshot.old(urn) !== undefined) return;
    const message = `${type} "${name}" is to be imported, which the local engine does for Kubernetes objects only`;
    refuse("engine.import", urn, message, "leave `import` out, or run the program with `pulumi`");
  }

  async #take(planned: PlannedStep, registration: Registration): Promise<Registered> {
    const { snapshot, mode, redactor } = this.options;
    const { step, goal, old, handler } = planned;
    let state = goal;
    await takeStep(planned, { deployment: this, mode, snapshot, limited: this.#limited }, (made) => {
      state = reached(goal, made, registration);
      // A rendered object exists nowhere, so the state must not claim it.
      if (mode !== Mode.Render || handler.keptByRender) snapshot.put(state, old?.urn);
      if (made.note !== undefined) step.note = made.note;
    });
    const { id, outputs, initErrors } = state;
    redactor.learn(outputs);
    if (initErrors !== undefined) throw new Error(initErrors.join("; "));
    return registered(goal.urn, mode === Mode.Preview && step.op !== Op.Update ? undefined : id, outputs);
  }
}

/** The state of a resource after its step. */
function reached(goal: ResourceState, { id, outputs, initErrors }: Made, registration: Registration): ResourceState {
  const now = new Date().toISOString();
  return {
    ...goal,
    outputs: withSecrets(outputs, goal.inputs, registration),
    ...(id === undefined ? {} : { id }),
    ...(registration.custom ? { created: goal.created ?? now, modified: now } : {}),
    ...(initErrors === undefined ? {} : { initErrors }),
  };
}

const registered = (urn: string, id: string | undefined, outputs: Properties): Registered => ({
  urn,
  outputs,
  ...(id === undefined ? {} : { id }),
});
