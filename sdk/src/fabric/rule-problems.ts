import { ServiceProtocol } from "../model/choices.js";
import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import type { RouteSpec } from "../model/route.js";
import { listenerOf, readsRequests } from "./expose-problems.js";
import { propertyPath } from "./path.js";
import { type Mention, mentionedExposes, mentionsOf, routeMentions } from "./route-mentions.js";
import { takesAllOf } from "./rule-match.js";

type Spec = Required<FabricSpec>;

/** Each rule of a Route gets requests, and what it leads to can be told apart and speaks the same. */
export function* ruleProblems(spec: Spec): Iterable<Problem> {
  for (const [name, route] of Object.entries(spec.routes)) {
    yield* orderProblems(name, route);
    yield* requestProblems(name, route, spec);
    yield* placeProblems(name, route, spec);
  }
}

/** The first rule that matches decides. */
function* orderProblems(name: string, { rules = [] }: RouteSpec): Iterable<Problem> {
  for (const [index, { match = {} }] of rules.entries()) {
    const before = rules.findIndex((rule, at) => at < index && takesAllOf(rule.match ?? {}, match));
    if (before === -1) continue;
    yield {
      code: "route.rule-unreachable",
      path: propertyPath("routes", name, "rules", index),
      message: `every request that this rule is for goes by rules[${before}] already`,
      hint: "put it before that rule, or remove it",
    };
  }
}

const requestFields = [
  "rules",
  "requestHeaders",
  "responseHeaders",
  "rewrite",
  "mirror",
  "timeout",
  "retries",
] as const;

/** To a listener of TLS or TCP a connection is bytes, so nothing can be done by request. */
function* requestProblems(name: string, route: RouteSpec, spec: Spec): Iterable<Problem> {
  const bytes = mentionedExposes(route).find(({ expose }) => speaks(expose, spec) === "bytes");
  if (bytes === undefined) return;
  const declared = requestFields.filter((field) => route[field] !== undefined) as string[];
  for (const field of [...declared, ...(route.healthCheck?.path === undefined ? [] : ["healthCheck.path"])]) {
    yield {
      code: "route.no-requests",
      path: `${propertyPath("routes", name)}.${field}`,
      message: `Expose "${bytes.expose}" stands behind a listener of TLS or TCP, which has no requests, so ${field} does not go with it`,
      hint: `leave ${field} out, or lead the Route to a listener of HTTP or HTTPS`,
    };
  }
}

/** The places of each rule, with those of the Route where a rule names none, and the Route's own. */
function* placeProblems(name: string, route: RouteSpec, spec: Spec): Iterable<Problem> {
  const own = routeMentions(route);
  yield* togetherProblems(name, own, spec);
  for (const [index, rule] of (route.rules ?? []).entries()) {
    const named = mentionsOf(rule, ["rules", index]);
    const inherited = own.filter(({ as }) => as === "destination" && !named.some((mention) => mention.as === as));
    yield* togetherProblems(name, [...(rule.redirect === undefined ? inherited : []), ...named], spec);
  }
}

/** Places of one request: each a listener of its own, and all of one kind. */
function* togetherProblems(route: string, mentions: Mention[], spec: Spec): Iterable<Problem> {
  for (const [index, mention] of mentions.entries()) {
    const path = propertyPath("routes", route, ...mention.at);
    const others = mentions.slice(0, index).filter(({ as }) => mention.as !== "mirror" || as === "destination");
    const twin = others.find((other) => isSamePlace(other.expose, mention.expose, spec));
    if (twin !== undefined) yield samePlaceProblem(path, mention, twin);
    const [first] = others;
    const [kind, firstKind] = [speaks(mention.expose, spec), first && speaks(first.expose, spec)];
    if (mention.as === "mirror" || kind === undefined || firstKind === undefined || kind === firstKind) continue;
    yield {
      code: "route.protocols-differ",
      path,
      message: `Expose "${mention.expose}" takes ${kind} and Expose "${first?.expose}" ${firstKind}, and one request would go to either`,
      hint: "lead the Route to Exposes of one protocol",
    };
  }
}

const samePlaceProblem = (path: string, { expose, as }: Mention, twin: Mention): Problem =>
  expose === twin.expose
    ? {
        code: "route.same-place",
        path,
        message: `Expose "${expose}" is a ${twin.as} of these requests already, so it cannot be a ${as} too`,
        hint: "name another Expose, or remove it",
      }
    : {
        code: "route.same-place",
        path,
        message: `Expose "${expose}" stands behind the same listener as Expose "${twin.expose}", which tells them apart by path alone`,
        hint: "put one of them behind a listener of its own",
      };

function isSamePlace(a: string, b: string, spec: Spec): boolean {
  if (a === b) return true;
  const [one, other] = [placeOf(a, spec), placeOf(b, spec)];
  return one !== undefined && one.gateway === other?.gateway && one.listener === other.listener;
}

function placeOf(exposeName: string, { exposes, meshGateways }: Spec) {
  const expose = exposes[exposeName];
  const gateway = expose?.gateway === undefined ? undefined : meshGateways[expose.gateway];
  const listener = expose === undefined || gateway === undefined ? undefined : listenerOf(expose, gateway);
  return expose === undefined || gateway === undefined || listener === undefined
    ? undefined
    : { expose, gateway, listener: gateway.listeners?.[listener] };
}

/** What is sent to an Expose, in words; undefined where that cannot be told. */
function speaks(exposeName: string, spec: Spec): "bytes" | "requests" | "gRPC" | "WebSockets" | undefined {
  const { expose, listener } = placeOf(exposeName, spec) ?? {};
  if (expose === undefined || listener === undefined) return undefined;
  if (!readsRequests(listener)) return "bytes";
  if (expose.service?.protocol === ServiceProtocol.GRPC) return "gRPC";
  return expose.service?.protocol === ServiceProtocol.WebSocket ? "WebSockets" : "requests";
}
