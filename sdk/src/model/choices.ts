/** The system that realises a mesh. */
export const MeshTargetKind = {
  /** Envoy gateways that Isthmus brings; needs nothing but Kubernetes. */
  Standalone: "standalone",
  /** Kuma, `version` 2.14 or 3.0. */
  Kuma: "kuma",
  /** Istio with sidecars. */
  Istio: "istio",
  /** Gloo Mesh 2.x. */
  GlooMesh: "gloo-mesh",
  /** Any implementation of Gateway API. */
  GatewayApi: "gateway-api",
} as const;
export type MeshTargetKind = (typeof MeshTargetKind)[keyof typeof MeshTargetKind];

/** The system that realises a VPC's side. */
export const VpcTargetKind = {
  /** The nftables gateway that Isthmus brings. */
  Standalone: "standalone",
  /** Hedgehog Open Network Fabric. */
  Hedgehog: "hedgehog",
} as const;
export type VpcTargetKind = (typeof VpcTargetKind)[keyof typeof VpcTargetKind];

/** Where a mesh's certificates come from. */
export const TrustMode = {
  /** Isthmus makes a root for the mesh, an issuer and short-lived leaves; keys are Pulumi secrets. */
  Managed: "managed",
  /** cert-manager issues: Issuer, Certificate, trust-manager Bundle. */
  CertManager: "cert-manager",
  /** You bring the Secrets. */
  Provided: "provided",
} as const;
export type TrustMode = (typeof TrustMode)[keyof typeof TrustMode];

/** Which way a gateway faces. */
export const GatewayRole = {
  /** Takes calls from other meshes or from outside to services of its mesh. */
  Ingress: "ingress",
  /** Takes plain calls inside its cluster and carries them out with the mesh's identity. */
  Egress: "egress",
  /** Passes calls between clusters of one mesh. */
  EastWest: "east-west",
} as const;
export type GatewayRole = (typeof GatewayRole)[keyof typeof GatewayRole];

/** How a gateway's Service is reached. */
export const ServiceType = {
  ClusterIP: "ClusterIP",
  NodePort: "NodePort",
  LoadBalancer: "LoadBalancer",
} as const;
export type ServiceType = (typeof ServiceType)[keyof typeof ServiceType];

/** What a listener speaks, in Gateway API's terms. HTTP and HTTPS carry HTTP/1.1 and HTTP/2. */
export const ListenerProtocol = {
  HTTP: "HTTP",
  HTTPS: "HTTPS",
  /** TLS that is routed by server name. */
  TLS: "TLS",
  TCP: "TCP",
} as const;
export type ListenerProtocol = (typeof ListenerProtocol)[keyof typeof ListenerProtocol];

/** Who ends TLS. */
export const TlsMode = {
  Terminate: "terminate",
  Passthrough: "passthrough",
} as const;
export type TlsMode = (typeof TlsMode)[keyof typeof TlsMode];

/** What a permission does with a call that it matches. Deny beats allow. */
export const PermissionAction = {
  Allow: "allow",
  Deny: "deny",
} as const;
export type PermissionAction = (typeof PermissionAction)[keyof typeof PermissionAction];

/** What a Service behind a listener of HTTP or HTTPS speaks. */
export const ServiceProtocol = {
  /** HTTP/1.1. */
  HTTP: "HTTP",
  /** HTTP/2 without TLS, by prior knowledge. */
  HTTP2: "HTTP2",
  /** gRPC, over HTTP/2 without TLS. */
  GRPC: "GRPC",
  /** HTTP/1.1 that callers may upgrade to WebSocket. */
  WebSocket: "WebSocket",
} as const;
export type ServiceProtocol = (typeof ServiceProtocol)[keyof typeof ServiceProtocol];

/** A transport protocol. */
export const TransportProtocol = {
  TCP: "tcp",
  UDP: "udp",
  ICMP: "icmp",
} as const;
export type TransportProtocol = (typeof TransportProtocol)[keyof typeof TransportProtocol];

/** How replies find their way back from an exposing VPC. */
export const ReturnRoute = {
  /** By connection tracking: replies only. */
  Stateful: "stateful",
  /** By a route of its own, so the exposing side may also start connections. */
  Static: "static",
} as const;
export type ReturnRoute = (typeof ReturnRoute)[keyof typeof ReturnRoute];

/** How a Route's source addresses are translated. */
export const NatType = {
  /** One to one, so `as` is as large as `ips`. */
  Static: "static",
  /** Many to few, by connection tracking and ports. */
  Stateful: "stateful",
} as const;
export type NatType = (typeof NatType)[keyof typeof NatType];

/** The scheme of a URL. */
export const Scheme = { Http: "http", Https: "https" } as const;
export type Scheme = (typeof Scheme)[keyof typeof Scheme];

/** Who realises Gateway API. */
export const GatewayApiImplementation = {
  /** Envoy Gateway, whose policies say who may call. */
  EnvoyGateway: "envoy-gateway",
  /** Any: only what Gateway API itself says, which knows no callers (GEP-3779 is to come). */
  Portable: "portable",
} as const;
export type GatewayApiImplementation = (typeof GatewayApiImplementation)[keyof typeof GatewayApiImplementation];

/** What an external gateway speaks to the mesh. */
export const ExternalProtocol = {
  /** The mesh's own mutual TLS. */
  Mesh: "mesh",
  /** TLS to a port that the mesh relaxes for it (GEP-3792, "the protocol problem"). */
  RelaxedTls: "relaxed-tls",
  /** TLS with a server's certificate by its hostname, as web servers have it. For destinations. */
  Tls: "tls",
} as const;
export type ExternalProtocol = (typeof ExternalProtocol)[keyof typeof ExternalProtocol];
