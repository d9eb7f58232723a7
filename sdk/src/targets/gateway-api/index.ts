import { GatewayRole, MeshTargetKind } from "../../model/choices.js";
import { egressGateways } from "../crossing/egress.js";
import type { MeshTarget } from "../target.js";
import { egressGateway } from "./egress/index.js";
import { ingressGateway } from "./ingress/index.js";
import { gatewayApiNotes } from "./notes.js";
import { gatewayApiProblems } from "./problems/index.js";
import { gatewayApiSupport } from "./support.js";

/** Gateways of Gateway API, realised by Envoy Gateway; without its policies only where nobody is told apart. */
export const gatewayApi: MeshTarget = {
  supports: { "": gatewayApiSupport },
  makesConsumerServices: true,
  problems: gatewayApiProblems,
  notes: gatewayApiNotes,
  expand: (fabric) => {
    const isMine = ({ target }: { target: { kind: string } }): boolean => target.kind === MeshTargetKind.GatewayApi;
    const parts = [
      ...fabric.gateways
        .filter(({ mesh, role }) => isMine(mesh) && role === GatewayRole.Ingress)
        .map((gateway) => ingressGateway(gateway, fabric)),
      ...egressGateways(fabric)
        .filter(({ mesh }) => isMine(mesh))
        .map(egressGateway),
    ];
    return {
      objects: parts.flatMap(({ objects }) => objects),
      certificates: parts.flatMap(({ certificates }) => certificates),
    };
  },
};
