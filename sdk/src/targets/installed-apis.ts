/** How the kinds of an API group come into a cluster. */
export interface InstalledApi {
  /** What brings them, with its version where a target has several. */
  of: string;
  /** What to do, in one sentence. */
  install: string;
}

const gatewayApi: InstalledApi = {
  of: "Gateway API (target gateway-api)",
  install: "apply standard-install.yaml of Gateway API's release, or install Envoy Gateway's chart, which brings it",
};
const istio: InstalledApi = {
  of: "Istio (targets istio and gloo-mesh)",
  install: "install Istio's chart `base`, then `istiod`, or run `istioctl install`",
};
const gloo: InstalledApi = {
  of: "Gloo Mesh (target gloo-mesh)",
  install: "install the chart `gloo-platform-crds`, then `gloo-platform`",
};

/** By API group: what a target of meshes or VPCs needs that Kubernetes does not have by itself. */
export const installedApis: Record<string, InstalledApi> = {
  "kuma.io": {
    of: "Kuma (target kuma)",
    install: "install Kuma's chart `kuma`, or run `kumactl install crds | kubectl apply -f -`, of the mesh's version",
  },
  "networking.istio.io": istio,
  "security.istio.io": istio,
  "telemetry.istio.io": istio,
  "gateway.networking.k8s.io": gatewayApi,
  "gateway.envoyproxy.io": {
    of: "Envoy Gateway (target gateway-api)",
    install: "install Envoy Gateway's chart `gateway-helm`",
  },
  "admin.gloo.solo.io": gloo,
  "networking.gloo.solo.io": gloo,
  "security.policy.gloo.solo.io": gloo,
  "trafficcontrol.policy.gloo.solo.io": gloo,
  "resilience.policy.gloo.solo.io": gloo,
  "gateway.githedgehog.com": {
    of: "Hedgehog (VPCs of target hedgehog)",
    install: "enable the gateway in the Fabricator's configuration, which installs its CRDs",
  },
  "vpc.githedgehog.com": {
    of: "Hedgehog (VPCs of target hedgehog)",
    install: "run this against a Hedgehog control cluster, where the Fabricator has installed its CRDs",
  },
  "cert-manager.io": { of: "cert-manager", install: "install cert-manager's chart with `crds.enabled=true`" },
};

/** What brings a group of kinds; undefined for groups that no target needs. */
export const installedApi = (apiVersion: string): InstalledApi | undefined =>
  installedApis[apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : ""];
