import {
  type ApiResource,
  type ClusterClient,
  type Fields,
  FIELD_MANAGER,
  type KubernetesObject,
  type ObjectMetadata,
  type ObjectReference,
} from "../kubernetes/cluster-client.js";
import { ApiError, ClusterUnreachable } from "../../cluster/api-error.js";

type Json = Record<string, unknown>;

interface Stored {
  object: KubernetesObject;
  /** Who owns each leaf, by path. */
  owners: Map<string, string>;
}

const KINDS: Record<string, Record<string, ApiResource>> = {
  v1: {
    Namespace: { plural: "namespaces", namespaced: false },
    ConfigMap: { plural: "configmaps", namespaced: true },
    Secret: { plural: "secrets", namespaced: true },
    Service: { plural: "services", namespaced: true },
    Pod: { plural: "pods", namespaced: true },
    Event: { plural: "events", namespaced: true },
    ServiceAccount: { plural: "serviceaccounts", namespaced: true },
  },
  "networking.k8s.io/v1": { NetworkPolicy: { plural: "networkpolicies", namespaced: true } },
  "policy/v1": { PodDisruptionBudget: { plural: "poddisruptionbudgets", namespaced: true } },
  "autoscaling/v2": { HorizontalPodAutoscaler: { plural: "horizontalpodautoscalers", namespaced: true } },
  "apps/v1": { Deployment: { plural: "deployments", namespaced: true } },
  "apiextensions.k8s.io/v1": { CustomResourceDefinition: { plural: "customresourcedefinitions", namespaced: false } },
};

/** An API server in memory: server-side apply with owners and conflicts, dry run, a little admission, readiness. */
export class FakeCluster implements ClusterClient {
  readonly server = "https://fake.example:6443";
  readonly objects = new Map<string, Stored>();
  /** What happened, for tests: `apply ConfigMap shop/web`, `dry-run …`, `delete …`. */
  readonly log: string[] = [];
  /** True while nobody answers. */
  down = false;
  /** Objects of these names never become ready. */
  readonly broken = new Set<string>();
  /** How often an object must be looked at until it is ready. */
  slowness = 1;
  #uid = 0;
  #others = 0;
  #version = 0;
  readonly #kinds = structuredClone(KINDS);
  readonly #looks = new Map<string, number>();

  constructor(...namespaces: string[]) {
    for (const name of ["default", ...namespaces])
      this.#store({ apiVersion: "v1", kind: "Namespace", metadata: { name } }, new Map());
  }

  /** A cluster of its own with the same objects. */
  copy(): FakeCluster {
    const copy = new FakeCluster();
    for (const [key, stored] of this.objects) copy.objects.set(key, structuredClone(stored));
    copy.#uid = this.#uid;
    return copy;
  }

  /** The object as it is, for assertions. */
  find(kind: string, id: string): KubernetesObject | undefined {
    return [...this.objects.values()].find(({ object }) => object.kind === kind && idOf(object) === id)?.object;
  }

  /** Somebody changes one field of an object, or removes it, and so becomes its owner. */
  edit(manager: string, kind: string, id: string, path: string, value: unknown): void {
    const stored = [...this.objects.values()].find(({ object }) => object.kind === kind && idOf(object) === id);
    if (stored === undefined) throw new Error(`there is no ${kind} ${id}`);
    const at = path.replaceAll(".", "\0");
    setLeaf(stored.object, at, value);
    if (value === undefined) stored.owners.delete(at);
    else stored.owners.set(at, manager);
    this.#store(stored.object, stored.owners);
  }

  /** Somebody else writes fields of an object. */
  write(manager: string, object: KubernetesObject): void {
    const owners = new Map([...leaves(object)].map(([path]) => [path, manager]));
    this.#store(object, owners);
  }

