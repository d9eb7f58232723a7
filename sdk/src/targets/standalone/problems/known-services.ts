import { meshNamespace } from "../../../fabric/defaults.js";
import { objectName } from "../../../fabric/object-name.js";
import { impliedEgressName } from "../../crossing/egress.js";
import { clusterOf, type Own, type Spec } from "../../own.js";

/** A Service that the Fabric knows of. */
export interface KnownService {
  cluster: string | undefined;
  /** `NAME.NAMESPACE`. */
  hostname: string;
  /** For whoever would have made another one of that name. */
  what: string;
}

/**
 * The Services that are there whatever a Route's hostname is: those behind and in front of gateways, of which every
 * target makes one, and of the egress gateways that meshes of this target have by themselves.
 */
export function* knownServices(spec: Spec, own: Own): Iterable<KnownService> {
  for (const [name, { gateway, service }] of Object.entries(spec.exposes)) {
    const mesh = gateway === undefined ? undefined : spec.meshGateways[gateway]?.mesh;
    if (mesh === undefined || service === undefined) continue;
    const hostname = `${service.name}.${service.namespace}`;
    yield { cluster: clusterOf(spec, mesh), hostname, what: `what Expose "${name}" offers` };
  }
  for (const [name, { mesh, namespace = meshNamespace(spec, mesh) }] of Object.entries(spec.meshGateways))
    yield { cluster: clusterOf(spec, mesh), hostname: `${objectName(name)}.${namespace}`, what: `gateway "${name}"` };
  for (const [mesh] of own.meshes(spec)) {
    const hostname = `${impliedEgressName({ objectName: objectName(mesh) })}.${meshNamespace(spec, mesh)}`;
    yield { cluster: clusterOf(spec, mesh), hostname, what: `the egress gateway of mesh "${mesh}"` };
  }
}
