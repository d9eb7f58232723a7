import { MeshTargetKind } from "../../../model/choices.js";
import { ownOf, type Spec } from "../../own.js";
import { isEnvoyGateway } from "../api.js";

/** What belongs to target gateway-api. */
export const own = ownOf(({ kind }) => kind === MeshTargetKind.GatewayApi);

/** Whether a mesh has nothing but what every implementation of Gateway API has. */
export const isPortable = ({ meshes }: Spec, mesh: string | undefined): boolean => {
  const target = mesh === undefined ? undefined : meshes[mesh]?.target;
  return target !== undefined && !isEnvoyGateway(target);
};
