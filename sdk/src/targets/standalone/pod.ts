import type { CheckedGateway, CheckedMesh } from "../../fabric/checked.js";
import type { GatewayAutoscaling } from "../../model/gateway-autoscaling.js";
import type { GatewayResources, GatewayService } from "../../model/mesh-gateway.js";
import { type Leaf, leafCertificate } from "../crossing/authorities.js";
import type { EmittedCertificate, Owner } from "../emitted.js";
import type { Json } from "./envoy/json.js";

/** A gateway's pods as the objects see them, whichever way the gateway faces. */
export interface GatewayPod {
  owner: Owner;
  /** The name of Deployment, Service and service account, and the last part of the identity. */
  name: string;
  namespace: string;
  mesh: CheckedMesh;
  replicas: number;
  /** Decides how many pods there are in place of `replicas`. */
  autoscaling: GatewayAutoscaling | undefined;
  nodeSelector: Record<string, string> | undefined;
  priorityClassName: string | undefined;
  /** How long it goes on serving after it was told to leave. */
  drainSeconds: number;
  image: string | undefined;
  resources: GatewayResources;
  services: PodService[];
  /** Envoy's listeners, clusters and route tables, the last by file name. */
  listeners: Json[];
  clusters: Json[];
  routes: Record<string, Json>;
  /** The certificates it presents. */
  leaves: PodLeaf[];
  /** The Secrets of yours, by name, with certificates that it presents outside the meshes. */
  servers: string[];
  /** Whom it believes. */
  peers: PeerSet[];
  /** Who may call it, by container port. */
  callers: PodCallers[];
  /** Whom it calls. */
  callees: PodCallee[];
  /** What a mesh asks of pods that have its sidecar; undefined where they have none. */
  sidecar?: PodSidecar;
}

/** By what a mesh's injector knows a pod, and what it needs there. */
export interface PodSidecar {
  /** On the pods and on their Services. */
  labels: Record<string, string>;
  /** On the pods. */
  annotations: Record<string, string>;
  /** A volume with the token of the pod's service account, which Envoy's own container does not get. */
  tokenVolume: string;
}

/** A Service in front of the pods. */
export interface PodService extends GatewayService {
  name: string;
  /** What it is to its owner. */
  id: string;
  /** Whether callers from outside the cluster are seen under their own addresses. Defaults to false. */
  keepsSources?: boolean;
  ports: { port: number; containerPort: number; nodePort: number | undefined }[];
}

/** A certificate that a gateway presents. */
export interface PodLeaf {
  /** In file names and SDS: `edge`, `web-checkout`. */
  name: string;
  spiffeId: string;
  dnsNames: string[];
}

/** Who is believed, by a name that stands in file names and SDS. */
export type PeerSet = IdentityPeers | ServerPeer;

/** Trust domains that are believed together, each with its own roots only. */
export interface IdentityPeers {
  name: string;
  meshes: CheckedMesh[];
  /** Trust domains outside the Fabric, with their roots in PEM. */
  bundles?: { trustDomain: string; pem: string }[];
  /** The only identities that are accepted, as Envoy's string matchers; undefined is any of the trust domains. */
  identities: Json[] | undefined;
}

/** A server with a certificate for its hostname, by these authorities in PEM, or the public ones that the image knows. */
export interface ServerPeer {
  name: string;
  hostname: string;
  bundle: string | undefined;
}

/** Pods that may open connections to a container port. */
export interface PodCallers {
  containerPort: number;
  /** Undefined is everybody. */
  from: { namespace: string | undefined; labels: Record<string, string> } | undefined;
}

/** Where a gateway opens connections to. */
export interface PodCallee {
  /** A namespace of the same cluster; undefined is any address. */
  namespace: string | undefined;
  /** Undefined is any port, since a Service's pods may listen elsewhere than its port says. */
  port: number | undefined;
}

/** The port that Kubernetes asks whether a pod is ready. */
export const readinessPort = 15021;

/** The port with the numbers that Prometheus collects. */
export const metricsPort = 15020;

/**
 * Envoy's administration, on the pod's loopback only; so are the two ports by which it is told to leave. 9902 is left to
 * Kuma's sidecar, which answers there whether it is ready.
 */
export const adminPort = 9901;
export const leavingPort = 9904;
export const drainerPort = 9903;

/** The user, and the group, that Envoy runs as; a sidecar tells its connections by it. */
export const envoyUser = 101;

/** What a gateway's declaration says of its pods, or the defaults where a mesh's own egress gateway has none. */
export const declaredPod = (
  declared: CheckedGateway | undefined,
): Pick<
  GatewayPod,
  "replicas" | "autoscaling" | "nodeSelector" | "priorityClassName" | "drainSeconds" | "image" | "resources"
> => ({
  replicas: declared?.replicas ?? 2,
  autoscaling: declared?.autoscaling,
  nodeSelector: declared?.scheduling.nodeSelector,
  priorityClassName: declared?.scheduling.priorityClassName,
  drainSeconds: declared?.scheduling.drainSeconds ?? 30,
  image: declared?.image,
  resources: declared?.resources ?? {},
});

/** A certificate of a pod, as what is to be issued. */
export const leafOf = (pod: GatewayPod, leaf: PodLeaf): Leaf => ({
  ...leaf,
  owner: pod.owner,
  id: resourceId(pod, leaf.name === pod.name ? "certificate" : `${leaf.name}-certificate`),
  mesh: pod.mesh,
  namespace: pod.namespace,
  gateway: pod.name,
});

/** All that is to be issued for a gateway's pods. */
export const podCertificates = (pod: GatewayPod): EmittedCertificate[] =>
  pod.leaves.map((leaf) => leafCertificate(leafOf(pod, leaf)));

/** What a part of a gateway is to its owner; the egress gateway that a mesh has by itself is one of several things there. */
export const resourceId = ({ owner }: GatewayPod, id: string): string =>
  owner.kind === "meshes" ? `egress-${id}` : id;
