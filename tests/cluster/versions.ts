/** What a local cluster is made of, and what tests install into it. Caches are keyed by these. */
export const versions = {
  kubernetes: "v1.34.4",
  /** Version of the staging modules (`k8s.io/api`, …) that belong to it. */
  kubernetesStaging: "v0.34.4",
  etcd: "v3.6.8",
  coredns: "v1.14.7",
  envoy: "1.40.0",
  envoyGateway: "v1.9.1",
  /** The one that Envoy Gateway's go.mod names. */
  gatewayApi: "v1.6.1",
  /** Of `istio.io/api`. */
  istio: "v1.32.0",
  /** Of `istio.io/istio`, which has no versions: its master of the same weeks. */
  istiod: "v0.0.0-20260827124520-eed52ebb66ad",
  certManager: "v1.21.2",
} as const;
