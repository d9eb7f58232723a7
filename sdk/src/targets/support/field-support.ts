/**
 * What a target does of the fields of declarations, by the field without names and indices, `routes.retries`; of a
 * field with few values also by value, `meshGateways.role=egress`. A field stands for all below it that is not listed
 * itself.
 */
export type FieldSupport = Record<string, Support>;

/** `true` realises it, `false` does not; a text says within which limit. `lost` is realised in part, and said in a note. */
export type Support = boolean | string | { lost: string };

/** Fields by which declarations are told apart and put together, which every target of meshes reads. */
export const structure: FieldSupport = {
  "meshes.trustDomain": true,
  "meshes.target.kind": true,
  "meshes.target.version": true,
  "meshes.cluster": true,
  "meshes.namespace": true,
  "meshes.trust.distrusted": true,
  "meshGateways.mesh": true,
  "meshGateways.namespace": true,
  "meshGateways.tags": true,
  "meshGateways.address": true,
  "meshGateways.listeners.port": true,
  "meshGateways.listeners.hostname": true,
  "crossMeshPermissions.gateway": true,
  "crossMeshPermissions.gatewayTags": true,
  "crossMeshPermissions.listener": true,
  "crossMeshPermissions.expose": true,
  "crossMeshPermissions.from.mesh": true,
  "exposes.gateway": true,
  "exposes.listener": true,
  "exposes.service.name": true,
  "exposes.service.namespace": true,
  "exposes.service.port": true,
  "exposes.service.selector": true,
  "routes.from.mesh": true,
  "routes.to.expose": true,
  "routes.hostname": true,
  "routes.port": true,
  "routes.via": true,
  "routes.createNamespace": true,
};

/** External gateways as destinations, for a target that realises all of it. */
export const externalDestinations: FieldSupport = {
  "externalGateways.addresses": true,
  "externalGateways.port": true,
  "externalGateways.hostname": true,
  "externalGateways.protocol=mesh": true,
  "externalGateways.protocol=tls": true,
  "externalGateways.identity": true,
  "externalGateways.tls": true,
  "externalGateways.serviceProtocol": true,
  "externalGateways.trusts": true,
};

/** What is said of the closest field that is listed: by its value, itself, or what it is part of. */
export function supportOf(supports: FieldSupport, field: string, value?: unknown): Support {
  const { told, closest } = lookUp(supports);
  const byValue = typeof value === "string" && told.has(field) ? supports[`${field}=${value}`] : undefined;
  if (byValue !== undefined) return byValue;
  const known = closest.get(field);
  if (known !== undefined) return known;
  const found = closestOf(supports, field);
  closest.set(field, found);
  return found;
}

function closestOf(supports: FieldSupport, field: string): Support {
  for (let key = field; key !== ""; key = key.slice(0, Math.max(0, key.lastIndexOf(".")))) {
    const found = supports[key];
    if (found !== undefined) return found;
  }
  return false;
}

/** What is known of a table: the fields that it tells apart by value, and what was found before. */
interface LookUp {
  told: Set<string>;
  closest: Map<string, Support>;
}

/** Tables are few and do not change, and each is asked of every field of a Fabric. */
const lookUps = new WeakMap<FieldSupport, LookUp>();

function lookUp(supports: FieldSupport): LookUp {
  const known = lookUps.get(supports);
  if (known !== undefined) return known;
  const told = Object.keys(supports).flatMap((listed) => (listed.includes("=") ? [listed.split("=")[0] ?? ""] : []));
  const made = { told: new Set(told), closest: new Map<string, Support>() };
  lookUps.set(supports, made);
  return made;
}
