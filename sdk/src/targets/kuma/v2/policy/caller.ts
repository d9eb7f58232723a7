import type { CheckedCaller } from "../../../../fabric/checked.js";
import { PermissionAction } from "../../../../model/choices.js";
import { extension, type Json } from "../../../standalone/envoy/json.js";
import { quoted } from "../../../standalone/envoy/policy/conditions.js";
import { fits } from "../../../standalone/envoy/policy/matcher.js";

/**
 * The names in the caller's certificate, joined by commas: first `spiffe://MESH/SERVICE` for each service that the pod
 * stands behind, then `kuma://TAG/VALUE` for each tag. Never one name alone, so that each service ends at a comma.
 */
const namesInput = extension("names", "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput");

/** A tag's name and value, which hold no comma. */
const tag = "kuma://[^,]*";

/**
 * Whether a caller is meant. An allow rule wants a certificate that is of one mesh as a whole: whoever may sign for one
 * mesh could write a name of another one beside its own. A deny rule looks for the name anywhere.
 */
export const callerIs = (caller: CheckedCaller, action: PermissionAction): Json => {
  const start = `spiffe://${quoted(caller.mesh.objectName)}/`;
  const wanted = start + servicePattern(caller);
  if (action === PermissionAction.Deny) return fits(namesInput, `(?:.*,)?${wanted}(?:,.*)?`);
  const others = `(?:${start}[^,]+,)*`;
  return fits(namesInput, `${others}${wanted},${others}(?:${tag},)*${tag}`);
};

/** The end of a `kuma.io/service`; pods without a Service have no port. Neither part can hold an underscore. */
function servicePattern({ namespace, service }: CheckedCaller): string {
  if (namespace === undefined) return "[^,]+";
  const name = service === undefined ? "[a-z0-9.-]+" : quoted(service);
  return `${name}_${quoted(namespace)}_svc(?:_[0-9]+)?`;
}
