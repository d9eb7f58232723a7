import type { RouteSpec } from "../model/route.js";
import type { RouteRule } from "../model/route-rule.js";

/** An Expose that a Route names, where in the Route, and what for. */
export interface Mention {
  expose: string;
  at: PropertyKey[];
  as: "destination" | "failover" | "mirror";
}

type Places = Pick<RouteRule, "expose" | "weighted" | "failover" | "mirror">;

/** Every Expose that a Route names, once for each place. */
export function mentionedExposes(route: RouteSpec): Mention[] {
  const inRules = (route.rules ?? []).flatMap((rule, index) => mentionsOf(rule, ["rules", index]));
  return [...routeMentions(route), ...inRules];
}

/** Those that a Route names for itself, outside its rules. */
export const routeMentions = ({ to, failover, mirror }: RouteSpec): Mention[] => [
  ...mentionsOf({ ...(to.expose && { expose: to.expose }), ...(to.weighted && { weighted: to.weighted }) }, ["to"]),
  ...mentionsOf({ ...(failover && { failover }), ...(mirror && { mirror }) }, []),
];

/** Those that a rule names, with paths that begin with `at`. */
export const mentionsOf = ({ expose, weighted = [], failover = [], mirror }: Places, at: PropertyKey[]): Mention[] => [
  ...(expose === undefined ? [] : [{ expose, at: [...at, "expose"], as: "destination" as const }]),
  ...weighted.map((one, index) => ({
    expose: one.expose,
    at: [...at, "weighted", index, "expose"],
    as: "destination" as const,
  })),
  ...failover.map((one, index) => ({ expose: one, at: [...at, "failover", index], as: "failover" as const })),
  ...(mirror === undefined ? [] : [{ expose: mirror.expose, at: [...at, "mirror", "expose"], as: "mirror" as const }]),
];
