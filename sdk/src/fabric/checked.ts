import type { GatewayRole, ListenerProtocol, PermissionAction, ServiceProtocol, TrustMode } from "../model/choices.js";
import type { ServiceReference } from "../model/expose.js";
import type { ConnectionLimits } from "../model/connection-limits.js";
import type { GatewayAutoscaling } from "../model/gateway-autoscaling.js";
import type { GatewayScheduling } from "../model/gateway-scheduling.js";
import type { GatewayTracing } from "../model/gateway-tracing.js";
import type { ExternalTls } from "../model/external-gateway.js";
import type { HeaderChanges } from "../model/header-changes.js";
import type { HealthCheck } from "../model/health-check.js";
import type { OutlierDetection } from "../model/outlier-detection.js";
import type { RateLimit } from "../model/rate-limit.js";
import type { Redirect } from "../model/redirect.js";
import type { HttpMatch, PathMatch, RequestMatch } from "../model/http-match.js";
import type { GatewayAddress, GatewayResources, GatewayService, ListenerTls } from "../model/mesh-gateway.js";
import type { Problem } from "../model/problem.js";
import type { Retries } from "../model/route-rule.js";
import type { MeshTarget } from "../model/target.js";
import type { CheckedVpcSide } from "./vpcs/checked.js";

/** A Fabric without problems: names resolved, defaults filled in, lists sorted by name. Targets trust all of it. */
export interface CheckedFabric {
  name: string;
  meshes: CheckedMesh[];
  gateways: CheckedGateway[];
  routes: CheckedRoute[];
  /** VPCs with their offers and Routes, and what their packets meet. */
  vpcSide: CheckedVpcSide;
  /** What is legal and worth a second look. */
  notes: Problem[];
}

export interface CheckedCluster {
  /** Undefined is the provider in use. */
  name: string | undefined;
  domain: string;
}

export interface CheckedMesh {
  name: string;
  /** `name` as a DNS label. */
  objectName: string;
  trustDomain: string;
  target: MeshTarget;
  cluster: CheckedCluster;
  namespace: string;
  /** Whether Isthmus makes the namespace. */
  ownsNamespace: boolean;
  trust: CheckedTrust;
}

export interface CheckedTrust {
  mode: TrustMode;
  leafHours: number;
  /** Serial numbers in lower-case hexadecimal, sorted; undefined where the mesh was never to revoke anything. */
  revoked: string[] | undefined;
  /** Whether it and the other meshes do not believe each other. */
  distrusted: boolean;
}

export interface CheckedGateway {
  name: string;
  objectName: string;
  mesh: CheckedMesh;
  role: GatewayRole;
  namespace: string;
  listeners: CheckedListener[];
  service: GatewayService;
  address: GatewayAddress | undefined;
  replicas: number;
  image: string | undefined;
  resources: GatewayResources;
  autoscaling: GatewayAutoscaling | undefined;
  scheduling: GatewayScheduling;
  tracing: GatewayTracing | undefined;
}

export interface CheckedListener {
  name: string;
  port: number;
  protocol: ListenerProtocol;
  hostname: string | undefined;
  crossMesh: boolean;
  nodePort: number | undefined;
  tls: ListenerTls | undefined;
  /** Undefined is everybody. Never set where `crossMesh` is. */
  sourceRanges: string[] | undefined;
  rateLimit: RateLimit | undefined;
  maxConnections: number | undefined;
  /** The most specific path first. */
  exposes: CheckedExpose[];
  permissions: CheckedPermission[];
}

export interface CheckedExpose {
  name: string;
  service: ServiceReference & { protocol: ServiceProtocol };
  /** Undefined is every path. */
  path: PathMatch | undefined;
  rewrite: CheckedRewrite | undefined;
  requestHeaders: HeaderChanges | undefined;
  responseHeaders: HeaderChanges | undefined;
  rateLimit: RateLimit | undefined;
  healthCheck: HealthCheck | undefined;
  outlierDetection: OutlierDetection | undefined;
  limits: ConnectionLimits | undefined;
}