  resource(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    this.#answer();
    return Promise.resolve(this.#kinds[apiVersion]?.[kind]);
  }

  async apply(object: KubernetesObject, { dryRun, force }: { dryRun: boolean; force: boolean }) {
    this.#answer();
    await Promise.resolve();
    this.log.push(`${dryRun ? "dry-run" : "apply"} ${object.kind} ${idOf(object)}`);
    this.#admit(object);
    const key = keyOf(object);
    const before = this.objects.get(key);
    const owners = new Map(before?.owners);
    const result = structuredClone<Json>(before?.object ?? object);
    const wanted = new Map(leaves(object));
    for (const [path, owner] of owners) {
      if (owner !== FIELD_MANAGER || wanted.has(path)) continue;
      owners.delete(path);
      setLeaf(result, path, undefined);
    }
    const conflicts = [...wanted].filter(([path, value]) => {
      const owner = owners.get(path);
      return owner !== undefined && owner !== FIELD_MANAGER && !force && getLeaf(result, path) !== value;
    });
    if (conflicts.length > 0) {
      const causes = conflicts.map(([path]) => ({
        reason: "FieldManagerConflict",
        field: `.${path.replaceAll("\0", ".")}`,
        message: `conflict with "${owners.get(path)}"`,
      }));
      throw new ApiError(409, "Conflict", "Apply failed with conflicts", { causes });
    }
    for (const [path, value] of wanted) {
      setLeaf(result, path, value);
      owners.set(path, FIELD_MANAGER);
    }
    const complete = this.#defaulted(result as unknown as KubernetesObject, before?.object);
    if (!dryRun) this.#store(complete, owners);
    return { created: before === undefined, object: structuredClone(complete) };
  }

  get(reference: ObjectReference): Promise<KubernetesObject | undefined> {
    this.#answer();
    const key = keyOf({ ...reference, metadata: reference } as unknown as KubernetesObject);
    const found = this.objects.get(key)?.object;
    if (found === undefined) return Promise.resolve(undefined);
    const looks = (this.#looks.get(key) ?? 0) + 1;
    this.#looks.set(key, looks);
    if (looks >= this.slowness && !this.broken.has(found.metadata.name)) bringUp(found);
    return Promise.resolve(structuredClone(found));
  }

  list({ kind, namespace }: Omit<ObjectReference, "name">): Promise<KubernetesObject[]> {
    this.#answer();
    const all = [...this.objects.values()].map(({ object }) => object);
    return Promise.resolve(all.filter((object) => object.kind === kind && object.metadata.namespace === namespace));
  }

  async metadata(reference: Omit<ObjectReference, "name">): Promise<ObjectMetadata[]> {
    return structuredClone((await this.list(reference)).map(({ metadata }) => metadata));
  }

  delete(reference: ObjectReference, uid?: string): Promise<void> {
    this.#answer();
    const key = keyOf({ ...reference, metadata: reference } as unknown as KubernetesObject);
    const found = this.objects.get(key);
    if (found === undefined) return Promise.resolve();
    if (uid !== undefined && found.object.metadata.uid !== uid) {
      return Promise.reject(new ApiError(409, "Conflict", "the UID in the precondition does not match"));
    }
    this.log.push(`delete ${found.object.kind} ${idOf(found.object)}`);
    this.objects.delete(key);
    return Promise.resolve();
  }

  #answer(): void {
    if (this.down) throw new ClusterUnreachable(this.server, "ECONNREFUSED");
  }

  #admit(object: KubernetesObject): void {
    const { kind, metadata } = object;
    const namespace = metadata.namespace;
    if (namespace !== undefined && this.find("Namespace", namespace) === undefined) {
      throw new ApiError(404, "NotFound", `namespaces "${namespace}" not found`, {
        kind: "namespaces",
        name: namespace,
      });
    }
    if (kind === "Deployment" && getLeaf(object, "spec\0selector\0matchLabels") === undefined) {
      throw new ApiError(
        422,
        "Invalid",
        `Deployment.apps "${metadata.name}" is invalid: spec.selector: Required value`,
      );
    }
    const data = (object.kind === "Secret" ? (object["data"] ?? {}) : {}) as Record<string, string>;
    if (data["reject"] !== undefined) {
      throw new ApiError(
        422,
        "Invalid",
        `Secret "${metadata.name}" is invalid: data[reject]: Invalid value: "${data["reject"]}"`,
      );
    }
  }

