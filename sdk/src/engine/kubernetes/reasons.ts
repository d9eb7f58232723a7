import type { ClusterClient, KubernetesObject, ObjectReference } from "./cluster-client.js";

type Fields = Record<string, unknown>;

const MOST = 4;

/** Why an object does not come up: what its pods wait for, and the latest warnings about it and them. */
export async function whyNotReady(
  client: ClusterClient,
  object: KubernetesObject,
  reference: ObjectReference,
): Promise<string[]> {
  try {
    const pods = await podsOf(client, object, reference);
    const warnings = await warningsAbout(client, [object, ...pods], reference);
    return [...new Set([...pods.flatMap(podReasons), ...warnings])].slice(0, MOST);
  } catch {
    return []; // the time-out is the news; not being allowed to look further is none
  }
}

async function podsOf(
  client: ClusterClient,
  object: KubernetesObject,
  { namespace, kind }: ObjectReference,
): Promise<KubernetesObject[]> {
  if (kind === "Pod") return [object];
  const spec = object["spec"] as { selector?: { matchLabels?: Record<string, string> } } | undefined;
  const labels = Object.entries(spec?.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  if (namespace === undefined || labels.length === 0) return [];
  return client.list({ apiVersion: "v1", kind: "Pod", namespace }, { labels: labels.join(",") });
}

function podReasons(pod: KubernetesObject): string[] {
  const status = (pod["status"] ?? {}) as {
    containerStatuses?: Fields[];
    initContainerStatuses?: Fields[];
    conditions?: Fields[];
  };
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const unscheduled = (status.conditions ?? []).find(
    (each) => each["type"] === "PodScheduled" && each["status"] === "False",
  );
  return [
    ...(unscheduled === undefined ? [] : [`pod ${pod.metadata.name}: ${String(unscheduled["message"])}`]),
    ...containers.flatMap((container) => containerReason(pod.metadata.name, container)),
  ];
}

function containerReason(pod: string, { name, state }: Fields): string[] {
  const { waiting, terminated } = (state ?? {}) as { waiting?: Fields; terminated?: Fields };
  const found = waiting ?? (terminated?.["exitCode"] === 0 ? undefined : terminated);
  if (found === undefined || found["reason"] === "ContainerCreating") return [];
  const message = typeof found["message"] === "string" ? `: ${found["message"]}` : "";
  return [`pod ${pod}, container ${String(name)}: ${String(found["reason"])}${message}`];
}

async function warningsAbout(
  client: ClusterClient,
  objects: KubernetesObject[],
  { namespace }: ObjectReference,
): Promise<string[]> {
  if (namespace === undefined) return [];
  const uids = new Set(objects.map(({ metadata }) => metadata.uid));
  const events = await client.list({ apiVersion: "v1", kind: "Event", namespace }, { fields: "type=Warning" });
  return events
    .filter((event) => uids.has((event["involvedObject"] as { uid?: string } | undefined)?.uid))
    .slice(-2)
    .map((event) => `${String(event["reason"])}: ${String(event["message"])}`);
}
