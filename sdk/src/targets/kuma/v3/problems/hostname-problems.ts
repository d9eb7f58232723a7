import { clusterDomain } from "../../../../fabric/defaults.js";
import type { Problem } from "../../../../model/problem.js";
import { consumerHostnames } from "../../../crossing/consumer-names.js";
import { entranceOf, sharedHostname } from "../../../crossing/shared-hostname.js";
import { clusterOf, type Spec } from "../../../own.js";
import { knownServices } from "../../../standalone/problems/known-services.js";
import { own } from "./own.js";

/** A hostname is one name in its mesh's DNS and leads to one door; a Service that has it answers first. */
export function* hostnameProblems(spec: Spec): Iterable<Problem> {
  yield* sharedProblems(spec);
  yield* takenProblems(spec);
}

/** Routes that share a hostname have the same consumers and way: it is the name of one MeshService. */
function* sharedProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, { route: string; entrance: string }>();
  for (const [route, declared] of own.routes(spec)) {
    const { from, hostname = "" } = declared;
    const key = JSON.stringify([from.mesh, hostname]);
    const entrance = entranceOf(declared);
    const owner = owners.get(key) ?? { route, entrance };
    owners.set(key, owner);
    if (owner.entrance !== entrance) yield sharedHostname(route, hostname, owner.route);
  }
}

/** A pod asks the cluster for `NAME.NAMESPACE` before it asks Kuma, so a Service of that name would be called instead. */
function* takenProblems(spec: Spec): Iterable<Problem> {
  const taken = new Map(
    [...knownServices(spec, own)].flatMap(({ cluster, hostname, what }) =>
      consumerHostnames({ hostname }, { domain: clusterDomain(spec, cluster) }).map((written) => [
        JSON.stringify([cluster, written]),
        what,
      ]),
    ),
  );
  for (const [route, { from, hostname = "" }] of own.routes(spec)) {
    const owner = taken.get(JSON.stringify([clusterOf(spec, from.mesh), hostname]));
    if (owner === undefined) continue;
    yield {
      code: "target.hostname-taken",
      path: `routes.${route}.hostname`,
      message: `"${hostname}" is a Service of the cluster already: ${owner}`,
      hint: "choose another hostname",
    };
  }
}
