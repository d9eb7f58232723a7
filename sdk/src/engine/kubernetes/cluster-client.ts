/** A Kubernetes object as JSON. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMetadata;
  [key: string]: unknown;
}

/** A set of fields as the API server writes it (FieldsV1): nothing in it means a whole field. */
export interface Fields {
  [key: string]: Fields;
}

export interface ObjectMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  generation?: number;
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  managedFields?: { manager?: string; operation?: string; subresource?: string; fieldsV1?: Fields }[];
  [key: string]: unknown;
}

/** Which object. */
export interface ObjectReference {
  apiVersion: string;
  kind: string;
  name: string;
  /** Absent for what lies in no namespace. */
  namespace?: string;
}

/** How the API server serves a kind. */
export interface ApiResource {
  plural: string;
  namespaced: boolean;
}

export interface ApplyOptions {
  /** The server checks, admits and defaults, and keeps nothing. */
  dryRun: boolean;
  /** Take fields over from other managers. */
  force: boolean;
}

/** The little that we ask of a cluster. Every method throws `ApiError` or `ClusterUnreachable`. */
export interface ClusterClient {
  /** The address, for messages. */
  readonly server: string;
  /** The namespace of the kubeconfig's context. */
  readonly namespace?: string;
  /** Undefined where the server does not know the kind. `fresh` asks again. */
  resource(apiVersion: string, kind: string, fresh?: boolean): Promise<ApiResource | undefined>;
  /** Server-side apply. */
  apply(object: KubernetesObject, options: ApplyOptions): Promise<{ created: boolean; object: KubernetesObject }>;
  get(reference: ObjectReference): Promise<KubernetesObject | undefined>;
  list(
    reference: Omit<ObjectReference, "name">,
    selector: { labels?: string; fields?: string },
  ): Promise<KubernetesObject[]>;
  /** The metadata of all objects of a kind, in a namespace or everywhere. */
  metadata(reference: Omit<ObjectReference, "name">): Promise<ObjectMetadata[]>;
  /** Only the object with this uid, if one is given: its successor of the same name is somebody else's. */
  delete(reference: ObjectReference, uid?: string): Promise<void>;
}

/** The name under which we own fields. */
export const FIELD_MANAGER = "isthmus";
