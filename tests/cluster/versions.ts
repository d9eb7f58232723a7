/** What a local cluster is made of. Caches are keyed by these. */
export const versions = {
  kubernetes: "v1.34.4",
  /** Version of the staging modules (`k8s.io/api`, …) that belong to it. */
  kubernetesStaging: "v0.34.4",
  etcd: "v3.6.8",
  coredns: "v1.14.7",
  envoy: "1.40.0",
} as const;
