import { parse } from "yaml";
import { fields, items, type Manifest, text } from "./manifest.js";
import { targetRefErrors } from "./target-ref.js";

/** meshtrafficpermission: `from`, each with an action. */
export function* permissionErrors({ spec = {} }: Manifest): Iterable<string> {
  yield* targetRefErrors(spec["targetRef"], ["Mesh", "MeshSubset", "Dataplane"]);
  if (items(spec["from"]).length === 0) yield "at least one of from or rules";
  if (spec["rules"] !== undefined) yield "from must be empty when rules is defined";
  for (const from of items(spec["from"]).map(fields)) {
    yield* targetRefErrors(from["targetRef"], ["Mesh", "MeshSubset"]);
    if (!["Allow", "Deny", "AllowWithShadowDeny"].includes(text(fields(from["default"])["action"]))) yield "action";
  }
}

/** meshproxypatch: a filter is added first with a value that is one, and by no name of a filter. */
export function* proxyPatchErrors({ spec = {} }: Manifest): Iterable<string> {
  yield* targetRefErrors(spec["targetRef"], ["MeshGateway"]);
  const all = items(fields(spec["default"])["appendModifications"]).map(fields);
  if (all.length === 0) yield "appendModifications must not be empty";
  for (const modification of all) {
    const filter = fields(modification["httpFilter"]);
    if (Object.keys(modification).join() !== "httpFilter" || filter["operation"] !== "AddFirst") yield "modification";
    if (fields(filter["match"])["name"] !== undefined) yield "name must not be defined";
    const value = parse(text(filter["value"]), { maxAliasCount: -1 }) as Record<string, unknown>;
    if (Object.keys(value).sort().join() !== "name,typed_config") yield "native Envoy resource is not valid";
  }
}

const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;

/** meshtimeout */
export function* timeoutErrors({ spec = {} }: Manifest): Iterable<string> {
  yield* outboundErrors({ spec });
  for (const to of items(spec["to"]).map(fields)) {
    const timeout = fields(fields(to["default"])["http"])["requestTimeout"];
    if (!duration.test(text(timeout))) yield "at least one timeout should be configured";
  }
}

/** meshretry */
export function* retryErrors({ spec = {} }: Manifest): Iterable<string> {
  yield* outboundErrors({ spec });
  for (const to of items(spec["to"]).map(fields)) {
    const { numRetries, retryOn, perTryTimeout } = fields(fields(to["default"])["http"]);
    if (numRetries === undefined && retryOn === undefined && perTryTimeout === undefined) yield "must not be empty";
    if (perTryTimeout !== undefined && !duration.test(text(perTryTimeout))) yield "perTryTimeout";
    for (const on of items(retryOn))
      if (!/^(?:Reset|ConnectFailure|RefusedStream|50[0-8]|51[01])$/.test(text(on))) yield `unknown item ${text(on)}`;
  }
}

function* outboundErrors({ spec }: { spec: Record<string, Parameters<typeof fields>[0]> }): Iterable<string> {
  yield* targetRefErrors(spec["targetRef"], ["Mesh", "MeshGateway"], true);
  const isGateway = fields(spec["targetRef"])["kind"] === "MeshGateway";
  if (items(spec["to"]).length === 0) yield "at least one of from, to or rules";
  for (const to of items(spec["to"]).map(fields))
    yield* targetRefErrors(
      to["targetRef"],
      isGateway ? ["Mesh", "MeshExternalService"] : ["Mesh", "MeshService", "MeshExternalService"],
    );
}
