import { setTimeout as sleep } from "node:timers/promises";
import { ProblemsError } from "../../model/problem.js";
import { diffProperties } from "../diff.js";
import { type Difference, type Found, type Made, Mode, type ResourceHandler, type Subject } from "../handler.js";
import { parsePath, under } from "../path.js";
import type { ResourceState } from "../state/resource.js";
import { type Properties, stringAt } from "../value.js";
import { awaitGone, awaitReady, describe } from "./await.js";
import { type ClusterClient, type KubernetesObject, type ObjectReference } from "./cluster-client.js";
import { ApiError } from "../../cluster/api-error.js";
import type { Cluster, Clusters } from "./clusters.js";
import { refusalOf, rethrow } from "./dry-run.js";
import { adoption } from "./existing.js";
import { IDENTITY, replacingPaths } from "./immutable.js";
import {
  appliedManifest,
  checkedObject,
  fallbackNamespace,
  idOf,
  isKnown,
  outputsOf,
  referenceOf,
  storedObject,
  uidOf,
} from "./object.js";
import { Preflight } from "./preflight.js";
import { missingKind, Promises } from "./promises.js";
import { readObject } from "./read.js";
import { recoverObject } from "./recover.js";
import { isNamespaced } from "./scope.js";
import { promised } from "./server-set.js";

export interface KubernetesOptions {
  clusters: Clusters;
  /** Take fields over from other managers. */
  forceConflicts: boolean;
  /** A cluster that does not answer fails the preview too. */
  requireCluster: boolean;
  /** The time between two looks at an object, for tests. */
  pollMs?: number;
}

/** How long a new namespace or a new kind may take until the API server serves it. */
const PATIENCE_MS = 15_000;

/** Kubernetes objects: previewed by server-side dry run, made by server-side apply. */
export function kubernetesHandler(options: KubernetesOptions): ResourceHandler {
  const promises = new Promises();
  const preflight = new Preflight(options.clusters);
  const make = (subject: Subject, old?: ResourceState): Promise<Made> => {
    promises.made(subject.inputs);
    return makers[subject.mode](subject, old);
  };
  const makers: Record<Mode, (subject: Subject, old?: ResourceState) => Promise<Made>> = {
    [Mode.Render]: (subject) => Promise.resolve(fromInputs(subject)),
    [Mode.Preview]: async (subject, old) => {
      const cluster = await clusterOf(options, subject);
      if ("client" in cluster) preflight.needs(subject, cluster.client);
      return preview(options, promises, cluster, subject, old);
    },
    [Mode.Up]: (subject, old) => apply(options, promises, subject, old),
  };
  return {
    keptByRender: false,
    imports: true,
    check(subject) {
      const inputs = checkedObject(subject);
      preflight.registers({ ...subject, inputs });
      return inputs;
    },
    diff,
    create: (subject) => make(subject),
    update: (subject, old) => make(subject, old),
    delete: (subject, old) => remove(options, subject, old),
    async recover(subject) {
      const client = await options.clusters.require(subject);
      return recoverObject(client, subject, fallbackNamespace(subject, client.namespace));
    },
    identity: uidOf,
    beforeDelete: async (subject) => void (await options.clusters.require(subject)),
    read: (subject, old, thorough) => read(options, subject, old, thorough),
    unkeptPromises: async () => [...promises.unkept(), ...(await preflight.problems())],
  };
}

/** A preview without a cluster cannot tell; everything else must. */
async function read(
  { clusters, requireCluster }: KubernetesOptions,
  subject: Subject,
  old: ResourceState,
  thorough: boolean,
): Promise<Found | undefined> {
  const offline = subject.mode === Mode.Preview && !requireCluster;
  const cluster = offline ? await clusters.lookUp(subject) : { client: await clusters.require(subject) };
  if ("offline" in cluster) return undefined;
  return readObject(cluster.client, clusters.inventory(cluster.client), subject, old, thorough);
}

