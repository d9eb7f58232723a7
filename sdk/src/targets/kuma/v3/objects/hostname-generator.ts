import type { CheckedMesh } from "../../../../fabric/checked.js";
import type { EgressDoor, EgressGateway } from "../../../crossing/egress.js";
import { hashOf } from "../../../crossing/hashed-name.js";
import type { KubeObject } from "../../../emitted.js";
import { kumaApi, kumaMesh, meshLabel, namespaceLabel, zoneMetadata } from "./metadata.js";

/** Gives a Route's hostname to the MeshService that Kuma makes of its door's Service, for all of the mesh. */
export const hostnameGenerator = (
  { mesh, namespace }: EgressGateway,
  door: Pick<EgressDoor, "name">,
  hostname: string,
): KubeObject => ({
  apiVersion: kumaApi,
  kind: "HostnameGenerator",
  metadata: zoneMetadata(mesh, generatorName(mesh, hostname)),
  spec: {
    selector: {
      meshService: {
        matchLabels: {
          ...meshLabel(mesh),
          ...namespaceLabel(namespace),
          "k8s.kuma.io/service-name": door.name,
        },
      },
    },
    // a template without a variable: the name is the Route's, whatever the Service is called
    template: hostname,
  },
});

/** Hostnames have dots and may be longer than a name. */
const generatorName = (mesh: CheckedMesh, hostname: string): string =>
  `${kumaMesh(mesh)}-isthmus-${hashOf([mesh.name, hostname])}`;
