import type { CheckedFabric } from "../../fabric/checked.js";
import { GatewayRole, MeshTargetKind } from "../../model/choices.js";
import type { Emitted, EmittedObject } from "../emitted.js";
import type { MeshTarget } from "../target.js";
import { meshCertificates, podCertificates } from "./certificates.js";
import { egressGateways } from "./egress.js";
import { egressPod } from "./egress-pod.js";
import { ingressPod } from "./ingress-pod.js";
import { consumerNames } from "./objects/consumer-names.js";
import { namespaces } from "./objects/namespaces.js";
import { podObjects } from "./objects/index.js";
import { standaloneProblems } from "./problems/index.js";

/** Envoy gateways that Isthmus brings, realised by nothing but Kubernetes. */
export const standalone: MeshTarget = {
  problems: standaloneProblems,
  expand: (fabric: CheckedFabric): Emitted => {
    const isMine = ({ target }: { target: { kind: string } }): boolean => target.kind === MeshTargetKind.Standalone;
    const meshes = fabric.meshes.filter(isMine);
    const egress = egressGateways(fabric).filter(({ mesh }) => isMine(mesh));
    const ingress = fabric.gateways.filter(({ mesh, role }) => isMine(mesh) && role === GatewayRole.Ingress);
    const pods = [...ingress.map((gateway) => ingressPod(gateway, fabric)), ...egress.map(egressPod)];
    const objects: EmittedObject[] = [
      ...namespaces(meshes, fabric.routes),
      ...pods.flatMap(podObjects),
      ...egress.flatMap(consumerNames),
    ];
    return { objects, certificates: [...meshes.flatMap(meshCertificates), ...pods.flatMap(podCertificates)] };
  },
};
