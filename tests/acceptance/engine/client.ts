import { readFileSync } from "node:fs";
import type { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import { clusterClient } from "../../../sdk/src/engine/kubernetes/client.js";
import type { ClusterClient } from "../../../sdk/src/engine/kubernetes/cluster-client.js";
import type { TestCluster } from "../../cluster/index.js";

interface Kubeconfig {
  clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
  users: { user: { "client-certificate-data": string; "client-key-data": string } }[];
}

/** The engine's client of a test cluster. Jest cannot load the kubeconfig library, so the file is read here. */
export function clientOf({ kubeconfig, context }: TestCluster): ClusterClient {
  const { clusters, users } = parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (cluster === undefined || user === undefined) throw new Error(`${kubeconfig} names no cluster or no user`);
  const decoded = (text: string) => Buffer.from(text, "base64");
  const config = {
    getCurrentCluster: () => ({ server: cluster.server }),
    getCurrentContext: () => context,
    getContextObject: () => null,
    applyToHTTPSOptions(options: { ca?: Buffer; cert?: Buffer; key?: Buffer }) {
      options.ca = decoded(cluster["certificate-authority-data"]);
      options.cert = decoded(user["client-certificate-data"]);
      options.key = decoded(user["client-key-data"]);
      return Promise.resolve();
    },
  };
  return clusterClient(config as unknown as KubeConfig);
}
