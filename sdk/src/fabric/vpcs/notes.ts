import { NatType, ReturnRoute } from "../../model/choices.js";
import type { ExposeSpec } from "../../model/expose.js";
import type { FabricSpec } from "../../model/fabric.js";
import type { Problem } from "../../model/problem.js";
import { describeSet } from "../addresses/cidr.js";
import { intersection } from "../addresses/range.js";
import { grouped } from "../grouped.js";
import { propertyPath, quoted } from "../path.js";
import { blockRange } from "./blocks.js";
import type { CheckedVpc, CheckedVpcRoute, CheckedVpcSide } from "./checked.js";

/** What is legal on the VPC side and worth a second look. */
export function* vpcNotes(side: CheckedVpcSide, spec: Required<FabricSpec>): Iterable<Problem> {
  yield* bidirectionalNotes(side);
  yield* shadowNotes(side);
  yield* externalNotes(side);
  for (const [name, expose] of Object.entries(spec.exposes)) yield* orderNotes(name, expose, side.vpcs);
}

/** A static return without a filter lets the exposing side start flows of its own (A19). */
function* bidirectionalNotes({ exposes, routes }: CheckedVpcSide): Iterable<Problem> {
  const used = new Set(routes.map(({ expose }) => expose?.name));
  for (const { name, origin, returnRoute, filter, vpc } of exposes) {
    if (returnRoute !== ReturnRoute.Static || filter !== undefined || origin.kind !== "exposes") continue;
    if (!used.has(name) && !used.has(undefined)) continue;
    yield {
      code: "expose.static-bidirectional",
      path: propertyPath("exposes", name, "returnRoute"),
      message: `Expose ${quoted(name)} returns statically and has no filter, so VPC "${vpc.name}" may also start flows to whoever has a Route to it`,
      hint: "set returnRoute to stateful, or add a filter, whose mirror then holds for the way back",
    };
  }
}

/** A Route that no packet takes, since longer prefixes or inner offers take all of its destinations. */
function* shadowNotes({ routes, forwarding, exposes }: CheckedVpcSide): Iterable<Problem> {
  const used = new Set<CheckedVpcRoute>();
  for (const atoms of forwarding.values())
    for (const { sources } of atoms) for (const { passage } of sources) used.add(passage.route);
  for (const route of routes) {
    if (used.has(route)) continue;
    const rivals = route.expose?.vpc.external === true ? exposes.filter(({ vpc }) => vpc.external) : [];
    yield {
      code: rivals.length > 1 ? "external.tie" : "route.shadowed",
      path: propertyPath(route.origin.kind, route.origin.name),
      message: `no packet takes Route ${quoted(route.name)}: others have longer prefixes, or come first among externals`,
      hint:
        rivals.length > 1
          ? "externals that match equally well go by priority, then by name; give the one that is meant a lower priority"
          : "remove it, or give it destinations or sources of its own",
    };
  }
}

/** Static addresses that differ from external to external: answers to one may come in by the other (R32). */
function* externalNotes({ routes }: CheckedVpcSide): Iterable<Problem> {
  const outward = routes.filter(({ expose, nat }) => expose?.vpc.external === true && nat === NatType.Static);
  for (const own of grouped(outward, ({ vpc }) => vpc).values()) {
    for (const [index, route] of own.entries()) {
      const other = own
        .slice(0, index)
        .find(
          (earlier) =>
            earlier.expose?.vpc !== route.expose?.vpc &&
            intersection(earlier.sources, route.sources).length > 0 &&
            intersection(earlier.destinations, route.destinations).length > 0 &&
            describeSet(earlier.visible) !== describeSet(route.visible),
        );
      if (other === undefined) continue;
      yield {
        code: "route.static-to-externals",
        path: propertyPath(route.origin.kind, route.origin.name),
        message: `VPC "${route.vpc.name}" is seen under different static addresses by "${other.expose?.vpc.name ?? ""}" and "${route.expose?.vpc.name ?? ""}", which lead to the same destinations: an answer that comes in by the other external is dropped`,
        hint: "see that each external answers by itself, or set nat to stateful",
      };
    }
  }
}

/** Blocks are paired in ascending order, whatever the order in which they are written (A12). */
function* orderNotes(name: string, { vpc, ips, as }: ExposeSpec, vpcs: CheckedVpc[]): Iterable<Problem> {
  if (vpc === undefined || ips === undefined || as === undefined) return;
  const owner = vpcs.find((checked) => checked.name === vpc);
  for (const [field, blocks] of Object.entries({ ips, as })) {
    const firsts = blocks.map((block) => blockRange(block, owner)?.first ?? 0);
    if (firsts.every((first, index) => first >= (firsts[index - 1] ?? 0))) continue;
    yield {
      code: "expose.blocks-reordered",
      path: propertyPath("exposes", name, field),
      message: `the blocks of ${field} are not in ascending order, in which addresses are paired`,
      hint: "write them in ascending order, or make an Expose of each pair",
    };
  }
}
