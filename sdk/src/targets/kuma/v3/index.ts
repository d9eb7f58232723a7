import type { CheckedFabric, CheckedMesh } from "../../../fabric/checked.js";
import { GatewayRole } from "../../../model/choices.js";
import { egressGateways } from "../../crossing/egress.js";
import type { Emitted, EmittedObject, KubeObject, Owner } from "../../emitted.js";
import { egressPod } from "../../standalone/egress-pod.js";
import { ingressPod } from "../../standalone/ingress-pod.js";
import { podObjects } from "../../standalone/objects/index.js";
import { podCertificates } from "../../standalone/pod.js";
import { isOfVersion, KumaVersion, type KumaTarget } from "../version.js";
import { doorObjects } from "./at-doors.js";
import { gatewayObjects } from "./behind-gateway.js";
import { meshObjects } from "./mesh-objects.js";
import { notes } from "./notes.js";
import { problems } from "./problems/index.js";
import { egressWithSidecar, ingressWithSidecar, sidecarSources } from "./sidecar.js";
import { support } from "./support.js";

/** Kuma 3.0, which has no gateways of its own: ours are in the mesh, as a delegated gateway and as a workload. */
export const v3: KumaTarget = { support, problems, notes, expand };

function expand(fabric: CheckedFabric): Emitted {
  const isMine = ({ target }: CheckedMesh): boolean => isOfVersion(target, KumaVersion.V3);
  const ingress = fabric.gateways.filter(({ mesh, role }) => isMine(mesh) && role === GatewayRole.Ingress);
  const egress = egressGateways(fabric).filter(({ mesh }) => isMine(mesh));
  const pods = [
    ...ingress.map((gateway) => ingressWithSidecar(ingressPod(gateway, fabric))),
    ...egress.map((gateway) => egressWithSidecar(egressPod(gateway, sidecarSources))),
  ];
  const objects: EmittedObject[] = [
    ...fabric.meshes
      .filter(isMine)
      .flatMap((mesh) => belonging({ kind: "meshes", name: mesh.name }, mesh.cluster.name, meshObjects(mesh))),
    ...pods.flatMap(podObjects),
    ...ingress.flatMap((gateway) =>
      belonging({ kind: "meshGateways", name: gateway.name }, gateway.mesh.cluster.name, gatewayObjects(gateway)),
    ),
    ...egress.flatMap((gateway) => belonging(gateway.owner, gateway.mesh.cluster.name, doorObjects(gateway))),
  ];
  return { objects, certificates: pods.flatMap(podCertificates) };
}

const belonging = (
  owner: Owner,
  cluster: string | undefined,
  objects: { id: string; object: KubeObject }[],
): EmittedObject[] => objects.map((emitted) => ({ owner, cluster, ...emitted }));
