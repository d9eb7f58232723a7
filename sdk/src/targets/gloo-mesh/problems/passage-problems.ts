import { GatewayRole } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import type { RouteSpec } from "../../../model/route.js";
import { defaultRoutePort } from "../../../fabric/route-problems.js";
import type { Spec } from "../../own.js";
import { exitMesh, meshOf, own, planeOf } from "./own.js";

/** The way of a Route out of its cluster, and the hostname that all clusters of a management plane share. */
export function* passageProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, [string, RouteSpec]>();
  for (const [name, route] of own.routes(spec)) {
    yield* wayProblems(name, route, spec);
    const key = JSON.stringify([planeOf(spec, route.from.mesh), route.hostname]);
    const owner = owners.get(key);
    owners.set(key, owner ?? [name, route]);
    if (owner !== undefined) yield* sharedProblems(name, route, owner, spec);
  }
}

function* wayProblems(name: string, route: RouteSpec, spec: Spec): Iterable<Problem> {
  const exit = exitMesh(spec, route);
  const [from, by] = [meshOf(spec, route.from.mesh), meshOf(spec, exit)];
  if (from === undefined || by === undefined || exit === route.from.mesh) return;
  if (from.trust?.distrusted === true || by.trust?.distrusted === true) {
    yield {
      code: "gloo.via-distrusted",
      path: `routes.${name}.via`,
      message: `meshes "${route.from.mesh}" and "${exit}" do not believe each other, so neither calls by a gateway of the other`,
      hint: "use an egress gateway of the Route's own mesh",
    };
  }
  const hasEastWest = Object.values(spec.meshGateways).some(
    ({ mesh, role }) => mesh === exit && role === GatewayRole.EastWest,
  );
  if (from.cluster === by.cluster || hasEastWest) return;
  yield {
    code: "gloo.no-east-west",
    path: `routes.${name}.via`,
    message: `gateway "${route.via}" is in cluster "${by.cluster}", and mesh "${exit}" has no east-west gateway for calls from cluster "${from.cluster}"`,
    hint: `declare a gateway of mesh "${exit}" with role "east-west"`,
  };
}

/** A DestinationRule has one server name for a name, so a server name leads to one gateway. */
function* sharedProblems(
  name: string,
  route: RouteSpec,
  [owner, other]: [string, RouteSpec],
  spec: Spec,
): Iterable<Problem> {
  const wayOf = ({ via, ...rest }: RouteSpec): string =>
    JSON.stringify([via ?? null, exitMesh(spec, { via, ...rest })]);
  if (wayOf(route) !== wayOf(other)) {
    yield {
      code: "gloo.sni-taken",
      path: `routes.${name}.hostname`,
      message: `"${route.hostname}" is the server name of Route "${owner}" at another egress gateway, and a server name leads to one`,
      hint: "lead both by one gateway with via, or give each a hostname of its own",
    };
    return;
  }
  const differing = fieldsThatDiffer(route, other);
  if (differing.length === 0) return;
  yield {
    code: "gloo.hostname-differs",
    path: `routes.${name}.hostname`,
    message: `"${route.hostname}" leads elsewhere for Route "${owner}": it is one name to all clusters of a management plane, and ${differing.join(", ")} differ`,
    hint: "say the same in both, or give each a hostname of its own",
  };
}

/** What a Route says of who calls by it and which way, and not of what becomes of a call. */
const ownFields = new Set(["from", "hostname", "via", "createNamespace"]);

/** All that decides what becomes of a call, but for who makes it. */
function fieldsThatDiffer(one: RouteSpec, other: RouteSpec): string[] {
  const [mine, theirs] = [decisive(one), decisive(other)];
  const fields = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].sort();
  return fields.filter((field) => canonical(mine[field]) !== canonical(theirs[field]));
}

const decisive = (route: RouteSpec): Record<string, unknown> => {
  const { mesh, namespace, serviceAccount } = route.from;
  return {
    ...Object.fromEntries(Object.entries(route).filter(([field]) => !ownFields.has(field))),
    port: route.port ?? defaultRoutePort,
    "from.serviceAccount": serviceAccount && [mesh, namespace, serviceAccount],
  };
};

/** A value as text that does not depend on the order of its fields. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? "";
