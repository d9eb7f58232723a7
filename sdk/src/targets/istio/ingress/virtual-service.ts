import type { CheckedCluster, CheckedExpose, CheckedListener } from "../../../fabric/checked.js";
import { objectName } from "../../../fabric/object-name.js";
import type { PathMatch } from "../../../model/http-match.js";
import type { KubeObject, Tree } from "../../emitted.js";
import { networking } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { headerChanges } from "../requests/headers.js";
import { requestMatches } from "../requests/match.js";
import { noRetries } from "../requests/retries.js";
import { pathRewrite } from "../requests/rewrite.js";
import { backendHost, backendSubset } from "./backends.js";

/** Where requests of a listener go: the Expose with the most specific path first. One object, however many there are. */
export function virtualService(place: GatewayPlace, listener: CheckedListener, all: CheckedListener[]): KubeObject {
  const exact = new Set(listener.exposes.flatMap(({ path }) => path?.exact ?? []));
  const at = { port: listener.port, ...notForOthers(listener, all) };
  return {
    apiVersion: networking,
    kind: "VirtualService",
    metadata: metadataOf(place, objectName(listener.name)),
    spec: {
      hosts: [listener.hostname ?? "*"],
      gateways: [place.name],
      exportTo: ["."],
      http: listener.exposes.map((expose) => ({
        name: expose.name,
        match: expose.path === undefined ? [at] : pathMatches(at, expose.path, exact),
        ...route(expose, place.mesh.cluster),
      })),
    },
  };
}

const route = (expose: CheckedExpose, cluster: CheckedCluster): { [field: string]: Tree } => ({
  ...pathRewrite(expose.rewrite),
  ...headerChanges(expose.requestHeaders, expose.responseHeaders),
  route: [
    {
      destination: {
        host: backendHost(expose, cluster),
        subset: backendSubset(expose),
        port: { number: expose.service.port },
      },
    },
  ],
  retries: noRetries,
});

/**
 * Istio gives the routes of a listener for any host to the other listeners of its port as well, before theirs where it
 * likes. `host` is `:authority` to Envoy, and a name that Istio takes in every version.
 */
function notForOthers({ port, hostname }: CheckedListener, all: CheckedListener[]): { [field: string]: Tree } {
  const others = all.flatMap((other) => (other.port === port ? (other.hostname ?? []) : []));
  if (hostname !== undefined || others.length === 0) return {};
  const names = [...others].sort().map((name) => name.replaceAll(".", "\\."));
  return { withoutHeaders: { host: { regex: `(?i)(?:${names.join("|")})(?::[0-9]+)?` } } };
}

/**
 * Listeners of one gateway may share a hostname, so the port is asked for too. A prefix by itself is left to an Expose
 * of exactly that path, where Istio would warn of a match that is never used.
 */
function pathMatches(at: { [field: string]: Tree }, path: PathMatch, exact: Set<string>): Tree[] {
  const matches = requestMatches({ path }, at);
  return path.prefix !== undefined && path.prefix !== "/" && exact.has(path.prefix) ? matches.slice(1) : matches;
}
