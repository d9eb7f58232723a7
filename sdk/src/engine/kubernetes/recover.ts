import type { Made, Subject } from "../handler.js";
import { stringAt } from "../value.js";
import { FIELD_MANAGER, type ClusterClient, type KubernetesObject } from "./cluster-client.js";
import { idOf, outputsOf, referenceOf } from "./object.js";

/** The object of a creation whose end nobody recorded, if the API server took it from us. */
export async function recoverObject(
  client: ClusterClient,
  { inputs }: Subject,
  namespace: string | undefined,
): Promise<Made | undefined> {
  const [apiVersion, kind] = [stringAt(inputs, "apiVersion") ?? "", stringAt(inputs, "kind") ?? ""];
  const found = await client.resource(apiVersion, kind);
  if (found === undefined) return undefined;
  const reference = referenceOf(inputs, found.namespaced, namespace);
  const object = await client.get(reference);
  return object === undefined || !isAppliedByUs(object)
    ? undefined
    : { id: idOf(reference), outputs: outputsOf(object, inputs) };
}

const isAppliedByUs = ({ metadata }: KubernetesObject): boolean =>
  (metadata.managedFields ?? []).some(({ manager, operation }) => manager === FIELD_MANAGER && operation === "Apply");
