import { diffProperties } from "../diff.js";
import type { Subject } from "../handler.js";
import { refuse } from "../../model/problem.js";
import type { Properties } from "../value.js";
import { without } from "../value.js";
import { describe } from "./await.js";
import type { ClusterClient, KubernetesObject, ObjectMetadata, ObjectReference } from "./cluster-client.js";
import { rethrow } from "./dry-run.js";
import type { Inventory } from "./inventory.js";
import { appliedManifest, idOf, uidOf } from "./object.js";
import { otherOwners, ourFields } from "./ownership.js";

/** Where an object is to be created. */
export interface Place {
  client: ClusterClient;
  inventory: Inventory;
  reference: ObjectReference;
  /** Take over what is there, whoever made it. */
  forceConflicts: boolean;
}

/**
 * What is to be said of an object that stands already where one is to be created; undefined where none does. What
 * `isthmus` has applied once is ours: so a lost state comes back. What others made is refused, unless the program
 * imports it or the run forces it.
 */
export async function adoption(subject: Subject, place: Place): Promise<string | undefined> {
  const { inventory, reference, forceConflicts } = place;
  if (subject.importId !== undefined) return imported(subject, subject.importId, place);
  const metadata = await inventory.find(reference);
  if (metadata === undefined || metadata === "unknown") return undefined;
  if (subject.old !== undefined && metadata.uid === uidOf(subject.old)) return undefined;
  if (ourFields(metadata) !== undefined) return "it exists already, made by isthmus: taken over";
  const by = makersOf(metadata);
  if (forceConflicts) return `it exists already, made by ${by}: taken over`;
  return refuse(
    "kubernetes.object-exists",
    describe(reference),
    `${describe(reference)} exists already, and this stack did not make it: ${by} did`,
    `remove it, give yours another name, adopt it as it is with the resource option \`import: "${idOf(reference)}"\`, or take it over with --force-conflicts`,
  );
}

/** An object is imported as it is: the program must ask for nothing that it is not. */
async function imported(subject: Subject, id: string, { client, reference }: Place): Promise<string> {
  const path = describe(reference);
  if (id !== idOf(reference)) {
    const hint = `write \`import: "${idOf(reference)}"\`, or correct the name or the namespace`;
    refuse("engine.import", path, `"${id}" is to be imported, but the program describes ${path}`, hint);
  }
  const live = await client.get(reference).catch((error: unknown) => rethrow(error, reference));
  if (live === undefined)
    return refuse("engine.import", path, `${path} is to be imported and does not exist`, "leave `import` out");
  const tried = await client
    .apply(appliedManifest(subject.inputs, reference), { dryRun: true, force: true })
    .catch((error: unknown) => rethrow(error, reference));
  const paths = diffProperties(comparable(live), comparable(tried.object)).map((change) => change.path);
  if (paths.length === 0) return "imported as it is";
  const message = `${path} is to be imported, but the program would change ${paths.join(", ")}`;
  return refuse("engine.import", path, message, "make the program say what is there, import it, and change it then");
}

/** An object without what an apply that changes nothing changes. */
const comparable = (object: KubernetesObject): Properties => ({
  ...(without<unknown>(object, "status", "metadata") as Properties),
  metadata: without<unknown>(object.metadata, "managedFields", "resourceVersion", "generation") as Properties,
});

function makersOf(metadata: ObjectMetadata): string {
  const all = (metadata.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
  const names = [...new Set(otherOwners({ ...metadata, managedFields: all }).map(({ manager }) => manager))];
  return names.length === 0 ? "an unknown manager" : names.map((name) => `"${name}"`).join(", ");
}
