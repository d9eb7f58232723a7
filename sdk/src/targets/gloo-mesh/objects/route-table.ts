import type {
  CheckedForward,
  CheckedListener,
  CheckedRedirect,
  CheckedGateway,
  CheckedExpose,
} from "../../../fabric/checked.js";
import { ingressPlace } from "../../crossing/place.js";
import type { EmittedObject, Tree } from "../../emitted.js";
import { hashedName, networkingApi } from "../names.js";
import { consumersOf } from "../consumers.js";
import { farEnds, outletFor, type Passage } from "../passages.js";
import { clusterOf, type Plane } from "../plane.js";
import { hundred, hundredths } from "../weights.js";
import { emit } from "./emit.js";
import { outletPort, placeOf } from "./external-service.js";
import { matchersOf } from "./matchers.js";
import { gatewayPort } from "./ports.js";
import { rewriteOf } from "./regex-text.js";
import { passingPolicy, policyLabels, treatedAlike } from "./route-policies.js";
import { egressName } from "./virtual-destination.js";

type Fields = { [field: string]: Tree };

/** From the proxies of consumers to the egress gateway; what sends callers elsewhere does so here. */
export function meshToEgress(passage: Passage, plane: Plane): EmittedObject {
  const [{ rules }] = passage.routes;
  const isForwarding = rules.every(({ redirect }) => redirect === undefined);
  const routes = isForwarding
    ? [{ match: {}, action: toEgress(passage, plane) }]
    : rules.map(({ match, redirect }) => ({
        match,
        action: redirect === undefined ? toEgress(passage, plane) : { redirect: redirectOf(redirect) },
      }));
  return routeTable(passage, plane, "mesh", {
    workloadSelectors: workloadSelectors(passage),
    http: routes.map(({ match, action }, index) => ({
      name: `to-egress-${index}`,
      matchers: matchersOf(match),
      ...action,
    })),
  });
}

/** From the east-west gateway, where calls of other clusters come in, to the egress gateway. */
export const egressToEgress = (
  passage: Passage,
  { objectName, namespace }: Pick<CheckedGateway, "objectName" | "namespace">,
  plane: Plane,
): EmittedObject =>
  routeTable(passage, plane, "east-west", {
    virtualGateways: [{ name: objectName, namespace, cluster: plane.cluster }],
    http: [{ name: "to-egress", matchers: matchersOf({}), ...toEgress(passage, plane) }],
  });

/** From the egress gateway to the far ends. */
export const egressToExternal = (passage: Passage, plane: Plane): EmittedObject => {
  const { gateway } = passage;
  return routeTable(passage, plane, "egress", {
    virtualGateways: [{ name: gateway.name, namespace: gateway.namespace, cluster: plane.cluster }],
    http: passage.routes[0].rules.flatMap((rule, index) =>
      rule.forward === undefined
        ? []
        : treatedAlike(rule, gateway).map(({ end, matches, policy }) => ({
            name: `out-${index}${end}`,
            ...policyLabels(policy),
            matchers: matches.flatMap(matchersOf),
            forwardTo: outwards(rule.forward, passage, plane),
          })),
    ),
  });
};

/** From a listener of an ingress gateway to the services behind it, the most specific path first. */
export const ingressRoutes = (gateway: CheckedGateway, listener: CheckedListener, plane: Plane): EmittedObject =>
  emit(
    {
      owner: { kind: "meshGateways", name: gateway.name },
      cluster: plane.cluster,
      namespace: gateway.namespace,
      name: hashedName(`${gateway.objectName}-${listener.name}`, [gateway.name, listener.name]),
    },
    networkingApi,
    "RouteTable",
    {
      hosts: [listener.hostname ?? ""],
      virtualGateways: [{ name: gateway.objectName, namespace: gateway.namespace, cluster: plane.cluster }],
      http: listener.exposes.map((expose) => ({
        name: `to-${expose.name.toLowerCase()}`,
        ...policyLabels(passingPolicy(ingressPlace(gateway))),
        matchers: matchersOf(expose.path === undefined ? {} : { path: expose.path }),
        forwardTo: inwards(expose, gateway),
      })),
    },
  );

const routeTable = (passage: Passage, plane: Plane, end: string, spec: Fields): EmittedObject =>
  emit(
    { ...placeOf(passage, plane), name: `${passage.name}-${end}`, labels: end === "mesh" ? consumersOf(passage) : {} },
    networkingApi,
    "RouteTable",
    { hosts: [passage.hostname], ...spec },
  );

/** Pods by labels alone: which namespaces and clusters they are of is a matter of workspaces. */
function workloadSelectors({ routes }: Passage): Tree[] {
  const labels = routes.map((route) => route.labels);
  return labels.some((one) => Object.keys(one).length === 0)
    ? []
    : labels.map((one) => ({ selector: { labels: one } }));
}

const toEgress = (passage: Passage, { cluster }: Plane) => ({
  ...policyLabels(passingPolicy(passage.gateway)),
  forwardTo: {
    destinations: [
      {
        ref: { name: egressName(passage), namespace: passage.gateway.namespace, cluster },
        kind: "VIRTUAL_DESTINATION",
        port: { number: gatewayPort },
        weight: hundred,
      },
    ],
  },
});

function outwards(forward: CheckedForward, passage: Passage, { cluster }: Plane): Fields {
  const ends = farEnds(forward, passage.gateway.mesh);
  const shares = hundredths(forward.destinations.map(({ weight }) => weight));
  return {
    destinations: ends.map((far, index) => ({
      ref: { name: outletFor(passage, far).name, namespace: passage.gateway.namespace, cluster },
      kind: "EXTERNAL_SERVICE",
      port: { number: outletPort },
      weight: shares[index] ?? 0,
    })),
    hostRewrite: ends[0]?.serverName,
    regexRewrite: forward.rewrite && rewriteOf(forward.rewrite),
  };
}

const inwards = ({ service, rewrite }: CheckedExpose, { mesh }: CheckedGateway): Fields => ({
  destinations: [
    {
      ref: { name: service.name, namespace: service.namespace, cluster: clusterOf(mesh) },
      kind: "SERVICE",
      port: { number: service.port },
      weight: hundred,
    },
  ],
  regexRewrite: rewrite && rewriteOf(rewrite),
});

/** Gloo Mesh's redirects: a host, a whole path, and a code by name. */
const redirectOf = ({ hostname, path, statusCode }: CheckedRedirect): Fields => ({
  hostRedirect: hostname,
  pathRedirect: path?.path,
  responseCode: responseCodes[statusCode] ?? "FOUND",
});

const responseCodes: Record<number, string> = {
  301: "MOVED_PERMANENTLY",
  302: "FOUND",
  303: "SEE_OTHER",
  307: "TEMPORARY_REDIRECT",
  308: "PERMANENT_REDIRECT",
};
