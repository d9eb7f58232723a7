import type { CheckedExternal, CheckedFabric, CheckedRoute } from "../fabric/checked.js";
import type { RequestMatch } from "../model/http-match.js";

/** A way out of a mesh to a gateway outside the Fabric, which asks no permission of ours. */
export interface Departure {
  route: CheckedRoute;
  external: CheckedExternal;
  /** The requests of one of the Route's rules, as they are called inside the mesh. */
  request: RequestMatch;
}

/** Every way out, by rule. */
export const departures = ({ routes }: Pick<CheckedFabric, "routes">): Departure[] =>
  routes.flatMap((route) =>
    route.rules.flatMap(({ match, forward }) =>
      (forward?.destinations ?? []).flatMap(({ external }) =>
        external === undefined ? [] : [{ route, external, request: match }],
      ),
    ),
  );
