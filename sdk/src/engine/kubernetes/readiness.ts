import type { KubernetesObject } from "./cluster-client.js";

type Fields = Record<string, unknown>;

/** What an object still waits for, in words; undefined once it is ready. Kinds that have no readiness always are. */
export function notReady(object: KubernetesObject): string | undefined {
  return (rules[object.kind] ?? none)(object);
}

/** True if objects of this kind become ready some time after they exist. */
export const hasReadiness = (kind: string): boolean => kind in rules;

const rules: Record<string, (object: KubernetesObject) => string | undefined> = {
  Deployment: (object) => {
    const [spec, status] = [fields(object, "spec"), fields(object, "status")];
    const wanted = number(spec["replicas"], 1);
    return (
      observed(object) ??
      failedCondition(object, "Progressing", "ProgressDeadlineExceeded") ??
      fewer("updated", number(status["updatedReplicas"]), wanted) ??
      fewer("available", number(status["availableReplicas"]), wanted) ??
      surplus(number(status["replicas"]), wanted)
    );
  },
  StatefulSet: (object) => {
    const [spec, status] = [fields(object, "spec"), fields(object, "status")];
    const wanted = number(spec["replicas"], 1);
    return (
      observed(object) ??
      fewer("updated", number(status["updatedReplicas"] ?? status["currentReplicas"]), wanted) ??
      fewer("ready", number(status["readyReplicas"]), wanted)
    );
  },
  DaemonSet: (object) => {
    const status = fields(object, "status");
    const wanted = number(status["desiredNumberScheduled"]);
    return (
      observed(object) ??
      fewer("updated", number(status["updatedNumberScheduled"]), wanted) ??
      fewer("available", number(status["numberAvailable"]), wanted)
    );
  },
  Pod: (object) => {
    const { phase } = fields(object, "status");
    if (phase === "Succeeded") return undefined;
    return condition(object, "Ready") === "True" ? undefined : `the pod is ${text(phase, "pending")} and not ready`;
  },
  Job: (object) => {
    if (condition(object, "Complete") === "True") return undefined;
    return condition(object, "Failed") === "True" ? "the job has failed" : "the job is not complete";
  },
  Service: (object) => {
    if (fields(object, "spec")["type"] !== "LoadBalancer") return undefined;
    const ingress = fields(fields(object, "status"), "loadBalancer")["ingress"];
    return Array.isArray(ingress) && ingress.length > 0 ? undefined : "the load balancer has no address";
  },
  Namespace: (object) => {
    const { phase } = fields(object, "status");
    return phase === "Active" ? undefined : `the namespace is ${text(phase, "not active")}`;
  },
  CustomResourceDefinition: (object) =>
    condition(object, "Established") === "True" ? undefined : "the API server does not serve the kind",
};

const none = (): undefined => undefined;

function observed(object: KubernetesObject): string | undefined {
  const seen = number(fields(object, "status")["observedGeneration"]);
  return seen >= (object.metadata.generation ?? 0) ? undefined : "its controller has not seen this version yet";
}

const fewer = (what: string, have: number, wanted: number): string | undefined =>
  have < wanted ? `${have} of ${wanted} replicas are ${what}` : undefined;

const surplus = (have: number, wanted: number): string | undefined =>
  have > wanted ? `${have - wanted} old replicas are still there` : undefined;

function failedCondition(object: KubernetesObject, type: string, reason: string): string | undefined {
  const found = conditions(object).find((each) => each["type"] === type && each["reason"] === reason);
  return found === undefined ? undefined : text(found["message"], reason);
}

const condition = (object: KubernetesObject, type: string): unknown =>
  conditions(object).find((each) => each["type"] === type)?.["status"];

function conditions(object: KubernetesObject): Fields[] {
  const all = fields(object, "status")["conditions"];
  return Array.isArray(all) ? (all as Fields[]) : [];
}

const fields = (object: Fields | KubernetesObject, key: string): Fields => (object[key] as Fields | undefined) ?? {};

const number = (value: unknown, otherwise = 0): number => (typeof value === "number" ? value : otherwise);

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
