import type { Manifest } from "./admission.js";

/** A proxy of the mesh, as Kuma makes it of a pod. */
export interface Proxy {
  mesh: string;
  namespace: string;
  labels: Record<string, string>;
  /** The port that is called. */
  port: number;
}

interface Permission {
  targetRef: { kind: string; labels?: Record<string, string>; sectionName?: string };
  rules: { default: { allow?: Match[]; deny?: Match[] } }[];
}

/** A condition on a caller's identity. */
export interface Match {
  spiffeID: { type: string; value: string };
}

/**
 * Whether a caller of this identity gets through to a proxy, as Kuma 3.0 decides: nobody without a permission, and one
 * denial of any permission beats all that allow. Texts are compared as texts.
 */
export function letsThrough(objects: Manifest[], proxy: Proxy, identity: string): boolean {
  const rules = rulesOf(objects, proxy);
  const fits = ({ spiffeID: { type, value } }: Match): boolean =>
    type === "Exact" ? identity === value : identity.startsWith(value);
  return !rules.some(({ deny = [] }) => deny.some(fits)) && rules.some(({ allow = [] }) => allow.some(fits));
}

/**
 * The rules of all permissions that speak of a proxy. That a policy counts in its namespace only is a label of Kuma's
 * webhook, which is not everywhere asked; so its `targetRef` has to say it.
 */
export const rulesOf = (objects: Manifest[], proxy: Proxy): { allow?: Match[]; deny?: Match[] }[] =>
  objects
    .filter(
      ({ kind, metadata }) => kind === "MeshTrafficPermission" && metadata.labels?.["kuma.io/mesh"] === proxy.mesh,
    )
    .map(({ spec }) => spec as Permission)
    .filter(({ targetRef }) => selects(targetRef, proxy))
    .flatMap((permission) => permission.rules.map((rule) => rule.default));

function selects({ labels = {}, sectionName }: Permission["targetRef"], proxy: Proxy): boolean {
  const ofDataplane: Record<string, string> = { ...proxy.labels, "k8s.kuma.io/namespace": proxy.namespace };
  return (
    (sectionName === undefined || sectionName === String(proxy.port)) &&
    Object.entries(labels).every(([name, value]) => ofDataplane[name] === value)
  );
}
