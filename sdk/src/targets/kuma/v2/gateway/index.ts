import type { CheckedGateway, CheckedListener } from "../../../../fabric/checked.js";
import { grouped } from "../../../../fabric/grouped.js";
import { groupBy } from "../../../crossing/group-by.js";
import type { EmittedObject, KubeObject } from "../../../emitted.js";
import type { Use } from "../consumer/uses.js";
import { serviceTag } from "../names.js";
import { meshRetry, meshTimeout } from "../policies.js";
import { meshGateway } from "./mesh-gateway.js";
import { meshGatewayInstance } from "./mesh-gateway-instance.js";
import { meshHttpRoute } from "./mesh-http-route.js";
import { meshProxyPatch } from "./mesh-proxy-patch.js";
import { meshTrafficPermission } from "./mesh-traffic-permission.js";
import { callsBehind, treatmentOf } from "./treatment.js";

/** All of a gateway; its permissions and routes come first, so that no listener is there before them. */
export function gatewayObjects(gateway: CheckedGateway, uses: ReadonlyMap<CheckedListener, Use[]>): EmittedObject[] {
  const emitted = (id: string, object: KubeObject): EmittedObject => ({
    owner: { kind: "meshGateways", name: gateway.name },
    id,
    cluster: gateway.mesh.cluster.name,
    object,
  });
  const routes = gateway.listeners.map((listener) =>
    emitted(`route-${listener.name}`, meshHttpRoute(gateway, listener)),
  );
  const treatments = [...grouped(gateway.listeners, ({ port }) => port)].flatMap(([port, listeners]) => {
    const calls = callsBehind(gateway, port);
    const treatment = treatmentOf(listeners, uses);
    return [
      emitted(`timeout-${port}`, meshTimeout(calls, treatment)),
      emitted(`retry-${port}`, meshRetry(calls, treatment)),
    ];
  });
  const permissions = emitted("permissions", meshProxyPatch(gateway));
  return [
    permissions,
    ...treatments,
    ...routes,
    { ...emitted("gateway", meshGateway(gateway)), after: [permissions, ...routes].map(({ object }) => object) },
    emitted("instance", meshGatewayInstance(gateway)),
    ...servicesBehind(gateway).map((service) =>
      emitted(`permission-${serviceTag(service)}`, meshTrafficPermission(gateway, service)),
    ),
  ];
}

/** Each port of a service behind a gateway, once. */
const servicesBehind = ({ listeners }: CheckedGateway) =>
  groupBy(
    listeners.flatMap(({ exposes }) => exposes.map(({ service }) => service)),
    serviceTag,
  ).map(([service]) => service);
