import { crossings } from "../../sdk/src/reach/crossings.js";
import { gatewayHost, gatewayIdentity } from "../../sdk/src/targets/crossing/gateway.js";
import { forwardChains } from "../../sdk/src/targets/crossing/far-end.js";
import type { MeshTarget } from "../../sdk/src/targets/target.js";
import { ownGateways, ownRoutes, table } from "./tables.js";
import { exampleSupport } from "./support.js";

/** A system of the test tree: it reads tables in ConfigMaps, of who may call and of where calls go. */
export const example: MeshTarget = {
  supports: { "": exampleSupport },
  makesConsumerServices: false,
  problems: () => [],
  expand: (fabric) => ({
    objects: [
      ...ownGateways(fabric).map((gateway) =>
        table({ kind: "meshGateways", name: gateway.name }, gateway, gateway.mesh, {
          host: gatewayHost(gateway),
          identity: gatewayIdentity(gateway),
          rules: crossings({ gateways: [gateway] }).map(({ action, permission, expose }) => [
            action,
            permission,
            expose.name,
          ]),
        }),
      ),
      ...ownRoutes(fabric).map((route) =>
        table({ kind: "meshes", name: route.mesh.name }, { ...route.mesh, objectName: route.name }, route.mesh, {
          hostname: route.hostname,
          ends: route.rules.flatMap(({ forward }) =>
            forward === undefined
              ? []
              : forwardChains(forward, route.mesh).map(([{ endpoints, serverName }]) => [endpoints, serverName]),
          ),
        }),
      ),
    ],
    certificates: [],
  }),
};
