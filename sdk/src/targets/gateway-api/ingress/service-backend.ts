import type { CheckedExpose } from "../../../fabric/checked.js";
import { ServiceProtocol } from "../../../model/choices.js";
import type { KubeObject } from "../../emitted.js";
import { apis } from "../api.js";
import { type GatewayPlace, metadataOf } from "../../crossing/place.js";
import { exposePart } from "./names.js";

/** Whether an Expose's Route leads to a Backend: it alone can say that a service speaks HTTP/2, whatever its Service says. */
export const hasBackend = ({ service }: Pick<CheckedExpose, "service">): boolean =>
  service.protocol === ServiceProtocol.HTTP2;

/** A service by its name in the cluster's DNS, which no ReferenceGrant has to allow. */
export const serviceBackend = (place: GatewayPlace, expose: CheckedExpose): KubeObject => {
  const { name, namespace, port } = expose.service;
  return {
    apiVersion: apis.envoy,
    kind: "Backend",
    metadata: metadataOf(place, exposePart(expose)),
    spec: {
      endpoints: [{ fqdn: { hostname: `${name}.${namespace}.svc.${place.mesh.cluster.domain}`, port } }],
      appProtocols: ["gateway.envoyproxy.io/h2c"],
    },
  };
};
