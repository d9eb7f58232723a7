import type { CheckedExpose, CheckedGateway, CheckedListener, CheckedRewrite } from "../../../../fabric/checked.js";
import { ServiceProtocol } from "../../../../model/choices.js";
import type { HeaderChanges } from "../../../../model/header-changes.js";
import type { PathMatch } from "../../../../model/http-match.js";
import type { KubeObject, Tree } from "../../../emitted.js";
import { withoutVariables } from "../../../standalone/envoy/header-changes.js";
import { apiVersion, systemMetadata } from "../metadata.js";
import { joinedName, serviceTag } from "../names.js";
import { listenerTags } from "./mesh-gateway.js";

/**
 * What stands behind a listener, also if nothing does: a listener without any route makes Kuma's control plane panic, and
 * none of the gateway's listeners gets a configuration any more.
 */
export const meshHttpRoute = (gateway: CheckedGateway, listener: CheckedListener): KubeObject => ({
  apiVersion,
  kind: "MeshHTTPRoute",
  metadata: systemMetadata(gateway.mesh, joinedName(gateway.objectName, listener.name)),
  spec: {
    targetRef: { kind: "MeshGateway", name: gateway.objectName, tags: listenerTags(listener) },
    to: [{ targetRef: { kind: "Mesh" }, rules: listener.exposes.map(rule) }],
  },
});

function rule({ path, rewrite, requestHeaders, responseHeaders, service }: CheckedExpose): Tree {
  const filters = [
    ...(rewrite === undefined ? [] : [{ type: "URLRewrite", urlRewrite: { path: pathRewrite(rewrite) } }]),
    ...headerFilter("RequestHeaderModifier", requestHeaders),
    ...headerFilter("ResponseHeaderModifier", responseHeaders),
  ];
  return {
    matches: [{ path: pathMatch(path) }],
    default: {
      ...(filters.length > 0 && { filters }),
      backendRefs: [{ ...backend(service), weight: 1 }],
    },
  };
}

/**
 * By tag, which Kuma knows whether the mesh has MeshServices or not. Its gateway reads from this reference alone what is
 * spoken there: without the protocol it calls by HTTP/1.1, on which the trailers of gRPC are lost.
 */
function backend(service: CheckedExpose["service"]): { [field: string]: Tree } {
  const name = serviceTag(service);
  const protocol = multiplexed[service.protocol];
  return protocol === undefined
    ? { kind: "MeshService", name }
    : { kind: "MeshServiceSubset", name, tags: { "kuma.io/protocol": protocol } };
}

/** As the `appProtocol` of the Service says them, which Kuma makes a tag of. */
const multiplexed: { [protocol in ServiceProtocol]?: string } = {
  [ServiceProtocol.HTTP2]: "http2",
  [ServiceProtocol.GRPC]: "grpc",
};

/** Whole segments, as Kuma's own prefix. */
const pathMatch = ({ exact, prefix = "/", regex }: PathMatch = {}): Tree =>
  exact !== undefined
    ? { type: "Exact", value: exact }
    : regex !== undefined
      ? { type: "RegularExpression", value: regex }
      : { type: "PathPrefix", value: prefix };

const pathRewrite = ({ path, to }: CheckedRewrite): Tree =>
  path === undefined
    ? { type: "ReplacePrefixMatch", replacePrefixMatch: to }
    : { type: "ReplaceFullPath", replaceFullPath: path };

function headerFilter(type: "RequestHeaderModifier" | "ResponseHeaderModifier", changes?: HeaderChanges): Tree[] {
  const { set = {}, add = {}, remove = [] } = changes ?? {};
  const modifier = {
    ...(Object.keys(set).length > 0 && { set: headers(set) }),
    ...(Object.keys(add).length > 0 && { add: headers(add) }),
    ...(remove.length > 0 && { remove: remove.map((name) => name.toLowerCase()) }),
  };
  if (Object.keys(modifier).length === 0) return [];
  return [{ type, [type.charAt(0).toLowerCase() + type.slice(1)]: modifier }];
}

/**
 * Kuma takes lower-case names only; headers compare without case. It hands values to Envoy as they are, to which a `%`
 * begins a variable: two are the character, and one that begins none makes Envoy refuse all routes of the port.
 */
const headers = (changes: Record<string, string>): Tree[] =>
  Object.entries(changes)
    .map(([name, value]) => ({ name: name.toLowerCase(), value: withoutVariables(value) }))
    .sort(({ name: a }, { name: b }) => (a < b ? -1 : 1));
