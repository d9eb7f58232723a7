import type { Material } from "../emitted.js";
import { settle } from "../emitted.js";
import { type Plan, planFabric } from "../plan.js";

/** An object of a plan with its certificates filled in, and where it belongs. */
export interface Settled {
  cluster: string | undefined;
  kind: string;
  name: string;
  namespace: string | undefined;
  object: AnyObject;
}

/** The fields that tests read, of all kinds; which of them are there follows from the kind. */
export interface AnyObject {
  kind: string;
  metadata: { name: string; namespace?: string; labels: Record<string, string>; annotations?: Record<string, string> };
  automountServiceAccountToken?: boolean;
  data: Record<string, string>;
  spec: {
    replicas: number;
    type: string;
    externalName: string;
    selector: Record<string, string> & { matchLabels: Record<string, string> };
    podSelector: { matchLabels: Record<string, string> };
    ports: { name: string; port: number; targetPort: number; nodePort?: number }[];
    policyTypes: string[];
    ingress: { from?: unknown; ports: { port: number }[] }[];
    egress: unknown[];
    template: { metadata: { labels: Record<string, string>; annotations: Record<string, string> }; spec: AnyPod };
  };
}

interface AnyPod {
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  terminationGracePeriodSeconds: number;
  securityContext: Record<string, unknown>;
  affinity: object;
  topologySpreadConstraints: object[];
  containers: {
    args: string[];
    ports: object[];
    volumeMounts: { mountPath: string }[];
    securityContext: object;
    lifecycle: { preStop: { exec: { command: string[] } } };
  }[];
  volumes: {
    name: string;
    projected?: { sources: { configMap: { name: string; optional?: boolean } }[] };
    secret?: { secretName: string };
  }[];
}

/** Certificates that show where they end up: `CERT(name)` and `KEY(name)`. */
export const markedMaterial = ({ certificates }: Pick<Plan, "certificates">): Material =>
  Object.fromEntries(
    certificates.map(({ name }) => [name, { certificate: `CERT(${name})`, privateKey: `KEY(${name})` }]),
  );

/** The objects of a Fabric, settled with marked certificates. */
export function settledObjects(input: unknown): Settled[] {
  const plan = planFabric("test", input);
  const material = markedMaterial(plan);
  return plan.objects.map(({ cluster, object }) => ({
    cluster,
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
    object: settle(object, material) as AnyObject,
  }));
}

export const ofKind = (objects: Settled[], kind: string): Settled[] => objects.filter((object) => object.kind === kind);

/** The files in a pod's volume of configuration. */
export const configFiles = (objects: Settled[], { volumes }: AnyPod): Record<string, string> =>
  Object.assign(
    {},
    ...(volumes[0]?.projected?.sources ?? []).map(({ configMap: { name, optional = false } }) =>
      optional && !objects.some((candidate) => candidate.kind === "ConfigMap" && candidate.name === name)
        ? {}
        : objectNamed(objects, "ConfigMap", name).data,
    ),
  ) as Record<string, string>;

/** The one object of a kind and name. */
export function objectNamed(objects: Settled[], kind: string, name: string): AnyObject {
  const [found, second] = objects.filter((candidate) => candidate.kind === kind && candidate.name === name);
  if (found === undefined || second !== undefined) throw new Error(`not one ${kind} is named ${name}`);
  return found.object;
}
