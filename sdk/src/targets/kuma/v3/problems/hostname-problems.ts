import { clusterDomain } from "../../../../fabric/defaults.js";
import type { Problem } from "../../../../model/problem.js";
import { consumerHostnames } from "../../../crossing/consumer-names.js";
import { entranceOf, sharedHostname } from "../../../crossing/shared-hostname.js";
import type { Spec } from "../../../own.js";
import { own } from "../../own.js";
import { KumaVersion } from "../../version.js";

/** A hostname is one name in its mesh's DNS and leads to one door; a Service that has it answers first. */
export function* hostnameProblems(spec: Spec): Iterable<Problem> {
  yield* sharedProblems(spec);
  yield* takenProblems(spec);
}

/** Routes that share a hostname have the same consumers and way: it is the name of one MeshService. */
function* sharedProblems(spec: Spec): Iterable<Problem> {
  const owners = new Map<string, { route: string; entrance: string }>();
  for (const [route, declared] of own[KumaVersion.V3].routes(spec)) {
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
    Object.entries(spec.exposes).flatMap(([name, { gateway, service }]): [string, string][] => {
      const mesh = gateway === undefined ? undefined : spec.meshGateways[gateway]?.mesh;
      if (mesh === undefined || service === undefined) return [];
      const cluster = spec.meshes[mesh]?.cluster;
      const hostname = `${service.name}.${service.namespace}`;
      const written = consumerHostnames({ hostname }, { domain: clusterDomain(spec, cluster) });
      return written.map((one) => [JSON.stringify([cluster, one]), name]);
    }),
  );
  for (const [route, { from, hostname = "" }] of own[KumaVersion.V3].routes(spec)) {
    if (from.mesh === undefined) continue;
    const expose = taken.get(JSON.stringify([spec.meshes[from.mesh]?.cluster, hostname]));
    if (expose === undefined) continue;
    yield {
      code: "target.hostname-taken",
      path: `routes.${route}.hostname`,
      message: `"${hostname}" is a Service of the cluster already: what Expose "${expose}" offers`,
      hint: "choose another hostname",
    };
  }
}