function diff({ inputs, provider }: Subject, old: ResourceState): Difference {
  const changes = diffProperties(old.inputs, inputs);
  const replaces = replacingPaths(stringAt(inputs, "kind") ?? "", old.inputs, changes);
  const moved = provider !== undefined && old.provider !== undefined && !old.provider.startsWith(`${provider.urn}::`);
  const renamed = replaces.some((path) => IDENTITY.some((identity) => under(parsePath(path), parsePath(identity))));
  return { changes, replaces: moved ? ["provider", ...replaces] : replaces, deleteBeforeReplace: !moved && !renamed };
}

/** Before an `up` a cluster must answer. */
const clusterOf = async ({ clusters, requireCluster }: KubernetesOptions, subject: Subject): Promise<Cluster> =>
  requireCluster ? { client: await clusters.require(subject) } : clusters.lookUp(subject);

/** The dry run's answer, or the inputs and an honest note. */
async function preview(
  { clusters, requireCluster, forceConflicts }: KubernetesOptions,
  promises: Promises,
  cluster: Cluster,
  subject: Subject,
  old?: ResourceState,
): Promise<Made> {
  const { inputs } = subject;
  if ("offline" in cluster) return { ...fromInputs(subject), note: "no cluster answered: inputs only" };
  if (!isKnown(inputs)) return { ...fromInputs(subject), note: "some inputs are known only after up: inputs only" };
  const { client } = cluster;
  const [apiVersion, kind] = [stringAt(inputs, "apiVersion") ?? "", stringAt(inputs, "kind") ?? ""];
  const found = await client.resource(apiVersion, kind);
  if (found === undefined) {
    promises.needsKind(apiVersion, kind, subject.urn);
    return { ...fromInputs(subject), note: "its kind is not in the cluster yet: inputs only" };
  }
  const reference = referenceOf(inputs, found.namespaced, fallbackNamespace(subject, client.namespace));
  const place = { client, inventory: clusters.inventory(client), reference, forceConflicts };
  try {
    const note = old === undefined ? await adoption(subject, place) : undefined;
    if (subject.old !== undefined && old === undefined)
      return { ...fromInputs(subject), note: "replaced: inputs only" };
    const manifest = appliedManifest(inputs, reference);
    const force = forceConflicts || subject.importId !== undefined;
    const { created, object } = await client.apply(manifest, { dryRun: true, force });
    if (old !== undefined)
      return {
        id: idOf(reference),
        outputs: outputsOf(object, inputs),
        ...(created ? { note: "it is gone from the cluster and will be created again" } : {}),
      };
    return { outputs: promised(kind, outputsOf(object, inputs), inputs), ...(note === undefined ? {} : { note }) };
  } catch (error) {
    const refusal = refusalOf(error, reference, requireCluster);
    if (refusal.kind === "problem") throw new ProblemsError([refusal.problem]);
    if (refusal.kind === "namespace") {
      promises.needsNamespace(refusal.name, describe(reference));
      return { ...fromInputs(subject), note: "its namespace does not exist yet: inputs only" };
    }
    if (refusal.warn === true) subject.warn(`${describe(reference)}: ${refusal.note}`);
    return { ...fromInputs(subject), note: `${refusal.note}: inputs only` };
  }
}

