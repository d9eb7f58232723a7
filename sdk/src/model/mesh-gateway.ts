import { z } from "zod";
import { cidrSchema } from "./address.js";
import { GatewayRole, ListenerProtocol, ServiceType, TlsMode } from "./choices.js";
import { type GatewayAutoscaling, gatewayAutoscalingSchema } from "./gateway-autoscaling.js";
import { type GatewayScheduling, gatewaySchedulingSchema } from "./gateway-scheduling.js";
import { type GatewayTracing, gatewayTracingSchema } from "./gateway-tracing.js";
import { byName, hostnameSchema, labelSchema, labelsSchema, nameSchema, portSchema } from "./name.js";
import { type RateLimit, rateLimitSchema } from "./rate-limit.js";
import { evenIfWrong } from "./rule.js";

/** TLS of a listener that outsiders call; a `crossMesh` listener has the mesh's own. */
export interface ListenerTls {
  /** Defaults to `terminate`. */
  mode?: TlsMode;
  /** The Secret of type `kubernetes.io/tls` in the gateway's namespace. */
  secretName?: string;
}

/** A port on which a gateway takes calls. */
export interface Listener {
  /** 1-65535, as callers see it. */
  port: number;
  protocol: ListenerProtocol;
  /** Whether other meshes may call it, if a permission lets them. Default deny. Defaults to false. */
  crossMesh?: boolean;
  /** The server name and Host that it answers to. HTTPS and TLS need one. */
  hostname?: string;
  /** For a Service of type NodePort: the port on every node. Defaults to one that Kubernetes picks. */
  nodePort?: number;
  /** For a listener that is not `crossMesh`. */
  tls?: ListenerTls;
  /**
   * For a listener that is not `crossMesh`: the addresses that may call it, IPv4 CIDRs as the pod sees them. Defaults
   * to everybody.
   */
  sourceRanges?: string[];
  /** At most this many requests for all that stands behind it. For HTTP and HTTPS. Defaults to no limit. */
  rateLimit?: RateLimit;
  /** Connections at once, for each pod of the gateway; more are closed. Defaults to the gateway's own limit. */
  maxConnections?: number;
}

/** The Service in front of a gateway. */
export interface GatewayService {
  /** Defaults to `ClusterIP`. */
  type?: ServiceType;
  /** Annotations, which is how cloud load balancers are configured. */
  annotations?: Record<string, string>;
  /** For `LoadBalancer`: its class. */
  loadBalancerClass?: string;
}

/** Where callers outside the gateway's cluster reach it. */
export interface GatewayAddress {
  /** A DNS name or an IPv4 address. */
  host: string;
  /** Defaults to the listener's `nodePort` with a NodePort Service, else to its `port`. */
  port?: number;
}

/** Compute resources of a gateway's container, as Kubernetes quantities by name. */
export interface GatewayResources {
  /** Defaults to `{ cpu: "100m", memory: "128Mi" }`. */
  requests?: Record<string, string>;
  /** Defaults to `{ memory: "512Mi" }`. */
  limits?: Record<string, string>;
}

/** What of a gateway decides which objects there are, so that a preview must know it. */
export interface MeshGatewayShape {
  /** The mesh, by name. */
  mesh: string;
  /** Defaults to `ingress`. */
  role?: GatewayRole;
  /** The namespace, which must exist. Defaults to the mesh's. */
  namespace?: string;
  /** Listeners by name. An egress gateway has none of its own: its Routes make them. */
  listeners?: Record<string, Listener>;
  /** Pods, 1-100. Defaults to 2. Not together with `autoscaling`. */
  replicas?: number;
  /** A HorizontalPodAutoscaler decides how many pods there are. Defaults to none. */
  autoscaling?: GatewayAutoscaling;
  /** Where pods may run, and how they leave. Defaults as its fields say. */
  scheduling?: GatewayScheduling;
  /** Sends spans to a collector. Defaults to no tracing. */
  tracing?: GatewayTracing;
  /** For permissions that select gateways by tag. */
  tags?: Record<string, string>;
}

/** A gateway of one mesh (Kuma MeshGateway, Istio Gateway, Gloo VirtualGateway). */
export interface MeshGatewaySpec extends MeshGatewayShape {
  /** Defaults to a Service of type `ClusterIP`. */
  service?: GatewayService;
  /** Where other clusters reach it; needed as soon as a Route comes from one. */
  address?: GatewayAddress;
  /** The Envoy image. Defaults to the release that Isthmus is tested with. */
  image?: string;
  /** Defaults as its fields say. */
  resources?: GatewayResources;
}

const listenerSchema = z
  .strictObject({
    port: portSchema,
    protocol: z.enum(ListenerProtocol),
    crossMesh: z.boolean().optional(),
    hostname: hostnameSchema.optional(),
    nodePort: portSchema.optional(),
    tls: z.strictObject({ mode: z.enum(TlsMode).optional(), secretName: hostnameSchema.optional() }).optional(),
    sourceRanges: z.array(cidrSchema).min(1, "no range would let nobody in; leave it out, or add one").optional(),
    rateLimit: rateLimitSchema.optional(),
    maxConnections: z.int().min(1).max(1_000_000).optional(),
  })
  .refine(({ protocol, hostname }) => hostname !== undefined || (protocol !== "HTTPS" && protocol !== "TLS"), {
    path: ["hostname"],
    message: "HTTPS and TLS listeners are chosen by server name; add a hostname",
    ...evenIfWrong,
  }) satisfies z.ZodType<Listener>;

const quantitiesSchema = z.record(
  z.string().min(1),
  z.string().regex(/^\d+(?:\.\d+)?(?:m|[kMGTPE]i?)?$/, "must be a Kubernetes quantity; write it as 100m or 128Mi"),
);

export const gatewayResourcesSchema = z.strictObject({
  requests: quantitiesSchema.optional(),
  limits: quantitiesSchema.optional(),
}) satisfies z.ZodType<GatewayResources>;

export const meshGatewaySchema = z
  .strictObject({
    mesh: nameSchema,
    role: z.enum(GatewayRole).optional(),
    namespace: labelSchema.optional(),
    listeners: byName(listenerSchema).optional(),
    service: z
      .strictObject({
        type: z.enum(ServiceType).optional(),
        annotations: z.record(z.string(), z.string()).optional(),
        loadBalancerClass: z.string().min(1).optional(),
      })
      .refine(({ type, loadBalancerClass }) => loadBalancerClass === undefined || type === ServiceType.LoadBalancer, {
        path: ["loadBalancerClass"],
        message: "a class goes with a Service of type LoadBalancer; set type, or leave loadBalancerClass out",
      })
      .optional(),
    address: z.strictObject({ host: hostnameSchema, port: portSchema.optional() }).optional(),
    replicas: z.int().min(1).max(100).optional(),
    autoscaling: gatewayAutoscalingSchema.optional(),
    scheduling: gatewaySchedulingSchema.optional(),
    tracing: gatewayTracingSchema.optional(),
    image: z.string().min(1).optional(),
    resources: gatewayResourcesSchema.optional(),
    tags: labelsSchema.optional(),
  })
  .refine(({ replicas, autoscaling }) => replicas === undefined || autoscaling === undefined, {
    path: ["replicas"],
    message: "autoscaling decides how many pods there are; leave one of them out",
    ...evenIfWrong,
  }) satisfies z.ZodType<MeshGatewaySpec>;
