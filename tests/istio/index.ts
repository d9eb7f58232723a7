import { setTimeout as sleep } from "node:timers/promises";
import { crdsOf } from "../admission/crds.js";
import { importImages } from "../cluster/import-images.js";
import { apply, kubectl } from "../cluster/kubectl.js";
import { exclusively } from "../cluster/lock.js";
import { silent } from "../cluster/progress.js";
import type { ClusterOptions, TestCluster } from "../cluster/test-cluster.js";
import { configMaps } from "./chart.js";
import { controlPlaneObjects } from "./control-plane.js";
import { ensureIstioImages } from "./image.js";
import { istiod, type ControlPlane } from "./names.js";
import { rbacObjects } from "./rbac.js";
import { injectorWebhook, validatorWebhook, webhookObjects } from "./webhooks.js";

export type { ControlPlane } from "./names.js";

const list = (items: object[]) => ({ apiVersion: "v1", kind: "List", items });
const wait = ["--timeout=180s"];

/** Istio's images and CRDs, and the namespace of a control plane that is not there yet. */
export async function prepareIstio(
  cluster: TestCluster,
  { namespace }: ControlPlane,
  { progress = silent }: ClusterOptions = {},
): Promise<void> {
  await exclusively(progress, async () => importImages(cluster, await ensureIstioImages(progress)));
  const crds = (await crdsOf("istio")).join("\n---\n");
  await kubectl(cluster, ["apply", "--server-side", "--field-manager=isthmus-tests", "-f", "-"], { input: crds });
  await kubectl(cluster, ["wait", "--for=condition=Established", ...wait, "-f", "-"], { input: crds });
  await apply(cluster, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
}

/** A running istiod whose webhooks answer. The `cacerts` of its namespace is read now: apply it before. */
export async function startIstiod(cluster: TestCluster, plane: ControlPlane): Promise<void> {
  await apply(cluster, list([...rbacObjects(plane), ...(await configMaps(plane)), ...controlPlaneObjects(plane)]));
  await apply(cluster, list(webhookObjects(plane)));
  await kubectl(cluster, ["rollout", "status", "-n", plane.namespace, `deploy/${istiod}`, ...wait]);
  for (const webhook of [
    `mutatingwebhookconfiguration/${injectorWebhook}`,
    `validatingwebhookconfiguration/${validatorWebhook}`,
  ])
    await answers(cluster, webhook);
}

/** Istiod writes its authority into a webhook once it is ready to be asked. */
async function answers(cluster: TestCluster, webhook: string): Promise<void> {
  const bundle = ["get", webhook, "-o=jsonpath={.webhooks[0].clientConfig.caBundle}"];
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(500))
    if ((await kubectl(cluster, bundle)) !== "") return;
  throw new Error(`istiod has not claimed ${webhook}`);
}
