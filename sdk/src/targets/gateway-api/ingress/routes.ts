import type { CheckedExpose, CheckedListener } from "../../../fabric/checked.js";
import { readsRequests } from "../../../fabric/expose-problems.js";
import { ListenerProtocol, ServiceProtocol, TlsMode } from "../../../model/choices.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { rewriteRule } from "../../standalone/envoy/path-rewrite.js";
import { apis, groups, isEnvoyGateway } from "../api.js";
import { headerFilters, rewriteFilters } from "../requests/filters.js";
import { pathMatch } from "../requests/matches.js";
import { type ListenerEntry, listenerReference } from "../listeners.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { entryName } from "./listener-entries.js";
import { exposePart } from "./names.js";
import { hasBackend } from "./service-backend.js";

/** Which kind of Route leads to an Expose. */
type RouteKind = "HTTPRoute" | "GRPCRoute" | "TLSRoute" | "TCPRoute";

export function routeKind({ protocol, tls }: CheckedListener, { service }: CheckedExpose): RouteKind {
  if (readsRequests({ protocol })) return service.protocol === ServiceProtocol.GRPC ? "GRPCRoute" : "HTTPRoute";
  return protocol === ListenerProtocol.TLS && tls?.mode === TlsMode.Passthrough ? "TLSRoute" : "TCPRoute";
}

/** An Expose's Route, as policies target it. */
export const exposeTarget = (place: GatewayPlace, listener: CheckedListener, expose: CheckedExpose): Tree => ({
  group: groups.gateway,
  kind: routeKind(listener, expose),
  name: metadataOf(place, exposePart(expose)).name,
});

/**
 * An Expose as a Route of its own: the most specific path of a hostname decides between them, as Gateway API says and
 * as previews do.
 */
export function exposeRoute(
  place: GatewayPlace,
  entries: ListenerEntry[],
  listener: CheckedListener,
  expose: CheckedExpose,
): KubeObject {
  const kind = routeKind(listener, expose);
  return {
    apiVersion: apis.gateway,
    kind,
    metadata: metadataOf(place, exposePart(expose)),
    spec: {
      parentRefs: [listenerReference(place, entries, entryName(listener))],
      hostnames: kind === "TCPRoute" || listener.hostname === undefined ? undefined : [listener.hostname],
      rules: [{ ...ruleFields(place, kind, expose), backendRefs: [backendReference(place, expose)] }],
    },
  };
}

function ruleFields(place: GatewayPlace, kind: RouteKind, expose: CheckedExpose): { [field: string]: Tree } {
  const { path, rewrite, requestHeaders, responseHeaders } = expose;
  const filters = [
    ...headerFilters(requestHeaders, responseHeaders, { forEnvoy: isEnvoyGateway(place.mesh.target) }),
    ...(replacesRoot(place, expose) ? [rootFilter(place, expose)] : rewriteFilters(rewrite)),
  ];
  const filtered = { filters: filters.length === 0 ? undefined : filters };
  if (kind === "GRPCRoute") return filtered;
  if (kind !== "HTTPRoute") return {};
  // the caller's side decides how long it waits
  return { matches: [{ path: pathMatch(path) }], timeouts: { request: "0s" }, ...filtered };
}

/**
 * Whether the prefix `/` becomes another one. Envoy Gateway writes that so that Envoy makes `/bx` of `/x` where `/`
 * becomes `/b`, unless it is written as an expression.
 */
const replacesRoot = ({ mesh }: GatewayPlace, { rewrite }: CheckedExpose): boolean =>
  isEnvoyGateway(mesh.target) && rewrite?.path === undefined && rewrite?.from === "/" && rewrite.to !== "/";

const rootFilter = (place: GatewayPlace, expose: CheckedExpose): Tree => ({
  type: "ExtensionRef",
  extensionRef: { group: groups.envoy, kind: "HTTPRouteFilter", name: metadataOf(place, exposePart(expose)).name },
});

/** The expression that takes the place of such a change. */
export const rootRewrite = (place: GatewayPlace, expose: CheckedExpose): KubeObject[] =>
  expose.rewrite === undefined || !replacesRoot(place, expose)
    ? []
    : [
        {
          apiVersion: apis.envoy,
          kind: "HTTPRouteFilter",
          metadata: metadataOf(place, exposePart(expose)),
          spec: { urlRewrite: { path: { type: "ReplaceRegexMatch", replaceRegexMatch: rewriteRule(expose.rewrite) } } },
        },
      ];

const backendReference = (place: GatewayPlace, expose: CheckedExpose): Tree => {
  const { service } = expose;
  if (hasBackend(expose))
    return { group: groups.envoy, kind: "Backend", name: metadataOf(place, exposePart(expose)).name };
  const namespace = service.namespace === place.namespace ? undefined : service.namespace;
  return { group: "", kind: "Service", name: service.name, namespace, port: service.port };
};