  #defaulted(object: KubernetesObject, before: KubernetesObject | undefined): KubernetesObject {
    const changed = before === undefined || JSON.stringify(before["spec"]) !== JSON.stringify(object["spec"]);
    return {
      ...object,
      ...(object.kind === "Service" ? { spec: { clusterIP: "10.0.0.7", ...(object["spec"] as Json) } } : {}),
      metadata: {
        ...object.metadata,
        uid: before?.metadata.uid ?? `uid-${++this.#uid}`,
        generation: (before?.metadata.generation ?? 0) + (changed ? 1 : 0),
      },
      ...(object.kind === "Namespace" ? { status: { phase: "Active" } } : {}),
    };
  }

  #store(object: KubernetesObject, owners: Map<string, string>): void {
    object.metadata.uid ??= `uid-${object.kind}-${++this.#others}`;
    object.metadata["creationTimestamp"] ??= "2026-01-01T00:00:00Z";
    object.metadata["resourceVersion"] = String(++this.#version);
    object.metadata.managedFields = managedFields(object.apiVersion, owners);
    this.objects.set(keyOf(object), { object, owners });
    this.#looks.delete(keyOf(object));
    const spec = object["spec"] as
      | { group?: string; names?: { kind: string; plural: string }; scope?: string; versions?: { name: string }[] }
      | undefined;
    if (object.kind !== "CustomResourceDefinition" || spec?.names === undefined) return;
    for (const { name } of spec.versions ?? []) {
      const served = (this.#kinds[`${spec.group}/${name}`] ??= {});
      served[spec.names.kind] = { plural: spec.names.plural, namespaced: spec.scope !== "Cluster" };
    }
  }
}

function bringUp(object: KubernetesObject): void {
  const replicas = (object["spec"] as { replicas?: number } | undefined)?.replicas ?? 1;
  const observedGeneration = object.metadata.generation;
  if (object.kind === "Deployment") {
    object["status"] = { observedGeneration, replicas, updatedReplicas: replicas, availableReplicas: replicas };
  }
  if (object.kind === "CustomResourceDefinition")
    object["status"] = { conditions: [{ type: "Established", status: "True" }] };
}

function* leaves(value: object, prefix = ""): Iterable<[string, unknown]> {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    const path = prefix === "" ? key : `${prefix}\0${key}`;
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) yield* leaves(inner, path);
    else yield [path, inner];
  }
}

function managedFields(apiVersion: string, owners: Map<string, string>): ObjectMetadata["managedFields"] {
  const sets = new Map<string, Fields>();
  for (const [path, manager] of owners) {
    const keys = path.split("\0").map((key) => `f:${key}`);
    const root = sets.get(manager) ?? {};
    sets.set(manager, root);
    keys.reduce<Fields>((at, key) => (at[key] ??= {}), root);
  }
  return [...sets].map(([manager, fieldsV1]) => {
    const operation = manager === FIELD_MANAGER ? "Apply" : "Update";
    return { manager, operation, apiVersion, fieldsV1 };
  });
}

const getLeaf = (object: Json, path: string): unknown =>
  path.split("\0").reduce<unknown>((at, key) => (at as Json | undefined)?.[key], object);

function setLeaf(object: Json, path: string, value: unknown): void {
  const keys = path.split("\0");
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Json>((at, key) => (at[key] ??= {}) as Json, object);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

const idOf = ({ metadata }: KubernetesObject): string =>
  metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;

const keyOf = (object: KubernetesObject): string => `${object.apiVersion} ${object.kind} ${idOf(object)}`;
