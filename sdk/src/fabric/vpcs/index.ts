import type { ExposeSpec } from "../../model/expose.js";
import type { FabricSpec } from "../../model/fabric.js";
import type { RouteSpec } from "../../model/route.js";
import type { Problem } from "../../model/problem.js";
import { byNameOrder } from "../checked.js";
import type { CheckedVpc, CheckedVpcExpose, CheckedVpcRoute, CheckedVpcSide } from "./checked.js";
import { exposeClashes, exposeContent } from "./expose-clashes.js";
import { destinationTable, type Tables } from "./forwarding/table.js";
import { forwardingTables } from "./forwarding/index.js";
import { tableProblems } from "./forwarding/table-problems.js";
import { apartProblems } from "./apart-problems.js";
import { peeringExposes, peeringRoutes } from "./peerings.js";
import { type DeclaredExpose, readExpose } from "./read-exposes.js";
import { type DeclaredRoute, readRoute } from "./read-routes.js";
import { readNatGateways, readVpcs } from "./read-vpcs.js";
import { destinationProblems, duplicateProblems, insideProblems } from "./route-problems.js";
import { routeContent } from "./route-content.js";

type Spec = Required<FabricSpec>;

/**
 * Reads the VPC side of a Fabric, with everything that is wrong with it. What is wrong by itself is left out of what
 * follows, so that one mistake is one problem; `side` is for use only where there is none.
 */
export function readVpcSide(spec: Spec): { side: CheckedVpcSide; problems: Problem[] } {
  const problems: Problem[] = [];
  const natGateways = readNatGateways(spec);
  const vpcs = readVpcs(spec, natGateways, problems);
  const { exposes, offers, places, isComplete } = readExposes(spec, vpcs, problems);
  const routes = readRoutes(spec, vpcs, exposes, places, problems);
  const at = (route: CheckedVpcRoute): PropertyKey[] => places.get(route) ?? [];
  problems.push(...destinationProblems(routes, offers, isComplete, at));
  problems.push(...insideProblems(routes, offers, at));
  problems.push(...duplicateProblems(routes, at));
  const all = [...vpcs.values()];
  const tables = forwardingTables(all, offers, routes);
  for (const { vpc, cut } of tables.values()) problems.push(...tableProblems(vpc, cut, at), ...apartProblems(cut, at));
  const side = { vpcs: all.sort(byNameOrder), exposes: offers, routes, natGateways, forwarding: forwardingOf(tables) };
  return { side, problems };
}

const forwardingOf = (tables: Tables): CheckedVpcSide["forwarding"] =>
  new Map([...tables].map(([name, { cut }]) => [name, destinationTable(cut)]));

/** Where each Expose and Route is declared. */
type Places = Map<CheckedVpcExpose | CheckedVpcRoute, PropertyKey[]>;

function readExposes(spec: Spec, vpcs: Map<string, CheckedVpc>, problems: Problem[]) {
  const places: Places = new Map();
  const exposes = new Map<string, CheckedVpcExpose>();
  const byContent = new Map<string, CheckedVpcExpose>();
  const canBeShared = Object.keys(spec.peerings).length > 0;
  const before = problems.length;
  for (const declared of declaredExposes(spec)) {
    const read = readExpose(declared, vpcs, problems);
    if (read === undefined) continue;
    // a Peering uses an Expose that says the same; two that are declared are two
    const same = declared.origin.kind === "peerings" ? byContent.get(exposeContent(read)) : undefined;
    exposes.set(declared.name, same ?? read);
    if (same !== undefined) continue;
    places.set(read, declared.at);
    if (!canBeShared) continue;
    byContent.set(exposeContent(read), byContent.get(exposeContent(read)) ?? read);
  }
  const isComplete = problems.length === before;
  const offers = [...new Set(exposes.values())];
  const left = new Set(offers);
  for (const { later, problem } of exposeClashes(offers, (expose) => places.get(expose) ?? [])) {
    problems.push(problem);
    left.delete(later);
  }
  for (const [name, expose] of exposes) if (!left.has(expose)) exposes.delete(name);
  return {
    exposes,
    offers: [...left].sort(byNameOrder),
    places,
    isComplete: isComplete && left.size === offers.length,
  };
}

function readRoutes(
  spec: Spec,
  vpcs: Map<string, CheckedVpc>,
  exposes: Map<string, CheckedVpcExpose>,
  places: Places,
  problems: Problem[],
): CheckedVpcRoute[] {
  const routes: CheckedVpcRoute[] = [];
  const known = new Set<string>();
  const canBeShared = Object.keys(spec.peerings).length > 0;
  for (const declared of declaredRoutes(spec)) {
    // what is wrong with a party of a Peering is told of its Expose
    const found = declared.origin.kind === "peerings" ? [] : problems;
    const read = readRoute(declared, vpcs, exposes, found);
    if (read === undefined) continue;
    const content = canBeShared ? routeContent(read) : "";
    if (declared.origin.kind === "peerings" && known.has(content)) continue;
    known.add(content);
    places.set(read, declared.at);
    routes.push(read);
  }
  return routes.sort(byNameOrder);
}

/** Those that are declared first, then those of Peerings. */
function declaredExposes({ exposes, peerings }: Spec): DeclaredExpose[] {
  const own = Object.entries(exposes).flatMap(([name, spec]): DeclaredExpose[] =>
    hasVpc(spec) ? [{ name, origin: { kind: "exposes", name }, at: ["exposes", name], spec }] : [],
  );
  return [...own, ...Object.entries(peerings).flatMap(([name, spec]) => peeringExposes(name, spec))];
}

const hasVpc = (spec: ExposeSpec): spec is ExposeSpec & { vpc: string } => spec.vpc !== undefined;

const isOfVpc = (spec: RouteSpec): spec is DeclaredRoute["spec"] => spec.from.vpc !== undefined;

function declaredRoutes({ routes, peerings }: Spec): DeclaredRoute[] {
  const own = Object.entries(routes).flatMap(([name, spec]): DeclaredRoute[] =>
    isOfVpc(spec) ? [{ name, origin: { kind: "routes", name }, at: ["routes", name], spec }] : [],
  );
  return [...own, ...Object.entries(peerings).flatMap(([name, spec]) => peeringRoutes(name, spec))];
}
