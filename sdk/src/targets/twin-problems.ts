import type { Problem } from "../model/problem.js";
import type { EmittedObject } from "./emitted.js";

/**
 * Two objects of one name would be one in the cluster: what was applied last. Names that are cut to fit, or have dots
 * made dashes, end in a hash, and whoever writes a part of what is hashed can find one that ends alike.
 */
export function* twinProblems(objects: EmittedObject[]): Iterable<Problem> {
  const owners = new Map<string, EmittedObject["owner"]>();
  for (const { owner, cluster, object } of objects) {
    const { apiVersion, kind, metadata } = object;
    const key = JSON.stringify([cluster, apiVersion, kind, metadata.namespace, metadata.name]);
    if (!owners.has(key)) {
      owners.set(key, owner);
      continue;
    }
    yield {
      code: "target.twin",
      path: pathOf(owner),
      message: `${kind} "${metadata.name}" would be made twice, the first time for ${pathOf(owners.get(key))}`,
      hint: "choose another name for one of them, or another hostname, namespace or label in its Routes",
    };
  }
}

const pathOf = (owner: EmittedObject["owner"]): string =>
  owner === undefined ? "fabric" : `${owner.kind}.${owner.name}`;
