import type { CheckedFabric, CheckedMesh } from "../../fabric/checked.js";
import { GatewayRole, MeshTargetKind } from "../../model/choices.js";
import type { Emitted } from "../emitted.js";
import type { MeshTarget } from "../target.js";
import { egressGateways } from "../crossing/egress.js";
import { egressPod } from "./egress-pod.js";
import { ingressPod } from "./ingress-pod.js";
import { consumerNames } from "../crossing/consumer-names.js";
import { podObjects } from "./objects/index.js";
import { podCertificates } from "./pod.js";
import { standaloneProblems } from "./problems/index.js";
import { standaloneSupport } from "./support.js";

/** Envoy gateways that Isthmus brings, realised by nothing but Kubernetes. */
export const standalone: MeshTarget = {
  supports: { "": standaloneSupport },
  makesConsumerServices: true,
  problems: standaloneProblems,
  expand: (fabric: CheckedFabric): Emitted => {
    const isMine = ({ target }: CheckedMesh): boolean => target.kind === MeshTargetKind.Standalone;
    const egress = egressGateways(fabric).filter(({ mesh }) => isMine(mesh));
    const ingress = fabric.gateways.filter(({ mesh, role }) => isMine(mesh) && role === GatewayRole.Ingress);
    const pods = [
      ...ingress.map((gateway) => ingressPod(gateway, fabric)),
      ...egress.map((gateway) => egressPod(gateway)),
    ];
    const objects = [...pods.flatMap(podObjects), ...egress.flatMap(consumerNames)];
    return { objects, certificates: pods.flatMap(podCertificates) };
  },
};
