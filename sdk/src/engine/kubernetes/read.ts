import type { Found, Subject } from "../handler.js";
import type { ResourceState } from "../state/resource.js";
import { stringAt, valueAt } from "../value.js";
import type { ClusterClient } from "./cluster-client.js";
import { driftOf, inputsAsFound, mayHaveDrifted } from "./drift.js";
import type { Inventory } from "./inventory.js";
import { fallbackNamespace, outputsOf, referenceOf, uidOf } from "./object.js";

/**
 * What became of an object since the state was written. An object of the same name with another uid is not the one
 * that the state means: that one is gone.
 */
export async function readObject(
  client: ClusterClient,
  inventory: Inventory,
  subject: Subject,
  old: ResourceState,
  thorough: boolean,
): Promise<Found | undefined> {
  const [apiVersion, kind] = [stringAt(old.inputs, "apiVersion") ?? "", stringAt(old.inputs, "kind") ?? ""];
  const served = await client.resource(apiVersion, kind);
  if (served === undefined) return { gone: true, note: "its kind is gone from the cluster" };
  const reference = referenceOf(old.inputs, served.namespaced, fallbackNamespace(subject, client.namespace));
  const metadata = await inventory.find(reference);
  if (metadata === "unknown") return undefined;
  const uid = uidOf(old);
  const successor = (other: string | undefined) => uid !== undefined && other !== uid;
  if (metadata === undefined) return { gone: true, note: "it is gone from the cluster" };
  if (successor(metadata.uid)) return { gone: true, note: "another object has its name" };
  if (metadata["resourceVersion"] === valueAt(old.outputs, "metadata", "resourceVersion")) return undefined;
  if (!thorough && !mayHaveDrifted(old.inputs, metadata)) return undefined;
  const live = await client.get(reference);
  if (live === undefined || successor(live.metadata.uid)) return { gone: true, note: "it is gone from the cluster" };
  const inputs = inputsAsFound(old.inputs, live);
  return { gone: false, inputs, outputs: outputsOf(live, inputs), drift: driftOf(old.inputs, live) };
}
