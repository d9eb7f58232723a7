import type { Rule } from "../../../fabric/check.js";
import { innerNameProblems } from "../../crossing/inner-names.js";
import { clusterProblems } from "./cluster-problems.js";
import { destinationProblems } from "./destination-problems.js";
import { externalProblems } from "./external-problems.js";
import { gatewayProblems } from "./gateway-problems.js";
import { hostnameProblems } from "./hostname-problems.js";
import { own } from "./own.js";
import { passageProblems } from "./passage-problems.js";
import { permissionProblems } from "./permission-problems.js";
import { requestProblems } from "./request-problems.js";
import { sharedProblems } from "./shared-problems.js";

const rules: Rule[] = [
  sharedProblems,
  clusterProblems,
  gatewayProblems,
  passageProblems,
  hostnameProblems,
  (spec) => innerNameProblems(spec, own),
  destinationProblems,
  requestProblems,
  externalProblems,
  permissionProblems,
];

/** What Gloo Mesh cannot do, of what its own meshes declare. */
export const glooMeshProblems: Rule = function* (spec) {
  for (const rule of rules) yield* rule(spec);
};
