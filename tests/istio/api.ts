import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { ApiClient } from "../admission/api-client.js";
import type { TestCluster } from "../cluster/test-cluster.js";

interface Kubeconfig {
  clusters: { name: string; cluster: { server: string; "certificate-authority-data": string } }[];
  contexts: { name: string; context: { cluster: string; user: string } }[];
  users: { name: string; user: { "client-certificate-data": string; "client-key-data": string } }[];
}

/** The API server of a cluster that the tests made, as its administrator. */
export async function apiOf({ kubeconfig, context }: TestCluster): Promise<ApiClient> {
  const { clusters, contexts, users } = parse(await readFile(kubeconfig, "utf8")) as Kubeconfig;
  const names = contexts.find(({ name }) => name === context)?.context;
  const cluster = clusters.find(({ name }) => name === names?.cluster)?.cluster;
  const user = users.find(({ name }) => name === names?.user)?.user;
  if (cluster === undefined || user === undefined) throw new Error(`${kubeconfig} has no context ${context}`);
  const { hostname, port } = new URL(cluster.server);
  const bytes = (text: string): Buffer => Buffer.from(text, "base64");
  return new ApiClient(hostname, Number(port), {
    ca: bytes(cluster["certificate-authority-data"]),
    cert: bytes(user["client-certificate-data"]),
    key: bytes(user["client-key-data"]),
  });
}
