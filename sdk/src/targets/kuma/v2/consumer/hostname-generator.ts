import { managed } from "../../../crossing/metadata.js";
import type { KubeObject } from "../../../emitted.js";
import { systemNamespaceOf } from "../../version.js";
import { apiVersion } from "../metadata.js";
import { externalName, routeLabels } from "./mesh-external-service.js";
import type { Use } from "./uses.js";

/** Gives a Route's hostname to data planes; a template without variables is one name. It belongs to no mesh. */
export const hostnameGenerator = (use: Use): KubeObject => ({
  apiVersion,
  kind: "HostnameGenerator",
  metadata: { name: externalName(use), namespace: systemNamespaceOf(use.route.mesh.target), labels: managed },
  spec: {
    selector: { meshExternalService: { matchLabels: routeLabels(use) } },
    template: use.route.hostname,
  },
});
