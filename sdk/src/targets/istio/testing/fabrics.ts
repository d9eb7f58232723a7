import type fc from "fast-check";
import { checkFabric } from "../../../fabric/check.js";
import { type MeshSide, validFabricsOfAllListeners } from "../../../fabric/testing/fabrics.js";
import type { ExposeSpec } from "../../../model/expose.js";
import type { MeshGatewaySpec } from "../../../model/mesh-gateway.js";
import type { RouteSpec } from "../../../model/route.js";
import type { RouteRule } from "../../../model/route-rule.js";
import { targetRules } from "../../availability.js";

/** The family of target standalone, on this target as far as it goes. Every third mesh stays, so that both meet others. */
export const istioFabrics = (): fc.Arbitrary<MeshSide> =>
  validFabricsOfAllListeners()
    .map(moved)
    .filter((spec) => checkFabric("generated", spec, targetRules).problems === undefined);

function moved(spec: MeshSide): MeshSide {
  const meshes = mapped(spec.meshes, (mesh, name, index) =>
    index % 3 === 2
      ? mesh
      : { ...mesh, target: { kind: "istio" as const, systemNamespace: `istio-${name.toLowerCase()}` } },
  );
  const gateways = mapped(spec.meshGateways, withRequests);
  const meshGateways = Object.fromEntries(
    Object.entries(gateways).filter(([, { role, listeners = {} }]) => role === "egress" || size(listeners) > 0),
  );
  const isThere = ({ gateway = "", listener }: ExposeSpec): boolean => {
    const listeners = meshGateways[gateway]?.listeners;
    return listeners !== undefined && (listener === undefined || listener in listeners);
  };
  const exposes = Object.fromEntries(
    Object.entries(mapped(spec.exposes, (expose) => without(expose, "healthCheck"))).filter(([, expose]) =>
      isThere(expose),
    ),
  );
  const routes = Object.fromEntries(
    Object.entries(spec.routes).flatMap(([name, declared]) => {
      const route = without(declared, "mirror", "failover", "healthCheck");
      const named = [route.to.expose ?? [], (route.to.weighted ?? []).map(({ expose }) => expose)].flat();
      return named.every((expose) => expose in exposes) ? [[name, sayable(name, route)]] : [];
    }),
  ) as Record<string, RouteSpec>;
  return { ...spec, meshes, meshGateways, exposes, routes };
}

function without<T extends object, K extends keyof T>(declared: T, ...fields: K[]): Omit<T, K> {
  const kept = { ...declared };
  for (const field of fields) Reflect.deleteProperty(kept, field);
  return kept;
}

const size = (record: object): number => Object.keys(record).length;

const mapped = <T, U>(record: Record<string, T>, of: (value: T, name: string, index: number) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value], index) => [name, of(value, name, index)]));

/** Without listeners of connections, and what Istio does not count. */
const withRequests = (gateway: MeshGatewaySpec): MeshGatewaySpec =>
  gateway.listeners === undefined
    ? gateway
    : {
        ...gateway,
        listeners: Object.fromEntries(
          Object.entries(gateway.listeners)
            .filter(([, { protocol }]) => protocol === "HTTPS" || protocol === "HTTP")
            .map(([name, listener]) => [name, without(listener, "rateLimit")]),
        ),
      };

/** Without what a VirtualService cannot say. */
const sayable = (name: string, route: RouteSpec): RouteSpec => ({
  ...route,
  hostname: route.hostname?.includes(".") === true ? route.hostname : `${name}.calls`,
  ...(route.requestHeaders !== undefined && { requestHeaders: { set: { "x-h": "100%" }, remove: ["x-i"] } }),
  ...(route.rules !== undefined && { rules: route.rules.map(sayableRule) }),
});

const sayableRule = ({ match, redirect, ...rule }: RouteRule): RouteRule => {
  const others = without(match ?? {}, "query");
  return {
    ...rule,
    match: match?.query === undefined ? others : { ...others, query: [{ name: "e", present: true }] },
    ...(redirect !== undefined && {
      redirect: redirect.path?.prefix === undefined ? redirect : { ...redirect, path: { path: redirect.path.prefix } },
    }),
  };
};
