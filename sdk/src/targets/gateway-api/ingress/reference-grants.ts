import type { CheckedListener } from "../../../fabric/checked.js";
import { groupBy } from "../../crossing/group-by.js";
import { managed } from "../../crossing/metadata.js";
import type { KubeObject } from "../../emitted.js";
import { apis, groups } from "../api.js";
import type { GatewayPlace } from "../../crossing/place.js";
import { routeKind } from "./routes.js";
import { hasBackend } from "./service-backend.js";

/** Services of other namespaces let a Gateway's Routes lead to them: each by name, and to no others of the namespace. */
export const referenceGrants = ({ name, namespace }: GatewayPlace, listeners: CheckedListener[]): KubeObject[] =>
  groupBy(
    listeners
      .flatMap((listener) =>
        listener.exposes
          .filter((expose) => !hasBackend(expose))
          .map((expose) => ({ kind: routeKind(listener, expose), ...expose.service })),
      )
      .filter((service) => service.namespace !== namespace),
    (service) => service.namespace,
  ).map((services) => ({
    apiVersion: apis.grants,
    kind: "ReferenceGrant",
    metadata: { name: `${namespace}.${name}`, namespace: services[0].namespace, labels: managed },
    spec: {
      from: [...new Set(services.map(({ kind }) => kind))]
        .sort()
        .map((kind) => ({ group: groups.gateway, kind, namespace })),
      to: [...new Set(services.map((service) => service.name))]
        .sort()
        .map((service) => ({ group: "", kind: "Service", name: service })),
    },
  }));
