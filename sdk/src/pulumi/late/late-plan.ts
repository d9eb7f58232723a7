import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../model/problem.js";
import type { KubeObject, Tree } from "../../targets/emitted.js";
import type { Plan } from "../../targets/plan.js";
import { filled, type LateLeaf, lateLeaves } from "./leaves.js";
import { differences, isWithin, replaced, treeAt, type TreePath } from "./trees.js";

/** Plans declarations, or throws every problem. */
export type Planner = (spec: unknown) => Plan;

/** What makes an error of problems. */
export type Refuse = (problems: Problem[]) => Error;

/** A Kubernetes object in which some parts may be outputs; never its kind. */
export interface LateObject {
  apiVersion: string;
  kind: string;
  [field: string]: unknown;
}

/** A plan whose shape is known, and of whose texts some come later. */
export interface LatePlan {
  /** What is known: which objects and certificates there are. */
  known: Plan;
  /** An object, by its place in `known`, with outputs for what is known later; `later` fills in such a part. */
  object(index: number, later: (part: Tree) => unknown): LateObject;
  connectivity: pulumi.Output<Plan["connectivity"]>;
}

/**
 * Plans declarations of which some leaves are known later. Two examples of each leaf say what depends on it: these
 * parts come from a plan of the true values, checked like any other, as soon as they are known; all the rest must be
 * equal in all three, so that a preview says nothing that `up` does otherwise.
 */
export function planLate(spec: unknown, plan: Planner, refuse: Refuse): LatePlan {
  const leaves = lateLeaves(spec);
  const known = plan(filled(spec, leaves, ({ examples }) => examples[0]));
  if (leaves.length === 0) return plainPlan(known);
  const other = plan(filled(spec, leaves, ({ examples }) => examples[1]));
  const decisive = (): Error => refuse(leaves.map(decides));
  if (shapeOf(known) !== shapeOf(other)) throw decisive();
  const places = known.objects.map(({ object }, index) => [...differences(object, objectOf(other, index))]);

  const actual = settled(leaves).apply((values) => {
    const found = withoutSecrets(values, refuse, () => plan(filled(spec, leaves, ({ path }) => values[path]?.value)));
    const foreseen = known.objects.every(({ object }, index) =>
      [...differences(object, objectOf(found, index))].every((at) =>
        places[index]?.some((place) => isWithin(at, place)),
      ),
    );
    if (shapeOf(found) !== shapeOf(known) || !foreseen) throw decisive();
    return found;
  });
  const sameRows = JSON.stringify(known.connectivity) === JSON.stringify(other.connectivity);
  return {
    known,
    object: (index, later) =>
      replaced(objectOf(known, index), places[index] ?? [], (place: TreePath) =>
        actual.apply((found) => pulumi.output(later(treeAt(objectOf(found, index), place)))),
      ) as LateObject,
    connectivity: sameRows ? pulumi.output(known.connectivity) : actual.apply(({ connectivity }) => connectivity),
  };
}

const plainPlan = (known: Plan): LatePlan => ({
  known,
  object: (index) => objectOf(known, index),
  connectivity: pulumi.output(known.connectivity),
});

function objectOf({ objects }: Plan, index: number): KubeObject {
  const found = objects[index]?.object;
  if (found === undefined) throw new Error(`the plan has no object ${index}`);
  return found;
}

/** Which objects and certificates there are, as text. */
const shapeOf = ({ objects, certificates }: Plan): string =>
  JSON.stringify([
    objects.map(({ owner, id, cluster, object: { apiVersion, kind, metadata } }) => [
      [owner?.kind, owner?.name, id, cluster],
      [apiVersion, kind, metadata.namespace, metadata.name],
    ]),
    certificates,
  ]);

type Settled = Record<string, { value: unknown; secret: boolean }>;

const settled = (leaves: LateLeaf[]): pulumi.Output<Settled> =>
  pulumi
    .all(leaves.map(({ value }) => pulumi.all([value, pulumi.isSecret(pulumi.output(value))])))
    .apply((values) =>
      Object.fromEntries(values.map(([value, secret], index) => [leaves[index]?.path ?? "", { value, secret }])),
    );

/** The plan; where it is refused, no problem shows a secret. */
function withoutSecrets(values: Settled, refuse: Refuse, plan: () => Plan): Plan {
  try {
    return plan();
  } catch (error) {
    const problems = (error as { problems?: Problem[] }).problems;
    if (problems === undefined) throw error;
    throw refuse(problems.map((problem) => redacted(problem, values)));
  }
}

function redacted(problem: Problem, values: Settled): Problem {
  if (values[problem.path]?.secret === true)
    return { ...problem, message: "the value does not fit; it is a secret, so it is not shown" };
  return Object.values(values)
    .filter(({ secret }) => secret)
    .reduce<Problem>(
      (shown, { value }) => ({ ...shown, message: shown.message.replaceAll(String(value), "[secret]") }),
      problem,
    );
}

const decides = ({ path }: LateLeaf): Problem => ({
  code: "input.not-plain",
  path,
  message: "is an output, and its value decides more than a preview can show without it",
  hint: "pass a plain value, for example from configuration or from a stack output that is already there",
});
