import { PermissionAction, ServiceProtocol } from "../model/choices.js";
import type { CrossMeshPermissionSpec } from "../model/cross-mesh-permission.js";
import type { ExposeSpec, ServiceReference } from "../model/expose.js";
import type { FabricSpec } from "../model/fabric.js";
import type { PathMatch } from "../model/http-match.js";
import type { MeshGatewaySpec } from "../model/mesh-gateway.js";
import { believeEachOther } from "./believe.js";
import {
  byNameOrder,
  type CheckedExpose,
  type CheckedListener,
  type CheckedMesh,
  type CheckedPermission,
  findByName as find,
} from "./checked.js";
import { listenerOf } from "./expose-problems.js";
import { grouped } from "./grouped.js";
import { named } from "./named.js";
import { meantListeners, selectedGateways } from "./permission-problems.js";
import { resolveRewrite } from "./resolve-routes.js";

type Spec = Required<FabricSpec>;

/** Listeners with what stands behind them and who may call it. Every declaration is looked at once. */
export function listenersOf(
  spec: Spec,
  meshes: CheckedMesh[],
): (gatewayName: string, gateway: MeshGatewaySpec) => CheckedListener[] {
  const exposes = atPlaces(spec.exposes, (expose, name) => exposePlaces(name, expose, spec));
  const permissions = atPlaces(spec.crossMeshPermissions, (permission, name) =>
    permissionPlaces(name, permission, spec, meshes),
  );
  return (gatewayName, gateway) =>
    named(gateway.listeners ?? {}, (listener, name): CheckedListener => ({
      name,
      port: listener.port,
      protocol: listener.protocol,
      hostname: listener.hostname,
      crossMesh: listener.crossMesh ?? false,
      nodePort: listener.nodePort,
      tls: listener.tls,
      sourceRanges: listener.sourceRanges,
      rateLimit: listener.rateLimit,
      maxConnections: listener.maxConnections,
      exposes: exposes(gatewayName, name).sort((a, b) => bySpecificity(a.path, b.path) || byNameOrder(a, b)),
      permissions: listener.crossMesh === true ? permissions(gatewayName, name).sort(byNameOrder) : [],
    }));
}

/** What a declaration is at a listener of a gateway. */
interface Placed<T> {
  gateway: string;
  listener: string;
  value: T;
}

function atPlaces<D, T>(
  declarations: Record<string, D>,
  placesOf: (declaration: D, name: string) => Placed<T>[],
): (gateway: string, listener: string) => T[] {
  const places = Object.entries(declarations).flatMap(([name, declaration]) => placesOf(declaration, name));
  const key = ({ gateway, listener }: Omit<Placed<T>, "value">): string => `${gateway}/${listener}`;
  const byPlace = grouped(places, key);
  return (gateway, listener) => byPlace.get(key({ gateway, listener }))?.map(({ value }) => value) ?? [];
}

function exposePlaces(name: string, expose: ExposeSpec, spec: Spec): Placed<CheckedExpose>[] {
  const place = placeOf(expose, spec);
  return place === undefined || expose.service === undefined
    ? []
    : [{ ...place, value: resolveExpose(name, expose, expose.service) }];
}

/** The listener behind which an Expose stands. */
function placeOf(expose: ExposeSpec | undefined, spec: Spec): { gateway: string; listener: string } | undefined {
  const gateway = expose?.gateway;
  const declared = gateway === undefined ? undefined : spec.meshGateways[gateway];
  if (expose === undefined || gateway === undefined || declared === undefined) return undefined;
  const listener = listenerOf(expose, declared);
  return listener === undefined ? undefined : { gateway, listener };
}

const resolveExpose = (name: string, expose: ExposeSpec, service: ServiceReference): CheckedExpose => ({
  name,
  service: { ...service, protocol: service.protocol ?? ServiceProtocol.HTTP },
  path: expose.path,
  rewrite: resolveRewrite(expose.rewrite, expose.path),
  requestHeaders: expose.requestHeaders,
  responseHeaders: expose.responseHeaders,
  rateLimit: expose.rateLimit,
  healthCheck: expose.healthCheck,
  outlierDetection: expose.outlierDetection,
  limits: expose.limits,
});

/** Whole paths before prefixes, longer before shorter: the first that matches is the one meant. */
const bySpecificity = (a: PathMatch | undefined, b: PathMatch | undefined): number => specificity(b) - specificity(a);

const specificity = (path: PathMatch | undefined): number =>
  path?.exact !== undefined
    ? 1e6 + path.exact.length
    : path?.regex !== undefined
      ? 1e5 + path.regex.length
      : (path?.prefix ?? "/").length;

function permissionPlaces(
  name: string,
  permission: CrossMeshPermissionSpec,
  spec: Spec,
  meshes: CheckedMesh[],
): Placed<CheckedPermission>[] {
  const place = permission.expose === undefined ? undefined : placeOf(spec.exposes[permission.expose], spec);
  return selectedGateways(permission, spec.meshGateways).flatMap(([gateway, declared]) => {
    const value = resolvePermission(name, permission, find(meshes, declared.mesh), meshes);
    if (value.callers.length === 0) return [];
    return meantListeners(permission, declared)
      .filter(
        ([listener]) => permission.expose === undefined || (place?.gateway === gateway && place.listener === listener),
      )
      .map(([listener]) => ({ gateway, listener, value }));
  });
}

/** A permission at gateways of a mesh, with the callers that this mesh believes. */
const resolvePermission = (
  name: string,
  { action, from, http, expose }: CrossMeshPermissionSpec,
  own: CheckedMesh,
  meshes: CheckedMesh[],
): CheckedPermission => ({
  name,
  action: action ?? PermissionAction.Allow,
  callers: from.flatMap(({ mesh, namespace, serviceAccount, service }) =>
    (mesh === "*" ? meshes : mesh === undefined ? [] : [find(meshes, mesh)])
      .filter((of) => believeEachOther(of, own))
      .map((of) => ({ mesh: of, namespace, serviceAccount, service })),
  ),
  http: http ?? [{}],
  expose,
});
