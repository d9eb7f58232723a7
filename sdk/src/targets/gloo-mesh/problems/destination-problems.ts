import { readsRequests } from "../../../fabric/expose-problems.js";
import { propertyPath } from "../../../fabric/path.js";
import { mentionedExposes } from "../../../fabric/route-mentions.js";
import type { Problem } from "../../../model/problem.js";
import type { RouteSpec } from "../../../model/route.js";
import type { WeightedDestination } from "../../../model/route-rule.js";
import { hundred, hundredths } from "../weights.js";
import { listenerBefore } from "../../crossing/declared-listener.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

/** Where a RouteTable can lead requests, and in which shares. */
export function* destinationProblems(spec: Spec): Iterable<Problem> {
  for (const [name, route] of own.routes(spec)) {
    yield* bytesProblems(name, route, spec);
    for (const { at, weighted } of weightedOf(name, route)) {
      yield* weightProblems(at, weighted);
      yield* serverNameProblems(at, weighted, spec);
    }
  }
}

const weightedOf = (name: string, { to, rules = [] }: RouteSpec): { at: string; weighted: WeightedDestination[] }[] => [
  ...(to.weighted === undefined ? [] : [{ at: `routes.${name}.to.weighted`, weighted: to.weighted }]),
  ...rules.flatMap(({ weighted }, index) =>
    weighted === undefined ? [] : [{ at: `routes.${name}.rules[${index}].weighted`, weighted }],
  ),
];

/** Weights of a RouteTable are whole numbers that add up to 100. */
function* weightProblems(at: string, weighted: WeightedDestination[]): Iterable<Problem> {
  if (weighted.length > hundred) {
    yield {
      code: "gloo.too-many-destinations",
      path: at,
      message: `a RouteTable has at most ${hundred} destinations, and these are ${weighted.length}`,
      hint: "put several behind one gateway, or lead a rule of its own to some",
    };
    return;
  }
  const shares = hundredths(weighted.map(({ weight }) => weight));
  for (const [index, { expose, weight }] of weighted.entries()) {
    if (shares[index] !== 0) continue;
    yield {
      code: "gloo.weight-vanishes",
      path: `${at}[${index}].weight`,
      message: `weight ${weight} of Expose "${expose}" is less than a hundredth of all, and Gloo Mesh shares out hundredths`,
      hint: "give it a hundredth or more, or leave it out",
    };
  }
}

/** A RouteTable writes one Host for all destinations of a route. */
function* serverNameProblems(at: string, weighted: WeightedDestination[], spec: Spec): Iterable<Problem> {
  const [first, ...others] = weighted.map(({ expose }) => ({ expose, ...listenerBefore(expose, spec)?.listener }));
  for (const [index, { expose, hostname }] of others.entries()) {
    if (first === undefined || hostname === undefined || first.hostname === hostname) continue;
    yield {
      code: "gloo.weighted-hosts",
      path: `${at}[${index + 1}].expose`,
      message: `Expose "${expose}" answers to "${hostname}" and Expose "${first.expose}" to "${first.hostname}", and a route of Gloo Mesh writes one Host for all`,
      hint: "give their listeners one hostname",
    };
  }
}

function* bytesProblems(name: string, route: RouteSpec, spec: Spec): Iterable<Problem> {
  for (const { expose, at } of mentionedExposes(route)) {
    const listener = listenerBefore(expose, spec)?.listener;
    if (listener === undefined || readsRequests(listener)) continue;
    yield {
      code: "gloo.route-bytes",
      path: propertyPath("routes", name, ...at),
      message: `Expose "${expose}" stands behind a listener of ${listener.protocol}, which takes connections, and this target leads requests`,
      hint: "lead it to a listener of HTTPS, or call from a mesh of target standalone",
    };
  }
}
