import type { Subject } from "../handler.js";
import { refuse } from "../../model/problem.js";
import { type Properties, revealed, stringAt, UNKNOWN, valueAt } from "../value.js";
import { type ClusterClient } from "./cluster-client.js";
import { ApiError, ClusterUnreachable } from "../../cluster/api-error.js";
import { clusterClient } from "./client.js";
import { Inventory } from "./inventory.js";
import type { Patience } from "./retry.js";
import { type ClusterSettings, loadKubeconfig } from "../../cluster/kubeconfig.js";

/** Makes the client of the cluster that a provider means; undefined where nothing says which. */
export type Connect = (settings: ClusterSettings) => Promise<ClusterClient | undefined>;

/** A cluster that answers, or why there is none. */
export type Cluster = { client: ClusterClient } | { offline: string };

/** The clusters of a run, each connected to at most once. */
export class Clusters {
  readonly #known = new Map<string, Promise<Cluster>>();
  readonly #warned = new Set<string>();
  readonly #inventories = new Map<ClusterClient, Inventory>();

  constructor(private readonly connect: Connect) {}

  /** The cluster of a resource's provider, and a single warning per cluster where none answers. */
  async lookUp(subject: Subject): Promise<Cluster> {
    const cluster = await this.#of(subject.provider?.inputs ?? {});
    if ("offline" in cluster && !this.#warned.has(cluster.offline)) {
      this.#warned.add(cluster.offline);
      subject.warn(`${cluster.offline}: previewing from inputs only`);
    }
    return cluster;
  }

  /** The cluster of a resource's provider; throws where none answers. */
  async require(subject: Subject): Promise<ClusterClient> {
    const cluster = await this.#of(subject.provider?.inputs ?? {});
    if ("client" in cluster) return cluster.client;
    throw new Error(`${cluster.offline}; nothing was changed there`);
  }

  /** What a cluster has, asked once in a run. */
  inventory(client: ClusterClient): Inventory {
    const inventory = this.#inventories.get(client) ?? new Inventory(client);
    this.#inventories.set(client, inventory);
    return inventory;
  }

  #of(inputs: Properties): Promise<Cluster> {
    const kubeconfig = valueAt(inputs, "kubeconfig");
    if (kubeconfig === UNKNOWN) return Promise.resolve({ offline: "the provider's kubeconfig is known only after up" });
    const opened = kubeconfig === undefined ? undefined : revealed(kubeconfig);
    const context = stringAt(inputs, "context");
    const settings: ClusterSettings = {
      ...(typeof opened === "string" && opened !== "" ? { kubeconfig: opened } : {}),
      ...(context === undefined ? {} : { context }),
    };
    const key = JSON.stringify(settings);
    const found = this.#known.get(key) ?? this.#open(settings);
    this.#known.set(key, found);
    return found;
  }

  async #open(settings: ClusterSettings): Promise<Cluster> {
    const client = await this.connect(settings);
    if (client === undefined) return { offline: "no cluster is configured (no kubeconfig was found)" };
    try {
      await client.resource("v1", "Namespace");
      return { client };
    } catch (error) {
      const hint = "check the credentials and the certificate authority in the kubeconfig";
      if (error instanceof ApiError)
        refuse("cluster.refused", client.server, `the cluster refused us: ${error.message}`, hint);
      if (!(error instanceof ClusterUnreachable)) throw error;
      if (!isCertificateError(error)) return { offline: error.message };
      return refuse(
        "cluster.certificate",
        client.server,
        `the cluster's certificate is not trusted (${error.why})`,
        hint,
      );
    }
  }
}

/** The connections of an ordinary run: what the kubeconfig says, paths taken from the project's directory. */
export const connectByKubeconfig =
  (dir: string, patience: Patience): Connect =>
  async (settings) => {
    const config = await loadKubeconfig(settings, dir);
    return config === undefined ? undefined : clusterClient(config, patience);
  };

const isCertificateError = ({ why }: ClusterUnreachable): boolean =>
  /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|certificate/.test(why);
