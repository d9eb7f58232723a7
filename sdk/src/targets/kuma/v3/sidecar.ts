import type { CheckedMesh } from "../../../fabric/checked.js";
import { envoyUser, type GatewayPod, metricsPort, type PodSidecar, readinessPort } from "../../standalone/pod.js";
import { systemNamespaceOf } from "../version.js";
import { meshLabel } from "./objects/metadata.js";

/**
 * Where Kuma's proxy listens in a pod of its: connections out and in, DNS, its administration, its readiness, and the
 * probes that it asks for the kubelet.
 */
export const sidecarPorts: Record<number, string> = {
  9001: "the kubelet's probes",
  9902: "its readiness",
  9905: "its administration",
  15001: "connections out",
  15006: "connections in",
  15053: "names",
};

/** Those that the kubelet asks, on nodes where it counts as anybody else. */
const probedPorts = [9001, 9902];

/**
 * Where a sidecar hands calls over from, 127.0.0.6 or ::6, and what else is of the pod itself. In a pod that got no
 * sidecar, as in a namespace that Kuma does not inject into, a door is shut so and not open to all.
 */
export const sidecarSources = ["127.0.0.0/8", "::1/128", "::6/128"];

/** Kuma's own is 9901, which is that of our Envoy. It counts where the control plane has it on TCP. */
const administration = { "kuma.io/envoy-admin-port": "9905" };

const tokenVolume = "kuma-token";
const tokenOf = { "kuma.io/service-account-token-volume": tokenVolume };

const injected = (mesh: CheckedMesh): Record<string, string> => ({
  "kuma.io/sidecar-injection": "enabled",
  ...meshLabel(mesh),
});

/**
 * An ingress gateway is a delegated gateway: the sidecar leaves calls that come in to it, and carries those that it
 * makes under the identity of its service account.
 */
const delegated = (mesh: CheckedMesh): PodSidecar => ({
  labels: injected(mesh),
  annotations: { "kuma.io/gateway": "enabled", ...administration, ...tokenOf },
  tokenVolume,
});

/**
 * An egress gateway is a workload, so that the sidecar asks its consumers for their identities. What Envoy itself opens
 * goes past the sidecar: it is mutual TLS already, and to find a far end by Kuma's names could lead back to a door.
 */
const workload = (mesh: CheckedMesh): PodSidecar => ({
  labels: injected(mesh),
  annotations: {
    "traffic.kuma.io/exclude-outbound-ports-for-uids": String(envoyUser),
    "traffic.kuma.io/exclude-inbound-ports": `${metricsPort},${readinessPort}`,
    ...administration,
    ...tokenOf,
  },
  tokenVolume,
});

/** A gateway that passes calls of other meshes to services behind it, through the sidecar. */
export const ingressWithSidecar = (pod: GatewayPod): GatewayPod => withSidecar(pod, delegated(pod.mesh));

/** A gateway that takes calls of the mesh's workloads, through the sidecar. */
export const egressWithSidecar = (pod: GatewayPod): GatewayPod => withSidecar(pod, workload(pod.mesh));

const withSidecar = (pod: GatewayPod, sidecar: PodSidecar): GatewayPod => ({
  ...pod,
  sidecar,
  callers: [...pod.callers, ...probedPorts.map((containerPort) => ({ containerPort, from: undefined }))],
  callees: [...pod.callees, { namespace: systemNamespaceOf(pod.mesh.target), port: undefined }],
});
