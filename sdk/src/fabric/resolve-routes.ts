import { ServiceProtocol } from "../model/choices.js";
import type { FabricSpec } from "../model/fabric.js";
import type { PathMatch } from "../model/http-match.js";
import type { PathRewrite } from "../model/path-rewrite.js";
import type { Redirect } from "../model/redirect.js";
import type { RouteDestination, RouteSpec } from "../model/route.js";
import type { RouteRule } from "../model/route-rule.js";
import { believeEachOther } from "./believe.js";
import {
  byNameOrder,
  type CheckedDestination,
  type CheckedExternal,
  type CheckedForward,
  type CheckedGateway,
  type CheckedMesh,
  type CheckedOffer,
  type CheckedRedirect,
  type CheckedRewrite,
  type CheckedRoute,
  type CheckedRule,
  findByName,
} from "./checked.js";
import { clusterNamespaces } from "./defaults.js";
import { resolveExternal } from "./resolve-external.js";
import { defaultRoutePort } from "./route-problems.js";
import { takesEverything } from "./rule-match.js";

type Spec = Required<FabricSpec>;

/** How long a request may take where nobody says it: undefined is no limit, where what is spoken may last. */
export const usualTimeout = (spoken: (ServiceProtocol | undefined)[]): string | undefined =>
  spoken.some(lasts) ? undefined : "15s";

/** The Routes that come from a mesh. */
export function resolveRoutes(spec: Spec, meshes: CheckedMesh[], gateways: CheckedGateway[]): CheckedRoute[] {
  const offerOf = offers(gateways);
  const known = knownNamespaces(spec, meshes);
  const isNew = (namespace: string | undefined): boolean => namespace !== undefined && !known.has(namespace);
  return Object.entries(spec.routes)
    .flatMap(([name, route]): CheckedRoute[] => {
      const { mesh: meshName, namespace, serviceAccount, labels } = route.from;
      if (meshName === undefined || route.hostname === undefined) return [];
      const mesh = findByName(meshes, meshName);
      const rules = resolveRules(route, {
        offerOf: (expose) => believed(offerOf(expose), mesh),
        externalOf: (external) => resolveExternal(external, spec),
      });
      if (rules === undefined) return [];
      return [
        {
          name,
          mesh,
          namespace,
          serviceAccount,
          labels: labels ?? {},
          hostname: route.hostname,
          port: route.port ?? defaultRoutePort,
          createNamespace: route.createNamespace ?? isNew(route.hostname.split(".")[1]),
          rules,
          healthCheck: route.healthCheck,
          outlierDetection: route.outlierDetection,
          limits: route.limits,
          via: route.via === undefined ? undefined : findByName(gateways, route.via),
        },
      ];
    })
    .sort(byNameOrder);
}

/** An offer, unless its mesh and the caller's do not believe each other. */
const believed = (offer: CheckedOffer | undefined, caller: CheckedMesh): CheckedOffer | undefined =>
  offer !== undefined && believeEachOther(offer.gateway.mesh, caller) ? offer : undefined;

/** What names of Exposes and external gateways stand for; undefined where a Route may not lead there. */
interface Ends {
  offerOf: (expose: string) => CheckedOffer | undefined;
  externalOf: (name: string) => CheckedExternal | undefined;
}

function offers(gateways: CheckedGateway[]): Ends["offerOf"] {
  const known = new Map<string, CheckedOffer>();
  for (const gateway of gateways)
    for (const listener of gateway.listeners)
      for (const expose of listener.exposes) known.set(expose.name, { gateway, listener, expose });
  return (expose) => known.get(expose);
}

/**
 * What no rule takes goes as the Route says, unless one takes everything. Undefined where some requests have nowhere to
 * go: another rule would take them where they were not meant to go.
 */
function resolveRules(route: RouteSpec, ends: Ends): CheckedRoute["rules"] | undefined {
  const destination = forward({}, route, ends);
  if (destination === undefined) return undefined;
  const last: CheckedRule = { match: {}, responseHeaders: route.responseHeaders, forward: destination };
  const rules: CheckedRule[] = [];
  for (const declared of route.rules ?? []) {
    const rule = resolveRule(declared, route, ends);
    if (rule === undefined) return undefined;
    rules.push(rule);
  }
  const [first, ...others] = rules;
  if (first === undefined) return [last];
  return rules.some(({ match }) => takesEverything(match)) ? [first, ...others] : [first, ...others, last];
}

