import type { CheckedGateway } from "../../../../fabric/checked.js";
import type { KubeObject } from "../../../emitted.js";
import { yamlText } from "../../../standalone/envoy/yaml.js";
import { apiVersion, systemMetadata } from "../metadata.js";
import { joinedName } from "../names.js";
import { policyFilters } from "../policy/filters.js";

/**
 * Who may call: filters in front of all that Kuma has at the gateway, which by itself lets every data plane of every
 * mesh in. They stand at all listeners of the gateway, so that none is open because it is called otherwise than here.
 */
export const meshProxyPatch = (gateway: CheckedGateway): KubeObject => ({
  apiVersion,
  kind: "MeshProxyPatch",
  metadata: systemMetadata(gateway.mesh, joinedName(gateway.objectName, "permissions")),
  spec: {
    targetRef: { kind: "MeshGateway", name: gateway.objectName },
    default: {
      // each goes in front of those before it
      appendModifications: policyFilters(gateway)
        .reverse()
        .map((filter) => ({
          httpFilter: { operation: "AddFirst", match: { origin: "gateway" }, value: `${yamlText(filter)}\n` },
        })),
    },
  },
});