async function apply(
  options: KubernetesOptions,
  promises: Promises,
  subject: Subject,
  old?: ResourceState,
): Promise<Made> {
  const { inputs } = subject;
  const client = await options.clusters.require(subject);
  const [apiVersion, kind] = [stringAt(inputs, "apiVersion") ?? "", stringAt(inputs, "kind") ?? ""];
  const found = await patiently(
    subject,
    () => promises.makes(apiVersion, kind),
    (again) => client.resource(apiVersion, kind, again),
  );
  if (found === undefined) throw new ProblemsError([missingKind(apiVersion, kind, subject.urn)]);
  const reference = referenceOf(inputs, found.namespaced, fallbackNamespace(subject, client.namespace));
  const { clusters, forceConflicts } = options;
  const place = { client, inventory: clusters.inventory(client), reference, forceConflicts };
  const note = old === undefined ? await adoption(subject, place) : undefined;
  const applied = await applyPatiently(client, appliedManifest(inputs, reference), reference, options, subject);
  const doing = subject.old === undefined ? "create" : "update";
  const { object, error } = await awaitReady(client, applied, reference, waiting(options, subject, doing));
  return {
    id: idOf(reference),
    outputs: outputsOf(object, inputs),
    ...(error === undefined ? {} : { initErrors: [error] }),
    ...(note === undefined ? {} : { note }),
  };
}

/** An object may be registered beside its Namespace, without waiting for it. */
async function applyPatiently(
  client: ClusterClient,
  manifest: KubernetesObject,
  reference: ObjectReference,
  { forceConflicts }: KubernetesOptions,
  subject: Subject,
): Promise<KubernetesObject> {
  let missing: unknown;
  const force = forceConflicts || subject.importId !== undefined;
  const applied = await patiently(
    subject,
    () => true,
    async () => {
      try {
        return (await client.apply(manifest, { dryRun: false, force })).object;
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404 && error.details.kind === "namespaces"))
          rethrow(error, reference);
        missing = error;
        return undefined;
      }
    },
  );
  return applied ?? rethrow(missing, reference);
}

/** Asks again for a while, as long as there is hope. */
async function patiently<T>(
  { signal }: Subject,
  hope: () => boolean,
  ask: (again: boolean) => Promise<T | undefined>,
): Promise<T | undefined> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let again = false; ; again = true) {
    const answer = await ask(again);
    if (answer !== undefined || !hope() || signal.aborted || Date.now() > deadline) return answer;
    await sleep(250, undefined, { signal }).catch(() => undefined);
  }
}

async function remove(options: KubernetesOptions, subject: Subject, old: ResourceState): Promise<void> {
  const client = await options.clusters.require(subject);
  const stored = storedObject(old);
  const found = await client.resource(stored.apiVersion, stored.kind);
  if (found === undefined) return; // a kind that is not served has no objects
  const reference = referenceOf(old.outputs, found.namespaced, fallbackNamespace(subject, client.namespace));
  try {
    await client.delete(reference, uidOf(old));
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 409)) rethrow(error, reference);
    subject.warn(`${describe(reference)} is no longer the object that this stack made; it is left alone`);
    return;
  }
  if (!(await awaitGone(client, stored, reference, waiting(options, subject, "delete")))) {
    throw new Error(
      `${describe(reference)} is still there: ${subject.signal.aborted ? "the run was stopped" : "its finalizers did not finish in time"}`,
    );
  }
}

function fromInputs(subject: Subject): Made {
  const { inputs, mode, old } = subject;
  const [apiVersion, kind] = [stringAt(inputs, "apiVersion") ?? "", stringAt(inputs, "kind") ?? ""];
  const namespaced = isNamespaced(apiVersion, kind, stringAt(inputs, "metadata", "namespace") !== undefined);
  const reference = referenceOf(inputs, namespaced, stringAt(subject.provider?.inputs, "namespace"));
  const outputs: Properties =
    old === undefined || mode === Mode.Render ? promised(kind, inputs, inputs) : { ...old.outputs, ...inputs };
  return { id: old?.id ?? idOf(reference), outputs };
}

const waiting = (
  { pollMs }: KubernetesOptions,
  { signal, progress, timeouts }: Subject,
  doing: "create" | "update" | "delete",
) => ({
  signal,
  progress,
  ...(timeouts?.[doing] === undefined ? {} : { timeoutSeconds: timeouts[doing] }),
  ...(pollMs === undefined ? {} : { pollMs }),
});
