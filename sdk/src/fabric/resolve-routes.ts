import { ServiceProtocol } from "../model/choices.js";
import type { FabricSpec } from "../model/fabric.js";
import type { PathMatch } from "../model/http-match.js";
import type { PathRewrite } from "../model/path-rewrite.js";
import type { Redirect } from "../model/redirect.js";
import type { RouteDestination, RouteSpec } from "../model/route.js";
import type { RouteRule } from "../model/route-rule.js";
import {
  byNameOrder,
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
import { defaultRoutePort } from "./route-problems.js";
import { takesEverything } from "./rule-match.js";

type Spec = Required<FabricSpec>;

/** How long a request may take where nobody says it and nothing suggests that it lasts. */
const defaultTimeout = "15s";

/** The Routes that come from a mesh and lead to Exposes. */
export function resolveRoutes(spec: Spec, meshes: CheckedMesh[], gateways: CheckedGateway[]): CheckedRoute[] {
  const offerOf = offers(spec, gateways);
  return Object.entries(spec.routes)
    .flatMap(([name, route]): CheckedRoute[] => {
      const { mesh: meshName, namespace, serviceAccount, labels } = route.from;
      const destination = forward({}, route, offerOf);
      if (meshName === undefined || route.hostname === undefined || destination === undefined) return [];
      return [
        {
          name,
          mesh: findByName(meshes, meshName),
          namespace,
          serviceAccount,
          labels: labels ?? {},
          hostname: route.hostname,
          port: route.port ?? defaultRoutePort,
          createNamespace: route.createNamespace ?? isNew(route.hostname.split(".")[1], spec, meshes),
          rules: resolveRules(route, destination, offerOf),
          healthCheck: route.healthCheck,
          outlierDetection: route.outlierDetection,
          limits: route.limits,
          via: route.via === undefined ? undefined : findByName(gateways, route.via),
        },
      ];
    })
    .sort(byNameOrder);
}

type OfferOf = (expose: string) => CheckedOffer | undefined;

function offers({ exposes }: Spec, gateways: CheckedGateway[]): OfferOf {
  return (exposeName) => {
    const gatewayName = exposes[exposeName]?.gateway;
    if (gatewayName === undefined) return undefined;
    const gateway = findByName(gateways, gatewayName);
    for (const listener of gateway.listeners) {
      const expose = listener.exposes.find(({ name }) => name === exposeName);
      if (expose !== undefined) return { gateway, listener, expose };
    }
    return undefined;
  };
}

/** What no rule takes goes as the Route says, unless one takes everything. */
function resolveRules(route: RouteSpec, destination: CheckedForward, offerOf: OfferOf): CheckedRoute["rules"] {
  const last: CheckedRule = { match: {}, responseHeaders: route.responseHeaders, forward: destination };
  const [first, ...others] = (route.rules ?? []).flatMap((rule) => resolveRule(rule, route, offerOf) ?? []);
  if (first === undefined) return [last];
  return [first, ...others].some(({ match }) => takesEverything(match)) ? [first, ...others] : [first, ...others, last];
}

function resolveRule(rule: RouteRule, route: RouteSpec, offerOf: OfferOf): CheckedRule | undefined {
  const { match = {}, redirect, responseHeaders = route.responseHeaders } = rule;
  if (redirect !== undefined) return { match, responseHeaders, redirect: resolveRedirect(redirect, match.path) };
  const forwarded = forward(rule, route, offerOf);
  return forwarded && { match, responseHeaders, forward: forwarded };
}

const resolveRedirect = (redirect: Redirect, path: PathMatch | undefined): CheckedRedirect => ({
  ...redirect,
  path: resolveRewrite(redirect.path, path),
  statusCode: redirect.statusCode ?? 302,
});

/** What a rule leaves out is as the Route says, but for a failover or mirror that leads where its requests go anyway. */
function forward(rule: RouteRule, route: RouteSpec, offerOf: OfferOf): CheckedForward | undefined {
  const named = weighted(rule) ?? weighted(route.to) ?? [];
  const [first, ...others] = named.flatMap(({ expose, weight }) => {
    const offer = offerOf(expose);
    return offer === undefined ? [] : [{ offer, weight }];
  });
  if (first === undefined) return undefined;
  const destinations: CheckedForward["destinations"] = [first, ...others];
  const elsewhere = (name: string): CheckedOffer[] => {
    const offer = offerOf(name);
    return offer === undefined || destinations.some((one) => one.offer.listener === offer.listener) ? [] : [offer];
  };
  const failover = (rule.failover ?? route.failover ?? []).flatMap(elsewhere);
  const { mirror = route.mirror } = rule;
  const [mirrored] = mirror === undefined ? [] : elsewhere(mirror.expose);
  const all = [...destinations.map(({ offer }) => offer), ...failover];
  return {
    destinations,
    failover,
    // a rewrite that the Route declares is of its every path, whichever a rule matches
    rewrite: rule.rewrite ? resolveRewrite(rule.rewrite, rule.match?.path) : resolveRewrite(route.rewrite, undefined),
    requestHeaders: rule.requestHeaders ?? route.requestHeaders,
    mirror: mirrored && { offer: mirrored, percent: mirror?.percent ?? 100 },
    timeout: rule.timeout ?? route.timeout ?? (all.some(lasts) ? undefined : defaultTimeout),
    retries: rule.retries ?? route.retries,
  };
}

const weighted = ({ expose, weighted: several }: Pick<RouteDestination, "expose" | "weighted">) =>
  expose === undefined ? several : [{ expose, weight: 1 }];

/** Whether calls of an offer go on for as long as both sides like: streams of gRPC, and WebSockets. */
const lasts = ({ expose: { service } }: CheckedOffer): boolean =>
  service.protocol === ServiceProtocol.GRPC || service.protocol === ServiceProtocol.WebSocket;

/** A rewrite with the prefix that it takes away, which is the one that was matched. */
export const resolveRewrite = (
  rewrite: PathRewrite | undefined,
  matched: PathMatch | undefined,
): CheckedRewrite | undefined => {
  if (rewrite?.path !== undefined) return { path: rewrite.path };
  return rewrite?.prefix === undefined ? undefined : { from: matched?.prefix ?? "/", to: rewrite.prefix };
};

/** Whether a namespace is neither a cluster's own nor one of which the Fabric speaks as there. */
const isNew = (
  namespace: string | undefined,
  { exposes, routes, meshGateways }: Spec,
  meshes: CheckedMesh[],
): boolean =>
  namespace !== undefined &&
  ![
    ...clusterNamespaces,
    ...Object.values(exposes).map(({ service }) => service?.namespace),
    ...Object.values(routes).map(({ from }) => from.namespace),
    ...meshes.map((mesh) => mesh.namespace),
    ...Object.values(meshGateways).map((gateway) => gateway.namespace),
  ].includes(namespace);
