import { clusterDomain } from "../../../fabric/defaults.js";
import type { Problem } from "../../../model/problem.js";
import { consumerHostnames, consumerService } from "../../crossing/consumer-names.js";
import { entranceOf, sharedHostname } from "../../crossing/shared-hostname.js";
import { clusterOf, type Own, type Spec } from "../../own.js";
import { knownServices } from "./known-services.js";

/** What consumers call is a name of its own in the DNS of their cluster, and leads to one door. */
export function* hostnameProblems(spec: Spec, own: Own): Iterable<Problem> {
  yield* sharedProblems(spec, own);
  yield* serviceProblems(spec, own);
}

interface Owner {
  route: string;
  hostname: string;
  entrance: string;
}

/** Routes that share a hostname have the same consumers and way, and no other hostname reads like it. */
function* sharedProblems(spec: Spec, own: Own): Iterable<Problem> {
  const owners = new Map<string, Owner>();
  for (const [route, declared] of own.routes(spec)) {
    const { from, hostname = "" } = declared;
    const entrance = entranceOf(declared);
    const cluster = clusterOf(spec, from.mesh);
    const domain = clusterDomain(spec, cluster);
    const keys = consumerHostnames({ hostname }, { domain }).map((written) => JSON.stringify([cluster, written]));
    const known = keys.flatMap((key) => owners.get(key) ?? []);
    const twin = known.find((owner) => owner.hostname === hostname && owner.entrance !== entrance);
    const double = known.find((owner) => owner.hostname !== hostname);
    for (const key of keys) if (!owners.has(key)) owners.set(key, { route, hostname, entrance });
    if (twin !== undefined && consumerService(hostname) !== undefined)
      yield sharedHostname(route, hostname, twin.route);
    if (double !== undefined) {
      yield {
        code: "target.hostname-double",
        path: `routes.${route}.hostname`,
        message: `"${hostname}" and "${double.hostname}" of Route "${double.route}" are one name in the cluster's DNS`,
        hint: "use the same hostname in both Routes, or another one",
      };
    }
  }
}

/** `NAME.NAMESPACE` becomes a Service, which nothing else may be. */
function* serviceProblems(spec: Spec, own: Own): Iterable<Problem> {
  const taken = new Map(
    [...knownServices(spec, own)].map(({ cluster, hostname, what }) => [JSON.stringify([cluster, hostname]), what]),
  );
  for (const [route, { from, hostname = "" }] of own.routes(spec)) {
    const service = consumerService(hostname);
    if (service === undefined) continue;
    const path = `routes.${route}.hostname`;
    if (!/^[a-z]/.test(service.name)) {
      yield {
        code: "target.hostname-service",
        path,
        message: `"${hostname}" would be a Service named "${service.name}", and such a name starts with a letter`,
        hint: "choose a hostname that starts with a letter",
      };
    }
    const owner = taken.get(JSON.stringify([clusterOf(spec, from.mesh), hostname]));
    if (owner === undefined) continue;
    yield {
      code: "target.hostname-taken",
      path,
      message: `"${hostname}" would be a Service that is there already: ${owner}`,
      hint: "choose another hostname, or another namespace in it",
    };
  }
}
