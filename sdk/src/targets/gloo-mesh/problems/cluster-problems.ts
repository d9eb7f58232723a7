import type { Problem } from "../../../model/problem.js";
import { labelSchema } from "../../../model/name.js";
import type { Spec } from "../../own.js";
import { own } from "./own.js";

/** Gloo Mesh knows clusters by name, and each has one Istio with one trust domain. */
export function* clusterProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, string>();
  for (const [name, { cluster, target }] of own.meshes(spec)) {
    const at = `meshes.${name}`;
    if (cluster === undefined) {
      yield {
        code: "gloo.cluster-unnamed",
        path: `${at}.cluster`,
        message: `Gloo Mesh knows clusters by name, and mesh "${name}" is in the default one`,
        hint: "declare the cluster under clusters, by the name with which it is registered, and name it here",
      };
      continue;
    }
    yield* nameProblems(`${at}.cluster`, cluster);
    yield* nameProblems(`${at}.target.managementCluster`, target.managementCluster);
    const owner = owners.get(cluster);
    owners.set(cluster, owner ?? name);
    if (owner === undefined) continue;
    yield {
      code: "gloo.cluster-shared",
      path: `${at}.cluster`,
      message: `cluster "${cluster}" has the Istio of mesh "${owner}", with one trust domain for all its workloads`,
      hint: "declare one mesh for the cluster",
    };
  }
}

/** A KubernetesCluster is an object of this name. */
function* nameProblems(path: string, cluster: string | undefined): Iterable<Problem> {
  if (cluster === undefined || labelSchema.safeParse(cluster).success) return;
  yield {
    code: "gloo.cluster-name",
    path,
    message: `"${cluster}" is no name that a cluster can be registered with`,
    hint: "write it in lower case, as its KubernetesCluster is called",
  };
}
