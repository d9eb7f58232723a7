import type { FabricSpec } from "../model/fabric.js";
import type { Problem } from "../model/problem.js";
import { objectName } from "./object-name.js";

const kinds = [
  "meshes",
  "vpcs",
  "meshGateways",
  "crossMeshPermissions",
  "exposes",
  "routes",
  "peerings",
  "externalGateways",
] as const;

/** So that what a target puts before or behind a name still fits a DNS label. */
const longest = 40;

/** Objects are named after declarations in lower case, so two names of a kind must still differ there, and fit. */
export function* nameProblems(spec: Required<FabricSpec>): Iterable<Problem> {
  for (const kind of kinds) yield* namesProblems(kind, Object.keys(spec[kind]));
  for (const [gateway, { listeners = {} }] of Object.entries(spec.meshGateways))
    yield* namesProblems(`meshGateways.${gateway}.listeners`, Object.keys(listeners));
}

function* namesProblems(at: string, names: string[]): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const name of names) {
    const derived = objectName(name);
    if (derived.length > longest) {
      yield {
        code: "name.too-long",
        path: `${at}.${name}`,
        message: `"${name}" becomes "${derived}" in the cluster, which has ${derived.length} characters, not ${longest} at most`,
        hint: "choose a shorter name, or one with fewer capitals",
      };
    }
    const owner = owners.get(derived);
    if (owner === undefined) {
      owners.set(derived, name);
      continue;
    }
    yield {
      code: "name.taken",
      path: `${at}.${name}`,
      message: `"${name}" and "${owner}" both become "${derived}" in the cluster`,
      hint: "rename one of them",
    };
  }
}
