import type { Problem } from "../model/problem.js";
import { defaultProvider } from "./default-provider.js";
import { markReplacing } from "./diff.js";
import type { Listener } from "./events.js";
import { stateOf, withIgnoredChanges, withSecrets } from "./goal.js";
import { type Difference, type Made, Mode, type ResourceHandler, type Subject } from "./handler.js";
import { formerState, urnOfRegistration } from "./identity.js";
import { withInherited } from "./inherited.js";
import { limit } from "./limit.js";
import { under, parsePath } from "./path.js";
import { messageOf, problemsOf } from "./problems.js";
import type { Redactor } from "./redact.js";
import type { Diagnostic, Monitor, Registered, Registration } from "./registration.js";
import { isProvider, type Registry } from "./registry.js";
import type { ResourceState } from "./state/resource.js";
import type { Snapshot } from "./state/snapshot.js";
import { Op, type Step } from "./step.js";
import { packageOf, parseProviderReference, STACK_TYPE, type StackIdentity } from "./urn.js";
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
  readonly #defaults = new Map<string, Promise<Registered>>();
  readonly #underWay = new Set<Promise<Registered>>();
  readonly #former = new Map<string, string>();
  #stackUrn: string | undefined;

  constructor(private readonly options: DeploymentOptions) {
    this.#limited = limit(options.parallel);
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
    if (this.#stopped) return { urn, outputs: {}, failed: true };
    try {
      if (this.asked.has(urn)) throw new Error(`two resources have the URN ${urn}; give one of them another name`);
      this.asked.add(urn);
      return await this.#advance(registration, urn);
    } catch (error) {
      if (error instanceof Stopped) return { urn, outputs: {}, failed: true };
      this.#fail(urn, error);
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
    if (state !== undefined) this.options.snapshot.put({ ...state, outputs: this.stackOutputs ?? {} });
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
      ...(providerState === undefined ? {} : { provider: providerState }),
      warn: (message) => this.log({ severity: "warning", message, urn }),
      progress: (message) => listen({ kind: "progress", urn, message: this.options.redactor.redact(message) }),
    };
  }

  /** Reports a failed step; a problem is kept as one. */
  failed(step: Step, error: unknown): void {
    this.#fail(step.urn, error);
    this.options.listen({ kind: "failed", step, message: this.options.redactor.redact(messageOf(error)) });
  }

  get #stopped(): boolean {
    const { mode, signal } = this.options;
    return signal.aborted || (mode === Mode.Up && (this.failures.length > 0 || this.problems.length > 0));
  }

  async #advance(registration: Registration, urn: string): Promise<Registered> {
    const { registry, snapshot, stack, mode } = this.options;
    const handler = registry.handlerOf(registration);
    const provider = await this.#providerOf(registration);
    if (registration.type === STACK_TYPE) this.#stackUrn = urn;
    const old = formerState(stack, registration, snapshot, (parent) => this.#former.get(parent));
    if (old !== undefined && old.urn !== urn) {
      this.#former.set(urn, old.urn);
      this.asked.add(old.urn);
    }
    const asked = stateOf(
      { ...registration, ...(provider === undefined ? {} : { provider }) },
      urn,
      registration.inputs,
      old,
    );
    const given = this.subject(asked, old);
    const checked = await handler.check({
      ...given,
      inputs: withIgnoredChanges(given.inputs, old, registration.ignoreChanges),
    });
    const subject = { ...given, inputs: checked };
    const goal = { ...asked, inputs: checked };
    this.options.redactor.learn(checked);
    const difference = old === undefined ? undefined : await this.#difference(handler, subject, old, registration);
    const step = this.#step(goal, old, difference, handler);
    this.steps.set(urn, step);
    if (step.op === Op.Same && old !== undefined) {
      snapshot.put({ ...goal, outputs: old.outputs, ...(old.id === undefined ? {} : { id: old.id }) }, old.urn);
      return registered(urn, old.id, old.outputs);
    }
    // A rendered object exists nowhere, so the state must not claim it.
    const keep = mode !== Mode.Render || handler.keptByRender;
    const made = await this.#limited(() => this.#take(step, handler, subject, old, difference, registration));
    const outputs = withSecrets(made.outputs, checked, registration);
    const { id, initErrors } = made;
    const now = new Date().toISOString();
    const state: ResourceState = {
      ...goal,
      outputs,
      ...(id === undefined ? {} : { id }),
      ...(registration.custom ? { created: goal.created ?? now, modified: now } : {}),
      ...(initErrors === undefined ? {} : { initErrors }),
    };
    if (keep) snapshot.put(state, old?.urn);
    if (made.note !== undefined) step.note = made.note;
    this.options.redactor.learn(outputs);
    if (initErrors !== undefined) throw new Error(initErrors.join("; "));
    return registered(urn, mode === Mode.Preview && step.op !== Op.Update ? undefined : id, outputs);
  }

  async #take(
    step: Step,
    handler: ResourceHandler,
    subject: Subject,
    old: ResourceState | undefined,
    difference: Difference | undefined,
    registration: Registration,
  ): Promise<Made> {
    if (this.#stopped) throw new Stopped();
    const { snapshot, mode } = this.options;
    const listen = mode === Mode.Up ? this.options.listen : () => undefined;
    const started = performance.now();
    listen({ kind: "started", step });
    try {
      const made = await this.#make(
        step,
        handler,
        subject,
        old,
        registration.deleteBeforeReplace ?? difference?.deleteBeforeReplace,
      );
      if (step.op === Op.Replace && old !== undefined && snapshot.old(old.urn) === old && mode === Mode.Up) {
        if (!(registration.deleteBeforeReplace ?? difference?.deleteBeforeReplace)) snapshot.supersede(old);
      }
      const [error] = made.initErrors ?? [];
      if (error !== undefined) listen({ kind: "failed", step, message: this.options.redactor.redact(error) });
      else listen({ kind: "finished", step, seconds: (performance.now() - started) / 1000 });
      return made;
    } catch (error) {
      listen({ kind: "failed", step, message: this.options.redactor.redact(messageOf(error)) });
      throw error;
    }
  }

  async #make(
    step: Step,
    handler: ResourceHandler,
    subject: Subject,
    old: ResourceState | undefined,
    deleteFirst = false,
  ): Promise<Made> {
    if (old === undefined || step.op === Op.Create) return handler.create(subject);
    if (step.op === Op.Update) return handler.update(subject, old);
    if (old.protect === true) throw new Error(`${step.urn} is protected and would be replaced; unprotect it first`);
    if (deleteFirst && this.options.mode === Mode.Up) {
      await handler.delete(this.subject(old, old), old);
      this.options.snapshot.remove(old);
    }
    return handler.create(subject);
  }

  async #difference(
    handler: ResourceHandler,
    subject: Subject,
    old: ResourceState,
    { replaceOnChanges }: Registration,
  ) {
    const { changes, replaces, deleteBeforeReplace } = await handler.diff(subject, old);
    const wanted = changes
      .map(({ path }) => path)
      .filter((path) => replaceOnChanges.some((p) => under(parsePath(path), parsePath(p))));
    const all = [...new Set([...replaces, ...wanted])];
    return { changes: markReplacing(changes, all), replaces: all, deleteBeforeReplace };
  }

  #step(
    goal: ResourceState,
    old: ResourceState | undefined,
    difference: Difference | undefined,
    handler: ResourceHandler,
  ): Step {
    const { urn, type, custom, parent, provider, inputs } = goal;
    const hidden = new Set(handler.hiddenInputs);
    const changes = (difference?.changes ?? []).filter(({ path }) => !hidden.has(path));
    const replaces = (difference?.replaces ?? []).filter((path) => !hidden.has(path));
    const op = opOf(old, difference);
    return {
      op,
      urn,
      type,
      custom,
      changes,
      replaces,
      inputs: Object.fromEntries(Object.entries(inputs).filter(([key]) => !hidden.has(key))),
      ...(parent === undefined ? {} : { parent }),
      ...(provider === undefined ? {} : { provider }),
    };
  }

  async #providerOf(registration: Registration): Promise<string | undefined> {
    const { type, custom, provider } = registration;
    if (!custom || isProvider(type)) return undefined;
    if (provider !== undefined) return this.#knownProvider(provider);
    const wanted = defaultProvider(registration, this.options.config);
    const key = `${packageOf(type)}/${wanted.name}`;
    const pending = this.#defaults.get(key) ?? this.register(wanted);
    this.#defaults.set(key, pending);
    const { urn } = await pending;
    return this.#knownProvider(`${urn}::`);
  }

  /** The reference with the id that the state has: a preview gives a new provider none. */
  #knownProvider(reference: string): string {
    const { urn } = parseProviderReference(reference);
    return `${urn}::${this.options.snapshot.current(urn)?.id ?? ""}`;
  }

  #fail(urn: string, error: unknown): void {
    const { redactor } = this.options;
    const problems = problemsOf(error);
    if (problems === undefined) this.failures.push({ urn, message: redactor.redact(messageOf(error)) });
    for (const problem of problems ?? []) this.problems.push({ ...problem, message: redactor.redact(problem.message) });
  }
}

/** A step was not taken because another failed, or because somebody asked to stop. */
class Stopped extends Error {}

function opOf(old: ResourceState | undefined, difference: Difference | undefined): Op {
  if (old === undefined || difference === undefined) return Op.Create;
  if (difference.replaces.length > 0) return Op.Replace;
  return difference.changes.length > 0 || (old.initErrors?.length ?? 0) > 0 ? Op.Update : Op.Same;
}

const registered = (urn: string, id: string | undefined, outputs: Properties): Registered => ({
  urn,
  outputs,
  ...(id === undefined ? {} : { id }),
});
