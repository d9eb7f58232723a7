import type { Subject } from "../handler.js";
import { refuse } from "../../model/problem.js";
import type { ResourceState } from "../state/resource.js";
import {
  hasUnknown,
  isRecord,
  mapValues,
  type Properties,
  revealed,
  Secret,
  stringAt,
  UNKNOWN,
  type Value,
  without,
} from "../value.js";
import { FIELD_MANAGER, type KubernetesObject, type ObjectReference } from "./cluster-client.js";
import { apiOf, named } from "./names.js";

/** Properties that are secret in every object of a kind, whatever the program says. */
const ALWAYS_SECRET: Record<string, string[]> = { Secret: ["data", "stringData"] };

/** Properties that only the API server writes. */
const SERVER_ONLY = ["status"];

/** The inputs of an object as the state keeps them: with its kind and name, and its secrets marked. */
export function checkedObject({ urn, type, name, inputs, old }: Subject): Properties {
  const { apiVersion, kind } = apiOf(type, inputs);
  if (apiVersion === "" || kind === "") {
    refuse("kubernetes.kind", urn, `${type} "${name}" has no apiVersion or no kind`, "give both");
  }
  const given = Object.fromEntries(Object.entries(inputs).filter(([key]) => !SERVER_ONLY.includes(key)));
  return withSecretData({ ...given, apiVersion, kind, metadata: named(urn, name, inputs["metadata"], old) }, kind);
}

/** Where an object lives. The namespace is its own, else the provider's, else the kubeconfig's, else `default`. */
export function referenceOf(inputs: Properties, namespaced: boolean, fallback: string | undefined): ObjectReference {
  const namespace = namespaced ? (stringAt(inputs, "metadata", "namespace") ?? fallback ?? "default") : undefined;
  return {
    apiVersion: stringAt(inputs, "apiVersion") ?? "",
    kind: stringAt(inputs, "kind") ?? "",
    name: stringAt(inputs, "metadata", "name") ?? "",
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** The namespace of an object that names none: its provider's, else the one of the kubeconfig's context. */
export const fallbackNamespace = ({ provider }: Subject, ofContext: string | undefined): string | undefined =>
  stringAt(provider?.inputs, "namespace") ?? ofContext;

/** The object as a file would say it; secrets are open in it. */
export function manifestOf(inputs: Properties, { namespace }: ObjectReference): KubernetesObject {
  const object = revealed(inputs) as Properties as unknown as KubernetesObject;
  return { ...object, metadata: { ...object.metadata, ...(namespace === undefined ? {} : { namespace }) } };
}

/**
 * What is sent to the API server: a Secret with its `stringData` as `data`. The server would record us as owner of
 * `stringData`, a field that no object has: an entry that we leave out would stay, and one that others change would
 * still count as ours.
 */
export function appliedManifest(inputs: Properties, reference: ObjectReference): KubernetesObject {
  const object = manifestOf(inputs, reference);
  const { data, stringData } = object as { data?: object; stringData?: Record<string, string> };
  if (object.kind !== "Secret" || !isRecord(stringData)) return object;
  const encoded = mapValues(stringData, (text) => Buffer.from(text).toString("base64"));
  return { ...(without<unknown>(object, "stringData") as KubernetesObject), data: { ...data, ...encoded } };
}

/**
 * The live object as outputs: without the bookkeeping of field managers, with what the server takes and does not give
 * back (`stringData`), and with what Pulumi's provider looks for when it takes over.
 */
export function outputsOf(object: KubernetesObject, inputs: Properties): Properties {
  const metadata = without<unknown>(object.metadata, "managedFields");
  const outputs = { ...object, metadata } as unknown as Properties;
  return withSecretData(
    {
      ...without(inputs, "metadata"),
      ...outputs,
      __fieldManager: FIELD_MANAGER,
      __initialApiVersion: object.apiVersion,
    },
    object.kind,
  );
}

/** `namespace/name`, or the name alone. */
export const idOf = ({ namespace, name }: ObjectReference): string =>
  namespace === undefined ? name : `${namespace}/${name}`;

/** The uid of the object that a state means. */
export const uidOf = (old: ResourceState): string | undefined => stringAt(old.outputs, "metadata", "uid");

/** The object that a state holds. */
export const storedObject = (old: ResourceState): KubernetesObject =>
  revealed(old.outputs) as unknown as KubernetesObject;

/** True if the whole object is known, so that an API server can judge it. */
export const isKnown = (inputs: Properties): boolean => !hasUnknown(inputs);

function withSecretData(properties: Properties, kind: string): Properties {
  const secret = ALWAYS_SECRET[kind] ?? [];
  return mapValues(properties, (value, key) => (secret.includes(key) ? asSecret(value) : value));
}

const asSecret = (value: Value): Value =>
  value === UNKNOWN || (isRecord(value) && Object.keys(value).length === 0) ? value : new Secret(value);
