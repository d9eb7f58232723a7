import type { Made, Subject } from "../handler.js";
import { stringAt } from "../value.js";
import type { ClusterClient } from "./cluster-client.js";
import { idOf, outputsOf, referenceOf } from "./object.js";
import { ourFields } from "./ownership.js";

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
  return object === undefined || ourFields(object.metadata) === undefined
    ? undefined
    : { id: idOf(reference), outputs: outputsOf(object, inputs) };
}