function resolveRule(rule: RouteRule, route: RouteSpec, ends: Ends): CheckedRule | undefined {
  const { match = {}, redirect, responseHeaders = route.responseHeaders } = rule;
  if (redirect !== undefined) return { match, responseHeaders, redirect: resolveRedirect(redirect, match.path) };
  const forwarded = forward(rule, route, ends);
  return forwarded && { match, responseHeaders, forward: forwarded };
}

const resolveRedirect = (redirect: Redirect, path: PathMatch | undefined): CheckedRedirect => ({
  ...redirect,
  path: resolveRewrite(redirect.path, path),
  statusCode: redirect.statusCode ?? 302,
});

/**
 * What a rule leaves out is as the Route says, but for a failover or mirror that leads where its requests go anyway. The
 * first failover takes the place of destinations of which none is left.
 */
function forward(rule: RouteRule, route: RouteSpec, { offerOf, externalOf }: Ends): CheckedForward | undefined {
  const external = route.to.externalGateway === undefined ? undefined : externalOf(route.to.externalGateway);
  const outside: CheckedDestination[] = external === undefined ? [] : [{ external, weight: 1 }];
  const chosen = (weighted(rule) ?? weighted(route.to))?.flatMap(({ expose, weight }): CheckedDestination[] => {
    const offer = offerOf(expose);
    return offer === undefined ? [] : [{ offer, weight }];
  });
  const failovers = (rule.failover ?? route.failover ?? []).flatMap((name) => offerOf(name) ?? []);
  const instead = failovers.slice(0, 1).map((offer): CheckedDestination => ({ offer, weight: 1 }));
  const [first, ...others] = chosen?.length === 0 ? instead : (chosen ?? outside);
  if (first === undefined) return undefined;
  const destinations: CheckedForward["destinations"] = [first, ...others];
  const isElsewhere = ({ listener }: CheckedOffer): boolean =>
    !destinations.some(({ offer }) => offer?.listener === listener);
  const failover = failovers.filter(isElsewhere);
  const { mirror = route.mirror } = rule;
  const mirrored = mirror && offerOf(mirror.expose);
  const spoken = [
    ...destinations.map(({ offer, external: far }) => offer?.expose.service.protocol ?? far?.serviceProtocol),
    ...failover.map(({ expose }) => expose.service.protocol),
  ];
  return {
    destinations,
    failover,
    // a rewrite that the Route declares is of its every path, whichever a rule matches
    rewrite: rule.rewrite ? resolveRewrite(rule.rewrite, rule.match?.path) : resolveRewrite(route.rewrite, undefined),
    requestHeaders: rule.requestHeaders ?? route.requestHeaders,
    mirror: mirrored && isElsewhere(mirrored) ? { offer: mirrored, percent: mirror?.percent ?? 100 } : undefined,
    timeout: rule.timeout ?? route.timeout ?? usualTimeout(spoken),
    retries: rule.retries ?? route.retries,
  };
}

const weighted = ({ expose, weighted: several }: Pick<RouteDestination, "expose" | "weighted">) =>
  expose === undefined ? several : [{ expose, weight: 1 }];

/** Whether calls of an offer go on for as long as both sides like: streams of gRPC, and WebSockets. */
const lasts = (protocol: ServiceProtocol | undefined): boolean =>
  protocol === ServiceProtocol.GRPC || protocol === ServiceProtocol.WebSocket;

/** A rewrite with the prefix that it takes away, which is the one that was matched. */
export const resolveRewrite = (
  rewrite: PathRewrite | undefined,
  matched: PathMatch | undefined,
): CheckedRewrite | undefined => {
  if (rewrite?.path !== undefined) return { path: rewrite.path };
  return rewrite?.prefix === undefined ? undefined : { from: matched?.prefix ?? "/", to: rewrite.prefix };
};

/** The namespaces that clusters have by themselves, and those of which the Fabric speaks as there. */
const knownNamespaces = ({ exposes, routes, meshGateways }: Spec, meshes: CheckedMesh[]): Set<string | undefined> =>
  new Set([
    ...clusterNamespaces,
    ...Object.values(exposes).map(({ service }) => service?.namespace),
    ...Object.values(routes).map(({ from }) => from.namespace),
    ...meshes.map((mesh) => mesh.namespace),
    ...Object.values(meshGateways).map((gateway) => gateway.namespace),
  ]);
