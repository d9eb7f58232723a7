import type { HeaderChanges } from "../../../model/header-changes.js";
import type { Tree } from "../../emitted.js";
import { withoutVariables } from "../../standalone/envoy/header-changes.js";

/** The header by which a request names the host that it is for. */
const authority = "host";

/** Changes of headers, which Istio makes in our order: remove, set, add. */
export function headerChanges(
  request: HeaderChanges | undefined,
  response: HeaderChanges | undefined,
): { headers?: Tree } {
  const changed = { request: changes(request), response: changes(response) };
  return changed.request === undefined && changed.response === undefined ? {} : { headers: changed };
}

/** The Host of what goes to one of several destinations. */
export const hostHeader = (hostname: string): { headers: Tree } => ({
  headers: { request: { set: { [authority]: hostname } } },
});

const changes = (declared: HeaderChanges | undefined): Tree =>
  declared && { set: escaped(declared.set), add: escaped(declared.add), remove: declared.remove };

/** Istio hands values on to Envoy as they are. */
const escaped = (headers: Record<string, string> | undefined): Record<string, string> | undefined =>
  headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, withoutVariables(value)]));
