import type { CheckedGateway, CheckedMesh } from "../../fabric/checked.js";
import type { GatewayAutoscaling } from "../../model/gateway-autoscaling.js";
import type { GatewayResources, GatewayService } from "../../model/mesh-gateway.js";
import type { Owner } from "../emitted.js";
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
  /** The Secrets of yours, by name, with certificates that it presents to outsiders. */
  servers: string[];
  /** Whom it believes. */
  peers: PeerSet[];
  /** Who may call it, by container port. */
  callers: PodCallers[];
  /** Whom it calls. */
  callees: PodCallee[];
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

/** Trust domains that are believed together, each with the root of its mesh only. */
export interface PeerSet {
  /** In file names and SDS. */
  name: string;
  meshes: CheckedMesh[];
  /** The only identities that are accepted, as Envoy's string matchers; undefined is any of the trust domains. */
  identities: Json[] | undefined;
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

/** Envoy's administration, on the pod's loopback only; so are the two ports by which it is told to leave. */
export const adminPort = 9901;
export const leavingPort = 9902;
export const drainerPort = 9903;

/** Ports under 1024 need a privilege that the pods do not have, so they are served 10000 higher. */
export const containerPortOf = (port: number): number => (port < 1024 ? port + 10000 : port);

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

/** The certificate of a leaf, as `Pending` names it. */
export const leafName = ({ mesh, namespace, name }: GatewayPod, leaf: PodLeaf): string =>
  `leaf:${mesh.name}/${namespace}/${name}/${leaf.name}`;
export const rootName = (mesh: CheckedMesh): string => `root:${mesh.name}`;
export const issuerName = (mesh: CheckedMesh): string => `issuer:${mesh.name}`;

/** What a part of a gateway is to its owner; the egress gateway that a mesh has by itself is one of several things there. */
export const resourceId = ({ owner }: GatewayPod, id: string): string =>
  owner.kind === "meshes" ? `egress-${id}` : id;
