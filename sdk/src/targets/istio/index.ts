import { GatewayRole, MeshTargetKind } from "../../model/choices.js";
import { egressGateways } from "../crossing/egress.js";
import type { MeshTarget } from "../target.js";
import { cacerts } from "./cacerts.js";
import { egressGateway } from "./egress/index.js";
import { namedBackends } from "./ingress/backends.js";
import { ingressGateway } from "./ingress/index.js";
import { istioProblems } from "./problems/index.js";
import { istioSupport } from "./support.js";

/** Istio with sidecars: mesh to mesh by a gateway on each side, each with a certificate of its own. */
export const istio: MeshTarget = {
  supports: { "": istioSupport },
  makesConsumerServices: true,
  problems: istioProblems,
  expand: (fabric) => {
    const isMine = ({ target }: { target: { kind: string } }): boolean => target.kind === MeshTargetKind.Istio;
    const ingresses = fabric.gateways.filter(({ mesh, role }) => isMine(mesh) && role === GatewayRole.Ingress);
    const namedAt = namedBackends(ingresses);
    const gateways = [
      ...ingresses.map((gateway) => ingressGateway(gateway, namedAt(gateway))),
      ...egressGateways(fabric)
        .filter(({ mesh }) => isMine(mesh))
        .map(egressGateway),
    ];
    return {
      objects: [...fabric.meshes.filter(isMine).map(cacerts), ...gateways.flatMap(({ objects }) => objects)],
      certificates: gateways.flatMap(({ certificates }) => certificates),
    };
  },
};
