import { GatewayRole, TrustMode } from "../model/choices.js";
import type { FabricSpec } from "../model/fabric.js";
import type { MeshTrust } from "../model/mesh.js";
import {
  type CheckedCluster,
  type CheckedFabric,
  type CheckedGateway,
  type CheckedMesh,
  type CheckedTrust,
  findByName as find,
} from "./checked.js";
import { clusterDomain, meshNamespace } from "./defaults.js";
import { named } from "./named.js";
import { objectName } from "./object-name.js";
import { listenersOf } from "./resolve-listeners.js";
import { resolveRoutes } from "./resolve-routes.js";

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
    trust: resolveTrust(mesh.trust),
  }));
  const listeners = listenersOf(spec, meshes);
  const gateways = named(spec.meshGateways, (gateway, gatewayName): CheckedGateway => {
    const mesh = find(meshes, gateway.mesh);
    return {
      name: gatewayName,
      objectName: objectName(gatewayName),
      mesh,
      role: gateway.role ?? GatewayRole.Ingress,
      namespace: gateway.namespace ?? mesh.namespace,
      listeners: listeners(gatewayName, gateway),
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

const resolveTrust = ({ mode, leafHours, revoked, distrusted }: MeshTrust = {}): CheckedTrust => ({
  mode: mode ?? TrustMode.Managed,
  leafHours: leafHours ?? 24,
  revoked: revoked && [...new Set(revoked.map(plainSerial))].sort(),
  distrusted: distrusted ?? false,
});

/** One number is one text, however it was copied. */
const plainSerial = (serial: string): string => serial.toLowerCase().replace(/^(?:00)+/, "");

const resolveCluster = (name: string | undefined, spec: Spec): CheckedCluster => ({
  name,
  domain: clusterDomain(spec, name),
});
