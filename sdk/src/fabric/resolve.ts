import { GatewayRole, PermissionAction, ServiceProtocol, TrustMode } from "../model/choices.js";
import type { ExposeSpec, ServiceReference } from "../model/expose.js";
import type { FabricSpec } from "../model/fabric.js";
import type { PathMatch } from "../model/http-match.js";
import type { MeshGatewaySpec } from "../model/mesh-gateway.js";
import {
  byNameOrder,
  type CheckedCluster,
  type CheckedExpose,
  type CheckedFabric,
  type CheckedGateway,
  type CheckedListener,
  type CheckedMesh,
  type CheckedPermission,
  findByName as find,
} from "./checked.js";
import { clusterDomain, meshNamespace } from "./defaults.js";
import { listenerOf } from "./expose-problems.js";
import { objectName } from "./object-name.js";
import { selectsGateway } from "./permission-problems.js";
import { resolveRewrite, resolveRoutes } from "./resolve-routes.js";

type Spec = Required<FabricSpec>;

/** Names become objects and defaults are filled in. Only for a Fabric in which the checks found no problem. */
export function resolve(name: string, spec: Spec): Omit<CheckedFabric, "notes" | "vpcSide"> {
  const meshes = named(spec.meshes, (mesh, meshName): CheckedMesh => ({
    name: meshName,
    objectName: objectName(meshName),
    trustDomain: mesh.trustDomain,
    target: mesh.target,
    cluster: resolveCluster(mesh.cluster, spec),
    namespace: meshNamespace(spec, meshName),
    ownsNamespace: mesh.namespace === undefined,
    trust: { mode: mesh.trust?.mode ?? TrustMode.Managed, leafHours: mesh.trust?.leafHours ?? 24 },
  }));
  const gateways = named(spec.meshGateways, (gateway, gatewayName): CheckedGateway => {
    const mesh = find(meshes, gateway.mesh);
    return {
      name: gatewayName,
      objectName: objectName(gatewayName),
      mesh,
      role: gateway.role ?? GatewayRole.Ingress,
      namespace: gateway.namespace ?? mesh.namespace,
      listeners: resolveListeners(gatewayName, spec, meshes),
      service: gateway.service ?? {},
      address: gateway.address,
      replicas: gateway.replicas ?? 2,
      image: gateway.image,
      resources: gateway.resources ?? {},
      autoscaling: gateway.autoscaling,
      scheduling: gateway.scheduling ?? {},
      tracing: gateway.tracing,
    };
  });
  return { name, meshes, gateways, routes: resolveRoutes(spec, meshes, gateways) };
}

const named = <T, R extends { name: string }>(record: Record<string, T>, of: (value: T, name: string) => R): R[] =>
  Object.entries(record)
    .map(([name, value]) => of(value, name))
    .sort(byNameOrder);

const resolveCluster = (name: string | undefined, spec: Spec): CheckedCluster => ({
  name,
  domain: clusterDomain(spec, name),
});

function resolveListeners(gatewayName: string, spec: Spec, meshes: CheckedMesh[]): CheckedListener[] {
  const gateway = spec.meshGateways[gatewayName];
  if (gateway === undefined) return [];
  return named(gateway.listeners ?? {}, (listener, name): CheckedListener => ({
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
    exposes: resolveExposes(spec, (expose) => standsAt(expose, gatewayName, gateway, name)),
    permissions: listener.crossMesh === true ? resolvePermissions(gatewayName, gateway, name, spec, meshes) : [],
  }));
}

/** Whether an Expose stands behind a listener of a gateway. */
const standsAt = (
  expose: ExposeSpec | undefined,
  gatewayName: string,
  gateway: MeshGatewaySpec,
  listener: string,
): boolean => expose?.gateway === gatewayName && listenerOf(expose, gateway) === listener;

function resolveExposes({ exposes }: Spec, here: (expose: Spec["exposes"][string]) => boolean): CheckedExpose[] {
  return Object.entries(exposes)
    .flatMap(([name, expose]) =>
      here(expose) && expose.service !== undefined ? [resolveExpose(name, expose, expose.service)] : [],
    )
    .sort((a, b) => bySpecificity(a.path, b.path) || byNameOrder(a, b));
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

function resolvePermissions(
  gatewayName: string,
  gateway: MeshGatewaySpec,
  listener: string,
  spec: Spec,
  meshes: CheckedMesh[],
): CheckedPermission[] {
  const here = Object.entries(spec.crossMeshPermissions).filter(
    ([, permission]) =>
      selectsGateway(permission, gatewayName, gateway) &&
      (permission.listener ?? listener) === listener &&
      (permission.expose === undefined || standsAt(spec.exposes[permission.expose], gatewayName, gateway, listener)),
  );
  return named(Object.fromEntries(here), (permission, name): CheckedPermission => ({
    name,
    action: permission.action ?? PermissionAction.Allow,
    callers: permission.from.flatMap(({ mesh, namespace, serviceAccount }) =>
      (mesh === "*" ? meshes : mesh === undefined ? [] : [find(meshes, mesh)]).map((of) => ({
        mesh: of,
        namespace,
        serviceAccount,
      })),
    ),
    http: permission.http ?? [{}],
    expose: permission.expose,
  }));
}
