import { run, type CommandOptions } from "./command.js";
import { ensureKubectl } from "./programs.js";
import type { TestCluster } from "./test-cluster.js";

/** Runs kubectl against a test cluster and returns what it prints. */
export async function kubectl(
  { kubeconfig, context }: Pick<TestCluster, "kubeconfig" | "context">,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const program = await ensureKubectl();
  return run(program, ["--kubeconfig", kubeconfig, "--context", context, ...args], options);
}

/** Creates or changes objects by server-side apply. */
export async function apply(cluster: Pick<TestCluster, "kubeconfig" | "context">, object: object): Promise<void> {
  const args = ["apply", "--server-side", "--force-conflicts", "--field-manager=isthmus-tests", "-f", "-"];
  await kubectl(cluster, args, { input: JSON.stringify(object) });
}

/** The InternalIP of the first node. */
export async function firstNodeAddress(cluster: Pick<TestCluster, "kubeconfig" | "context">): Promise<string> {
  const path = '{.items[0].status.addresses[?(@.type=="InternalIP")].address}';
  const [address = ""] = (await kubectl(cluster, ["get", "nodes", `-o=jsonpath=${path}`])).split(" ");
  if (address === "") throw new Error(`the first node of context ${cluster.context} has no InternalIP`);
  return address;
}
