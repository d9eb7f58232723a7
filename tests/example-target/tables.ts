import type { CheckedFabric, CheckedGateway, CheckedMesh, CheckedRoute } from "../../sdk/src/fabric/checked.js";
import { MeshTargetKind } from "../../sdk/src/model/choices.js";
import type { EmittedObject, Owner } from "../../sdk/src/targets/emitted.js";

/** The kind in whose place the system of the test tree stands: the model's list of kinds is closed. */
export const exampleKind = MeshTargetKind.Istio;

const isMine = ({ target }: CheckedMesh): boolean => target.kind === exampleKind;

export const ownGateways = ({ gateways }: CheckedFabric): CheckedGateway[] =>
  gateways.filter(({ mesh }) => isMine(mesh));
export const ownRoutes = ({ routes }: CheckedFabric): CheckedRoute[] => routes.filter(({ mesh }) => isMine(mesh));

/** A table, in the cluster of its mesh. */
export const table = (
  owner: Owner,
  { objectName, namespace }: { objectName: string; namespace: string },
  { cluster }: CheckedMesh,
  content: object,
): EmittedObject => ({
  owner,
  id: `table.${objectName}`,
  cluster: cluster.name,
  object: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: objectName, namespace },
    data: { table: JSON.stringify(content) },
  },
});
