import { kubectl } from "../cluster/kubectl.js";
import type { TestCluster } from "../cluster/test-cluster.js";

/** Waits until a Gateway's Envoys run with its configuration. */
export async function gatewayReady(cluster: TestCluster, namespace: string, name: string): Promise<void> {
  const wait = ["wait", "-n", namespace, "--for=condition=Programmed", `gateway/${name}`, "--timeout=180s"];
  await kubectl(cluster, wait);
}

/** The address inside the cluster where a Gateway listens, on the ports of its listeners. */
export async function gatewayAddress(cluster: TestCluster, namespace: string, name: string): Promise<string> {
  const path = "-o=jsonpath={.status.addresses[0].value}";
  const address = await kubectl(cluster, ["get", "-n", namespace, `gateway/${name}`, path]);
  if (address === "") throw new Error(`Gateway ${namespace}/${name} has no address`);
  return address;
}
