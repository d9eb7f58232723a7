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
  ...mentionsOf(to, ["to"]),
  ...mentionsOf({ failover, mirror }, []),
];

/** Those that a rule names, with paths that begin with `at`. */
export function mentionsOf({ expose, weighted = [], failover = [], mirror }: Places, at: PropertyKey[]): Mention[] {
  const mentions: Mention[] = [];
  if (expose !== undefined) mentions.push({ expose, at: [...at, "expose"], as: "destination" });
  for (const [index, one] of weighted.entries())
    mentions.push({ expose: one.expose, at: [...at, "weighted", index, "expose"], as: "destination" });
  for (const [index, one] of failover.entries())
    mentions.push({ expose: one, at: [...at, "failover", index], as: "failover" });
  if (mirror !== undefined) mentions.push({ expose: mirror.expose, at: [...at, "mirror", "expose"], as: "mirror" });
  return mentions;
}
