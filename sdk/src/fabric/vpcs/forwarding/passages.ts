import { NatType, ReturnRoute } from "../../../model/choices.js";
import { inverse } from "../../addresses/segment.js";
import { mirrored, permitted } from "../boxes.js";
import {
  type Box,
  type CheckedVpc,
  type CheckedVpcExpose,
  type CheckedVpcRoute,
  Direction,
  type FilterLine,
  type Passage,
} from "../checked.js";

/** The passages of a Fabric, each made once. */
export interface Passages {
  forward: (route: CheckedVpcRoute, expose: CheckedVpcExpose) => Passage;
  /** The way back of a forward passage. */
  back: (forward: Passage) => Passage;
}

export function passagesOf(): Passages {
  const forwards = new Map<string, Passage>();
  const backs = new Map<Passage, Passage>();
  const filters = filterCache();
  return {
    forward: (route, expose) => {
      const id = `${route.name} -> ${expose.name}`;
      const known = forwards.get(id) ?? forwardPassage(id, route, expose, filters);
      forwards.set(id, known);
      return known;
    },
    back: (forward) => {
      const known = backs.get(forward) ?? returnPassage(forward);
      backs.set(forward, known);
      return known;
    },
  };
}

/** Whether the exposing side may send without being asked: a static return, of sources that are one to one. */
export const returnsStatically = ({ route, expose }: Pick<Passage, "route" | "expose">): boolean =>
  expose.returnRoute === ReturnRoute.Static && route.nat === NatType.Static;

type Filters = (lines: FilterLine[] | undefined, from: CheckedVpc, to: CheckedVpc) => Box[] | undefined;

const forwardPassage = (id: string, route: CheckedVpcRoute, expose: CheckedVpcExpose, filters: Filters): Passage => ({
  id,
  direction: Direction.Forward,
  route,
  expose,
  from: route.vpc,
  to: expose.vpc,
  destinations: expose.translation,
  sources: route.translation,
  pool: route.nat === NatType.Stateful ? route.visible : undefined,
  ports: expose.ports,
  exposeFilter: filters(expose.filter, route.vpc, expose.vpc),
  routeFilter: filters(route.filter, route.vpc, expose.vpc),
  idleTimeout: route.idleTimeout ?? expose.idleTimeout,
});

const returnPassage = (forward: Passage): Passage => ({
  ...forward,
  id: `${forward.route.name} <- ${forward.expose.name}`,
  direction: Direction.Return,
  from: forward.to,
  to: forward.from,
  destinations: inverse(forward.sources),
  sources: inverse(forward.destinations),
  ports: forward.ports
    ?.map(({ protocol, from, to, length }) => ({ protocol, from: to, to: from, length }))
    .sort((a, b) => a.from - b.from),
  exposeFilter: forward.exposeFilter && mirrored(forward.exposeFilter, forward),
  routeFilter: forward.routeFilter && mirrored(forward.routeFilter, forward),
});

/** A filter is flattened once for each pair of VPCs that its lines tell apart. */
function filterCache(): Filters {
  const known = new Map<FilterLine[], Map<string, Box[]>>();
  return (lines, from, to) => {
    if (lines === undefined) return undefined;
    const flattened = known.get(lines) ?? new Map<string, Box[]>();
    known.set(lines, flattened);
    const speaking = lines.map(({ fromVpcs, toVpcs }) =>
      (fromVpcs?.has(from.name) ?? true) && (toVpcs?.has(to.name) ?? true) ? "1" : "0",
    );
    const key = speaking.join("");
    const boxes = flattened.get(key) ?? permitted(lines, from, to);
    flattened.set(key, boxes);
    return boxes;
  };
}
