import { listenerOf } from "../../../fabric/expose-problems.js";
import { grouped } from "../../../fabric/grouped.js";
import { PermissionAction } from "../../../model/choices.js";
import type { HttpMatch, PathMatch } from "../../../model/http-match.js";
import type { Problem } from "../../../model/problem.js";
import { pathOverlap } from "../../../reach/path-overlap.js";
import { longestExpression } from "../authorization/cel.js";
import { requestExpression } from "../authorization/rules.js";
import type { OwnPermission, Spec } from "../../own.js";
import { isPortable, own } from "./own.js";

/** What is left of an expression for the caller, whose identity has 577 characters at most. */
const longestRequest = longestExpression - 640;

/** Requests of a permission, at each Expose that it is for, fit one expression of Envoy Gateway. */
export function* permissionProblems(spec: Spec): Iterable<Problem> {
  const pathsFor = pathsOf(spec);
  for (const declared of own.permissions(spec)) {
    const { name, permission, gateways } = declared;
    if (gateways.every(([, { mesh }]) => isPortable(spec, mesh))) continue;
    const paths = pathsFor(declared);
    const { action = PermissionAction.Allow, http } = permission;
    for (const [index, match] of (http ?? [{}]).entries()) {
      const length = Math.max(...requests(match, paths).map((request) => requestExpression(request, action).length));
      if (length <= longestRequest) continue;
      yield {
        code: "gateway-api.permission-long",
        path: `crossMeshPermissions.${name}${http === undefined ? "" : `.http[${index}]`}`,
        message: `the request takes ${length} characters to describe, and Envoy Gateway has room for ${longestRequest}`,
        hint: "use fewer headers, or compare less of them or of the Expose's path",
      };
    }
  }
}

/** A rule asks for what a permission and an Expose have in common. */
const requests = (match: HttpMatch, exposed: PathMatch[]): (HttpMatch & { path: PathMatch })[] =>
  [match.path ?? {}, ...exposed.flatMap((path) => pathOverlap(match.path, path) ?? [])].map((path) => ({
    ...match,
    path,
  }));

/** What an Expose with a path offers, and where. */
interface Offer {
  gateway: string;
  listener: string | undefined;
  path: PathMatch;
}

const offersByName = (spec: Spec): Map<string, Offer> =>
  new Map(
    own.exposes(spec).flatMap(([name, expose]): [string, Offer][] => {
      const { gateway, path } = expose;
      const gatewaySpec = gateway === undefined ? undefined : spec.meshGateways[gateway];
      if (gateway === undefined || gatewaySpec === undefined || path === undefined) return [];
      return [[name, { gateway, listener: listenerOf(expose, gatewaySpec), path }]];
    }),
  );

/** Finds the paths of the Exposes that a permission is for. */
function pathsOf(spec: Spec): (declared: OwnPermission) => PathMatch[] {
  const offers = offersByName(spec);
  const atGateway = grouped([...offers.values()], ({ gateway }) => gateway);
  return ({ permission: { expose, listener }, gateways }) => {
    const selected = gateways.map(([gateway]) => gateway);
    const offered =
      expose === undefined
        ? selected.flatMap((gateway) => atGateway.get(gateway) ?? [])
        : [offers.get(expose) ?? []].flat();
    return offered
      .filter((offer) => selected.includes(offer.gateway) && (listener ?? offer.listener) === offer.listener)
      .map(({ path }) => path);
  };
}