/** What becomes of a path: another one as a whole, or another prefix in place of `from`, which ends on a segment. */
export type CheckedRewrite =
  { path: string; from?: undefined; to?: undefined } | { from: string; to: string; path?: undefined };

export interface CheckedPermission {
  name: string;
  action: PermissionAction;
  callers: CheckedCaller[];
  /** Never empty: every request is `[{}]`. */
  http: HttpMatch[];
  /** The only Expose that it speaks of; undefined is all behind the listener. */
  expose: string | undefined;
}

export interface CheckedCaller {
  mesh: CheckedMesh;
  namespace: string | undefined;
  serviceAccount: string | undefined;
  /** The service, where identities name services instead of service accounts. */
  service: string | undefined;
}

export interface CheckedRoute {
  name: string;
  mesh: CheckedMesh;
  /** Undefined is every namespace. */
  namespace: string | undefined;
  /** Undefined is the egress gateway's own identity. */
  serviceAccount: string | undefined;
  labels: Record<string, string>;
  hostname: string;
  port: number;
  /** Whether Isthmus makes the namespace in `hostname`. */
  createNamespace: boolean;
  /** In the order in which they are tried; the last one takes every request. */
  rules: [CheckedRule, ...CheckedRule[]];
  healthCheck: HealthCheck | undefined;
  outlierDetection: OutlierDetection | undefined;
  limits: ConnectionLimits | undefined;
  /** The egress gateway that was asked for; undefined leaves it to the target. */
  via: CheckedGateway | undefined;
}

/** What becomes of some requests of a Route: they go somewhere, or the caller is sent elsewhere. */
export type CheckedRule = { match: RequestMatch; responseHeaders: HeaderChanges | undefined } & (
  { forward: CheckedForward; redirect?: undefined } | { redirect: CheckedRedirect; forward?: undefined }
);

export interface CheckedForward {
  destinations: [CheckedDestination, ...CheckedDestination[]];
  /** In the order in which they take the place of a destination that is down. */
  failover: CheckedOffer[];
  rewrite: CheckedRewrite | undefined;
  requestHeaders: HeaderChanges | undefined;
  mirror: { offer: CheckedOffer; percent: number } | undefined;
  /** For a whole request; undefined is no limit. */
  timeout: string | undefined;
  retries: Retries | undefined;
}

export type CheckedRedirect = Omit<Redirect, "path"> & { path: CheckedRewrite | undefined; statusCode: number };

/** An Expose or an external gateway, and its share of the requests relative to the sum of all. */
export type CheckedDestination = { weight: number } & (
  { offer: CheckedOffer; external?: undefined } | { external: CheckedExternal; offer?: undefined }
);

/** A gateway outside every mesh of the Fabric, as a destination. */
export interface CheckedExternal {
  name: string;
  /** DNS names or IPv4 addresses. */
  addresses: string[];
  port: number;
  /** The server name and Host that it answers to. */
  hostname: string;
  /** What it speaks inside TLS. */
  serviceProtocol: ServiceProtocol;
  /** Whom to believe: an identity that `bundle` vouches for. Undefined is a server's certificate. */
  identity: { spiffeId: string; bundle: string } | undefined;
  /** Authorities that may vouch for its certificate, and the Secret with ours; where there is no identity. */
  tls: ExternalTls;
}

/** An Expose where it stands. */
export interface CheckedOffer {
  gateway: CheckedGateway;
  listener: CheckedListener;
  expose: CheckedExpose;
}

/** Order of names that does not depend on a locale. */
export const byNameOrder = ({ name: a }: { name: string }, { name: b }: { name: string }): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** What is declared under a name, of which the checks have seen that it is. */
export function findByName<T extends { name: string }>(list: T[], name: string): T {
  const found = list.find((item) => item.name === name);
  if (found === undefined) throw new Error(`"${name}" was not checked`);
  return found;
}
