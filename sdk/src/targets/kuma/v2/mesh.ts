import type { CheckedMesh } from "../../../fabric/checked.js";
import { TrustMode } from "../../../model/choices.js";
import { managed } from "../../crossing/metadata.js";
import type { EmittedObject } from "../../emitted.js";
import { apiVersion } from "./metadata.js";

/** The one authority of a mesh, by name: Kuma takes no second one. */
const backend = "isthmus";

/**
 * The Mesh, unless it is yours. Kuma makes its authority: ours may sign for the mesh's trust domain alone, and Kuma
 * writes `kuma://` names into certificates besides. Strict mTLS, and no MeshServices, beside which Kuma gives no names
 * to crossMesh listeners, are what a Mesh has by default; Kuma drops these words where it stores them.
 */
export const meshObjects = ({ name, objectName, cluster, trust }: CheckedMesh): EmittedObject[] =>
  trust.mode === TrustMode.Provided
    ? []
    : [
        {
          owner: { kind: "meshes", name },
          id: "mesh",
          cluster: cluster.name,
          object: {
            apiVersion,
            kind: "Mesh",
            metadata: { name: objectName, labels: managed },
            spec: {
              mtls: {
                enabledBackend: backend,
                backends: [
                  {
                    name: backend,
                    type: "builtin",
                    dpCert: { rotation: { expiration: `${trust.leafHours}h` } },
                  },
                ],
              },
            },
          },
        },
      ];
