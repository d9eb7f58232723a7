import { markReplacing } from "./diff.js";
import type { Difference, ResourceHandler, Subject } from "./handler.js";
import { parsePath, under } from "./path.js";
import type { Registration } from "./registration.js";
import type { ResourceState } from "./state/resource.js";
import { Op, type Step } from "./step.js";
import { without } from "./value.js";

/** A step, and all that taking it needs. */
export interface PlannedStep {
  step: Step;
  handler: ResourceHandler;
  subject: Subject;
  /** What is to be, without outputs. */
  goal: ResourceState;
  /** What is. */
  old?: ResourceState;
  /** Of a replacement: the old object must go before the new one comes. */
  deleteFirst: boolean;
  /** What goes with the old object. */
  dependants?: ResourceState[];
}

/** Compares what is asked for with what is, and says what must be done. */
export async function planStep(
  handler: ResourceHandler,
  subject: Subject,
  goal: ResourceState,
  registration: Registration,
): Promise<PlannedStep> {
  const { old } = subject;
  const difference = old === undefined ? undefined : await differenceOf(handler, subject, old, registration);
  return {
    step: stepOf(goal, old, difference, handler),
    handler,
    subject,
    goal,
    ...(old === undefined ? {} : { old }),
    // A program may ask for it; where two cannot stand side by side it cannot ask for the contrary.
    deleteFirst: registration.deleteBeforeReplace === true || difference?.deleteBeforeReplace === true,
  };
}

async function differenceOf(
  handler: ResourceHandler,
  subject: Subject,
  old: ResourceState,
  { replaceOnChanges }: Registration,
): Promise<Difference> {
  const { changes, replaces, deleteBeforeReplace } = await handler.diff(subject, old);
  const patterns = replaceOnChanges.map(parsePath);
  const wanted = changes
    .map(({ path }) => path)
    .filter((path) => patterns.some((pattern) => under(parsePath(path), pattern)));
  const all = [...new Set([...replaces, ...wanted])];
  return { changes: markReplacing(changes, all), replaces: all, deleteBeforeReplace };
}

function stepOf(
  { urn, type, custom, parent, provider, inputs }: ResourceState,
  old: ResourceState | undefined,
  difference: Difference | undefined,
  { hiddenInputs = [] }: ResourceHandler,
): Step {
  const shows = (path: string): boolean => !hiddenInputs.includes(path);
  return {
    op: opOf(old, difference),
    urn,
    type,
    custom,
    changes: (difference?.changes ?? []).filter(({ path }) => shows(path)),
    replaces: (difference?.replaces ?? []).filter(shows),
    inputs: without(inputs, ...hiddenInputs),
    ...(parent === undefined ? {} : { parent }),
    ...(provider === undefined ? {} : { provider }),
  };
}

function opOf(old: ResourceState | undefined, difference: Difference | undefined): Op {
  if (old === undefined || difference === undefined) return Op.Create;
  if (difference.replaces.length > 0) return Op.Replace;
  return difference.changes.length > 0 || (old.initErrors?.length ?? 0) > 0 ? Op.Update : Op.Same;
}

/** A step for a resource whose object went, or goes, with that of another. */
export function replacedWith(step: Step, cause: string, properties: string[]): Step {
  const replaces = step.replaces.length > 0 ? step.replaces : properties;
  return { ...step, op: Op.Replace, replaces, note: `${cause} is replaced` };
}
