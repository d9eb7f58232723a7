import type { CheckedFabric, CheckedGateway, CheckedMesh } from "../../../fabric/checked.js";
import { GatewayRole } from "../../../model/choices.js";
import type { Problem } from "../../../model/problem.js";
import { isOfVersion, KumaVersion } from "../version.js";

/**
 * What a mesh's own workloads meet once it has identities, where a permission is wider than what is offered, and what a
 * sidecar hides from its gateway.
 */
export function* notes({ meshes, gateways }: CheckedFabric): Iterable<Problem> {
  yield* identityNotes(meshes);
  yield* permissionNotes(gateways);
  yield* checkNotes(gateways);
}

function* identityNotes(meshes: CheckedMesh[]): Iterable<Problem> {
  for (const { name, target } of meshes) {
    if (!isOfVersion(target, KumaVersion.V3)) continue;
    yield {
      code: "kuma.default-deny",
      path: `meshes.${name}`,
      message: `workloads of mesh "${name}" get identities, and from then on Kuma lets none of them call another that no MeshTrafficPermission names`,
      hint: "see that your own permissions with rules are there, and no other MeshIdentity for the same workloads",
    };
    yield {
      code: "kuma.namespaces-claimed",
      path: `meshes.${name}`,
      message: `a pod of any namespace that Kuma injects into may claim another one in mesh "${name}", by the label k8s.kuma.io/namespace, and with it the identity of an account there; so may a Service, and with it the hostname of a Route`,
      hint: "let admission refuse the label on pods and Services, as docs/kuma-3.md shows",
    };
  }
}

function* permissionNotes(gateways: CheckedGateway[]): Iterable<Problem> {
  for (const { name, exposes } of exposing(gateways)) {
    for (const { name: expose, service } of exposes) {
      if (service.selector !== undefined) continue;
      yield {
        code: "kuma.wide-permission",
        path: `exposes.${expose}.service`,
        message: `gateway "${name}" may call every workload of namespace "${service.namespace}", not only Service "${service.name}": Kuma selects pods by their labels`,
        hint: "name the labels of the Service's pods in selector",
      };
    }
  }
}

/** Each connection of a gateway ends at its sidecar, which takes it whether or not a service is there. */
function* checkNotes(gateways: CheckedGateway[]): Iterable<Problem> {
  for (const { name, healthCheck } of exposing(gateways).flatMap(({ exposes }) => exposes)) {
    if (healthCheck === undefined || healthCheck.path !== undefined) continue;
    yield {
      code: "kuma.check-by-connection",
      path: `exposes.${name}.healthCheck`,
      message: `a check that only connects never fails: the gateway's sidecar takes the connection, whatever becomes of "${name}"`,
      hint: "name a path that the service answers",
    };
  }
}

const exposing = (gateways: CheckedGateway[]) =>
  gateways
    .filter(({ mesh, role }) => isOfVersion(mesh.target, KumaVersion.V3) && role === GatewayRole.Ingress)
    .map(({ name, listeners }) => ({ name, exposes: listeners.flatMap(({ exposes }) => exposes) }));
