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
  for (const alias of registration.aliases) {
    const former = snapshot.old(urnOfAlias(stack, registration, alias));
    if (former !== undefined) return former;
  }
  const parent = registration.parent === undefined ? undefined : formerParent(registration.parent);
  return parent === undefined ? undefined : snapshot.old(urnOfRegistration(stack, inherited(registration, parent)));
}

/** A renamed parent takes its children along, and their names where they begin with its own. */
function inherited(registration: Registration, formerParent: string): Registration {
  const [now, before] = [parseUrn(registration.parent ?? "").name, parseUrn(formerParent).name];
  const { name } = registration;
  return { ...registration, parent: formerParent, name: name.startsWith(now) ? before + name.slice(now.length) : name };
}

function urnOfAlias(stack: StackIdentity, { type, name, parent }: Registration, alias: Alias): string {
  if ("urn" in alias) return alias.urn;
  const root = `${stack.project}-${stack.stack}`;
  const parentUrn = alias.noParent === true ? urnOf(stack, "pulumi:pulumi:Stack", root) : (alias.parentUrn ?? parent);
  const identity = { stack: alias.stack ?? stack.stack, project: alias.project ?? stack.project };
  return urnOf(identity, alias.type ?? type, alias.name ?? name, parentUrn);
}
