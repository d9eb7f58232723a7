import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import type { CheckedFabric } from "./checked.js";
import { readDeclared } from "./declared.js";
import { distrustNotes } from "./distrust-notes.js";
import { externalProblems } from "./external-problems.js";
import { exposeProblems } from "./expose-problems.js";
import { listenerKindProblems } from "./listener-kind-problems.js";
import { listenerProblems } from "./listener-problems.js";
import { trustDomainProblems } from "./mesh-problems.js";
import { nameProblems } from "./name-problems.js";
import { jwksProblems } from "./jwks-problems.js";
import { fabricNotes } from "./notes.js";
import { permissionProblems } from "./permission-problems.js";
import { referenceProblems } from "./references.js";
import { regexProblems } from "./regex-problems.js";
import { resolve } from "./resolve.js";
import { routeProblems } from "./route-problems.js";
import { ruleProblems } from "./rule-problems.js";
import type { CheckedVpcSide } from "./vpcs/checked.js";
import { readVpcSide } from "./vpcs/index.js";
import { vpcNotes } from "./vpcs/notes.js";

/** A rule looks at all declarations that fit their schema and yields what is wrong. */
export type Rule = (spec: Required<FabricSpec>) => Iterable<Problem>;

const rules: Rule[] = [
  trustDomainProblems,
  nameProblems,
  listenerProblems,
  listenerKindProblems,
  exposeProblems,
  permissionProblems,
  routeProblems,
  ruleProblems,
  regexProblems,
  jwksProblems,
  externalProblems,
];

/** A Fabric that holds, or everything that is wrong with it. */
export type CheckResult = { fabric: CheckedFabric; problems?: undefined } | { fabric?: undefined; problems: Problem[] };

/** What targets say of declarations, so that it comes together with everything else. */
export interface TargetRules {
  /** What they cannot do. */
  problems?: Rule;
  /** What they cannot do of a VPC side whose addresses have no problem. */
  vpcProblems?: (side: CheckedVpcSide) => Iterable<Problem>;
  /** What is lost on the way, of a Fabric without problems. */
  notes?: Rule;
}

/** Checks declarations as one. Never throws; the input may be any data. */
export function checkFabric(
  name: string,
  input: unknown,
  { problems: targetRule = () => [], vpcProblems = () => [], notes = () => [] }: TargetRules = {},
): CheckResult {
  const declared = readDeclared(input);
  const vpcs = readVpcSide(declared.spec);
  const problems = [
    ...declared.problems,
    ...referenceProblems(declared),
    ...(vpcs.problems.length > 0 ? vpcs.problems : vpcProblems(vpcs.side)),
    ...[...rules, targetRule].flatMap((rule) => [...rule(declared.spec)]),
  ];
  if (problems.length > 0) return { problems: problems.sort(byPath) };
  const resolved = resolve(name, declared.spec);
  return {
    fabric: {
      ...resolved,
      vpcSide: vpcs.side,
      notes: [
        ...distrustNotes(declared.spec, resolved.meshes),
        ...fabricNotes(resolved),
        ...vpcNotes(vpcs.side, declared.spec),
        ...notes(declared.spec),
      ],
    },
  };
}

const byPath = (a: Problem, b: Problem): number =>
  compare(a.path, b.path) || compare(a.code, b.code) || compare(a.message, b.message);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
