import { crdsOf } from "../admission/crds.js";
import { importImages } from "../cluster/import-images.js";
import { apply, kubectl } from "../cluster/kubectl.js";
import { exclusively } from "../cluster/lock.js";
import { silent } from "../cluster/progress.js";
import type { ClusterOptions, TestCluster } from "../cluster/test-cluster.js";
import { certificatesJob, controllerObjects } from "./controller.js";
import { gatewayClassObjects } from "./gateway-class.js";
import { ensureEnvoyGatewayImage } from "./image.js";
import { certificates, controller, gatewayClass, namespace } from "./names.js";
import { rbacObjects } from "./rbac.js";

export { gatewayClass } from "./names.js";
export { gatewayAddress, gatewayReady } from "./gateways.js";

const list = (items: object[]) => ({ apiVersion: "v1", kind: "List", items });
const wait = ["--timeout=180s"];

/**
 * A running Envoy Gateway with Gateway API's CRDs (standard channel) and its own. Gateways name the class
 * `gatewayClass`; their Envoys run in `envoy-gateway-system`. The first one on a machine is built, in six minutes.
 */
export async function installEnvoyGateway(
  cluster: TestCluster,
  { progress = silent }: ClusterOptions = {},
): Promise<void> {
  const image = await exclusively(progress, async () => {
    const made = await ensureEnvoyGatewayImage(progress);
    await importImages(cluster, [made]);
    return made;
  });
  progress({ step: `${cluster.name}: ${image.reference}`, state: "done" });
  const crds = await crdManifest();
  await kubectl(cluster, ["apply", "--server-side", "--field-manager=isthmus-tests", "-f", "-"], { input: crds });
  await kubectl(cluster, ["wait", "--for=condition=Established", ...wait, "-f", "-"], { input: crds });
  await apply(cluster, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await apply(cluster, list([...rbacObjects(), certificatesJob()]));
  await kubectl(cluster, ["wait", "-n", namespace, "--for=condition=Complete", `job/${certificates}`, ...wait]);
  await apply(cluster, list([...controllerObjects(), ...gatewayClassObjects()]));
  await kubectl(cluster, ["rollout", "status", "-n", namespace, `deploy/${controller}`, ...wait]);
  await kubectl(cluster, ["wait", "--for=condition=Accepted", `gatewayclass/${gatewayClass}`, ...wait]);
}

/** Takes away all that `installEnvoyGateway` made, and with the CRDs every Gateway, Route and policy there is. */
export async function uninstallEnvoyGateway(cluster: TestCluster): Promise<void> {
  const gone = ["--ignore-not-found", ...wait];
  const gateways = ["delete", "gateways.gateway.networking.k8s.io", "--all", "-A", ...wait];
  // while the controller is there to let go of what it holds
  await kubectl(cluster, gateways);
  await kubectl(cluster, ["delete", "gatewayclass", gatewayClass, ...gone]);
  await kubectl(cluster, ["delete", "namespace", namespace, ...gone]);
  await kubectl(cluster, ["delete", "clusterrole,clusterrolebinding", controller, ...gone]);
  await kubectl(cluster, ["delete", ...gone, "-f", "-"], { input: await crdManifest() });
}

async function crdManifest(): Promise<string> {
  return (await Promise.all([crdsOf("gateway-api"), crdsOf("envoy-gateway")])).flat().join("\n---\n");
}
