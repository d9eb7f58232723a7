import type { PropertyChange } from "./diff.js";
import { Mode, type ResourceHandler, type Subject } from "./handler.js";
import type { Redactor } from "./redact.js";
import type { ResourceState } from "./state/resource.js";
import type { Snapshot } from "./state/snapshot.js";

/** What a look at a resource found. */
export interface Look {
  /** The resource as it is; absent where it is gone. */
  state?: ResourceState;
  /** What others changed: expected before, found after. */
  drift: PropertyChange[];
  note?: string;
}

/** Looks at a resource outside; what is found is then what the snapshot says of it. */
export async function look(
  handler: ResourceHandler,
  subject: Subject,
  state: ResourceState,
  { snapshot, redactor, thorough }: { snapshot: Snapshot; redactor: Redactor; thorough: boolean },
): Promise<Look> {
  const found = subject.mode === Mode.Render ? undefined : await handler.read?.(subject, state, thorough);
  if (found === undefined) return { state, drift: [] };
  if (found.gone) {
    snapshot.remove(state);
    return { drift: [], note: found.note };
  }
  const { inputs, outputs, drift } = found;
  redactor.learn([inputs, outputs]);
  const live = { ...state, inputs, outputs };
  snapshot.found(live);
  const by = [...new Set(drift.map((change) => change.by ?? "others"))].join(", ");
  return { state: live, drift, ...(drift.length === 0 ? {} : { note: `changed in the cluster by ${by}` }) };
}
