import type { Alias, Registration } from "./registration.js";
import type { Snapshot } from "./state/snapshot.js";
import type { ResourceState } from "./state/resource.js";
import { parseUrn, type StackIdentity, urnOf } from "./urn.js";

/** The URN of a registration. */
export const urnOfRegistration = (stack: StackIdentity, { type, name, parent }: Registration): string =>
  urnOf(stack, type, name, parent);

/** What the last run left of this resource, under its URN or one that it had before. */
export function formerState(
  stack: StackIdentity,
  registration: Registration,
  snapshot: Snapshot,
  formerParent: (urn: string) => string | undefined,
): ResourceState | undefined {
  const found = snapshot.old(urnOfRegistration(stack, registration));
  if (found !== undefined) return found;
  for (const urn of formerUrns(stack, registration, formerParent)) {
    const former = snapshot.old(urn);
    if (former !== undefined) return former;
  }
  return undefined;
}

/** The URNs that a resource may have had: by its aliases, by a renamed parent, and by both. */
function* formerUrns(
  stack: StackIdentity,
  registration: Registration,
  formerParent: (urn: string) => string | undefined,
): Iterable<string> {
  const { parent } = registration;
  for (const alias of [...registration.aliases, {}]) {
    if ("urn" in alias) {
      yield alias.urn;
      continue;
    }
    const now = alias.noParent === true ? undefined : (alias.parentUrn ?? parent);
    yield urnOfAlias(stack, registration, alias, now);
    const before = now === undefined ? undefined : formerParent(now);
    if (before !== undefined)
      yield urnOfAlias(stack, { ...registration, name: inheritedName(registration, before) }, alias, before);
  }
}

/** A renamed parent takes its children along, and their names where they begin with its own. */
function inheritedName({ name, parent = "" }: Registration, formerParent: string): string {
  const [now, before] = [parent === "" ? "" : parseUrn(parent).name, parseUrn(formerParent).name];
  return now !== "" && name.startsWith(now) ? before + name.slice(now.length) : name;
}

function urnOfAlias(
  { stack, project }: StackIdentity,
  { type, name }: Registration,
  alias: Exclude<Alias, { urn: string }>,
  parent: string | undefined,
): string {
  const identity = { stack: alias.stack ?? stack, project: alias.project ?? project };
  return urnOf(identity, alias.type ?? type, alias.name ?? name, parent);
}
