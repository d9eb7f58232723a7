import { describe, expect, it } from "@jest/globals";
import type { CheckedMesh } from "../../../fabric/checked.js";
import { settle } from "../../emitted.js";
import type { GatewayPod, PodSidecar } from "../pod.js";
import { deployment } from "./deployment.js";
import { service } from "./service.js";

const sidecar: PodSidecar = {
  labels: { "mesh.example/inject": "enabled" },
  annotations: { "mesh.example/gateway": "enabled" },
  tokenVolume: "sidecar-token",
};

const podWith = (changes: Partial<GatewayPod>): GatewayPod => ({
  owner: { kind: "meshGateways", name: "edge" },
  name: "edge",
  namespace: "gateways",
  mesh: {} as CheckedMesh,
  replicas: 2,
  autoscaling: undefined,
  nodeSelector: undefined,
  priorityClassName: undefined,
  drainSeconds: 30,
  image: undefined,
  resources: {},
  services: [],
  listeners: [],
  clusters: [],
  routes: {},
  leaves: [],
  servers: [],
  peers: [],
  callers: [],
  callees: [],
  ...changes,
});

/** A Deployment's template, as far as a sidecar changes it. */
const templateOf = (pod: GatewayPod) => (settle(deployment(pod), {}) as { spec: { template: Template } }).spec.template;

interface Template {
  metadata: { labels: Record<string, string>; annotations: Record<string, string> };
  spec: {
    automountServiceAccountToken: boolean;
    securityContext: { runAsNonRoot?: boolean };
    containers: { securityContext: { runAsNonRoot?: boolean }; volumeMounts: { name: string }[] }[];
    volumes: { name: string; projected?: { sources: object[] } }[];
  };
}

describe("pods with a mesh's sidecar", () => {
  it("say so to the mesh's injector, and their Services too", () => {
    const { metadata } = templateOf(podWith({ sidecar }));
    expect(metadata.labels).toMatchObject(sidecar.labels);
    expect(metadata.annotations).toMatchObject(sidecar.annotations);
    const { metadata: ofService } = service(podWith({ sidecar }), { name: "edge", id: "service", ports: [] });
    expect(ofService.labels).toMatchObject(sidecar.labels);
    expect(ofService.annotations).toBeUndefined();
  });

  it("have a token of their service account, which Envoy does not get", () => {
    const { spec } = templateOf(podWith({ sidecar }));
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.volumes.at(-1)).toMatchObject({
      name: "sidecar-token",
      projected: { sources: [{ serviceAccountToken: { path: "token" } }] },
    });
    for (const { volumeMounts } of spec.containers)
      expect(volumeMounts.map(({ name }) => name)).not.toContain("sidecar-token");
  });

  it("let what prepares them run as root, and Envoy never", () => {
    const { spec } = templateOf(podWith({ sidecar }));
    expect(spec.securityContext.runAsNonRoot).toBeUndefined();
    expect(spec.containers.map(({ securityContext }) => securityContext.runAsNonRoot)).toEqual([true]);
  });
});

describe("pods without a sidecar", () => {
  it("have no token, and nothing in them runs as root", () => {
    const { spec } = templateOf(podWith({}));
    expect(spec.volumes.map(({ name }) => name)).toEqual(["config", "certificates"]);
    expect(spec.securityContext.runAsNonRoot).toBe(true);
  });
});
