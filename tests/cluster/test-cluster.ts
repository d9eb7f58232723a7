/** A Kubernetes cluster that tests may change freely. */
export interface TestCluster {
  /** As asked for: "shop", "payments". */
  name: string;
  origin: ClusterOrigin;
  /** Path of a kubeconfig file. */
  kubeconfig: string;
  /** The context in that file. */
  context: string;
  /** Where a NodePort answers, also from pods of the other clusters. */
  nodeAddress: string;
  /** Whether a NetworkPolicy changes anything here; a test that needs it must skip, counted, where it is false. */
  enforcesNetworkPolicy: boolean;
}

/** Who runs the cluster: the user (by explicit opt-in), kind, or this folder. */
export type ClusterOrigin = "kubeconfig" | "kind" | "local";

/** Told as work goes on, so that a long step never looks like a hang. */
export type Progress = (event: ProgressEvent) => void;

export interface ProgressEvent {
  step: string;
  state: "start" | "done" | "cached" | "failed";
  /** How long it took, from `start`. */
  seconds?: number;
  detail?: string;
}

export interface ClusterOptions {
  /** Defaults to silence. */
  progress?: Progress;
}
