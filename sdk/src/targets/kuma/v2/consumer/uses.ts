import type {
  CheckedDestination,
  CheckedFabric,
  CheckedForward,
  CheckedListener,
  CheckedRoute,
} from "../../../../fabric/checked.js";
import { grouped } from "../../../../fabric/grouped.js";
import { egressGateways, type EgressDoor, type EgressGateway } from "../../../crossing/egress.js";
import { isOfVersion, KumaVersion } from "../../version.js";

/** What becomes of all requests of a Route, and the one place where they go. */
export interface Use {
  route: CheckedRoute;
  forward: CheckedForward;
  destination: CheckedDestination;
}

const isOwn = ({ target }: CheckedRoute["mesh"]): boolean => isOfVersion(target, KumaVersion.V2);

/** A Route has one rule and one destination on this target: the problems have seen to it. */
const useOf = (route: CheckedRoute): Use[] =>
  route.rules
    .slice(-1)
    .flatMap(({ forward }) =>
      forward === undefined ? [] : [{ route, forward, destination: forward.destinations[0] }],
    );

const calledListener = ({ offer }: CheckedDestination): CheckedListener | undefined =>
  offer !== undefined && isOwn(offer.gateway.mesh) ? offer.listener : undefined;

/** The Routes that lead to gateways of Kuma's own, by listener. */
export function crossMeshUses({ routes }: Pick<CheckedFabric, "routes">): ReadonlyMap<CheckedListener, Use[]> {
  const uses = routes.filter(({ mesh }) => isOwn(mesh)).flatMap(useOf);
  const found = uses.flatMap((use) => {
    const listener = calledListener(use.destination);
    return listener === undefined ? [] : [{ listener, use }];
  });
  const byListener = grouped(found, ({ listener }) => listener);
  return new Map([...byListener].map(([listener, group]) => [listener, group.map(({ use }) => use)]));
}

/** A door of a mesh, and the Routes that leave by it to what is not Kuma's own. */
export interface Exit {
  egress: EgressGateway;
  door: EgressDoor;
  uses: Use[];
}

/** The doors by which something leaves Kuma 2.14. */
export const exits = (fabric: Pick<CheckedFabric, "routes">): Exit[] =>
  egressGateways(fabric)
    .filter(({ mesh }) => isOwn(mesh))
    .flatMap((egress) =>
      egress.doors.map((door) => ({
        egress,
        door,
        uses: door.ports
          .flatMap(({ routes }) => routes.flatMap(useOf))
          .filter(({ destination }) => calledListener(destination) === undefined),
      })),
    )
    .filter(({ uses }) => uses.length > 0);
