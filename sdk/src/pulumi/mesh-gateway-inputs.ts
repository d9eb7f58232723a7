import type * as pulumi from "@pulumi/pulumi";
import type { ServiceType } from "../model/choices.js";
import type { MeshGatewayShape } from "../model/mesh-gateway.js";

/** The Service in front of a gateway. */
export interface GatewayServiceInputs {
  /** Defaults to `ClusterIP`. */
  type?: ServiceType;
  /** Annotations, which is how cloud load balancers are configured. */
  annotations?: Record<string, pulumi.Input<string>>;
  /** For `LoadBalancer`: its class. */
  loadBalancerClass?: string;
}

/** Where callers outside the gateway's cluster reach it. */
export interface GatewayAddressInputs {
  /** A DNS name or an IPv4 address. */
  host: pulumi.Input<string>;
  /** Defaults to the listener's `nodePort` with a NodePort Service, else to its `port`. */
  port?: pulumi.Input<number>;
}

/** Compute resources of a gateway's container, as Kubernetes quantities by name. */
export interface GatewayResourcesInputs {
  /** Defaults to `{ cpu: "100m", memory: "128Mi" }`. */
  requests?: Record<string, pulumi.Input<string>>;
  /** Defaults to `{ memory: "512Mi" }`. */
  limits?: Record<string, pulumi.Input<string>>;
}

/** A gateway of one mesh. What decides nothing but text in its objects may be an output. */
export interface MeshGatewayInputs extends MeshGatewayShape {
  /** Defaults to a Service of type `ClusterIP`. */
  service?: GatewayServiceInputs;
  /** Where other clusters reach it; needed as soon as a Route comes from one. */
  address?: GatewayAddressInputs;
  /** The Envoy image. Defaults to the release that Isthmus is tested with. */
  image?: pulumi.Input<string>;
  /** Defaults as its fields say. */
  resources?: GatewayResourcesInputs;
}
