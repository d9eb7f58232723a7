import type fc from "fast-check";
import { type MeshSide, validFabricsOfAllListeners } from "../../../fabric/testing/fabrics.js";
import { checkFabric } from "../../../fabric/check.js";
import type { CrossMeshPermissionSpec } from "../../../model/cross-mesh-permission.js";
import type { RouteRule } from "../../../model/route-rule.js";
import type { RouteSpec } from "../../../model/route.js";
import { targetRules } from "../../availability.js";

/** The family of target standalone, on this target as far as it goes: what it does not realise is left out, by its own words. */
export const gatewayApiFabrics = (): fc.Arbitrary<MeshSide> =>
  validFabricsOfAllListeners()
    .map(moved)
    .filter((spec) => checkFabric("generated", spec, targetRules).problems === undefined);

/** Every other mesh stays where it is, so that both sides meet others. */
function moved(spec: MeshSide): MeshSide {
  const meshes = Object.fromEntries(
    Object.entries(spec.meshes).map(([name, mesh], index) => [
      name,
      index % 3 === 2 ? mesh : { ...mesh, target: { kind: "gateway-api" as const } },
    ]),
  );
  const gateways = Object.entries(spec.meshGateways).map(([name, gateway]): [string, typeof gateway] => [
    name,
    {
      ...gateway,
      ...(gateway.listeners !== undefined && {
        listeners: Object.fromEntries(
          Object.entries(gateway.listeners)
            .filter(([, { protocol, crossMesh }]) => protocol === "HTTPS" || crossMesh !== true)
            .map(([listener, declared]) => [listener, without(declared, "rateLimit")]),
        ),
      }),
    },
  ]);
  const meshGateways = Object.fromEntries(
    gateways.filter(([, { role, listeners = {} }]) => role === "egress" || Object.keys(listeners).length > 0),
  );
  const exposes = Object.fromEntries(
    Object.entries(spec.exposes).filter(([, { gateway = "", listener }]) => {
      const listeners = meshGateways[gateway]?.listeners;
      return listeners !== undefined && (listener === undefined || listener in listeners);
    }),
  );
  const routes = Object.fromEntries(
    Object.entries(spec.routes).flatMap(([name, route]): [string, RouteSpec][] => {
      const kept = without(route, "mirror");
      const named = [
        route.to.expose,
        ...(route.to.weighted ?? []).map(({ expose }) => expose),
        ...(route.failover ?? []),
      ];
      if (named.some((expose) => expose !== undefined && !(expose in exposes))) return [];
      return [[name, { ...kept, ...(route.rules !== undefined && { rules: route.rules.map(sayable) }) }]];
    }),
  );
  // beside what allows stands what denies some of it
  const crossMeshPermissions = Object.fromEntries(
    Object.entries(spec.crossMeshPermissions).flatMap(([name, permission]): [string, CrossMeshPermissionSpec][] => [
      [name, permission],
      [`${name}-not`, { ...permission, action: "deny", from: [{ mesh: "*", namespace: "batch" }] }],
    ]),
  );
  return { ...spec, meshes, meshGateways, exposes, crossMeshPermissions, routes };
}

/** Without what Gateway API cannot say. */
function sayable({ match, ...rule }: RouteRule): RouteRule {
  const query = match?.query?.filter(({ present }) => present !== false) ?? [];
  return { ...rule, match: { ...without(match ?? {}, "query"), ...(query.length > 0 && { query }) } };
}

const without = <T extends object, K extends keyof T>(value: T, field: K): Omit<T, K> =>
  Object.fromEntries(Object.entries(value).filter(([key]) => key !== field)) as Omit<T, K>;
