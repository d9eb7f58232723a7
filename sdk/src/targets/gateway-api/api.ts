import { GatewayApiImplementation } from "../../model/choices.js";
import type { MeshTarget } from "../../model/target.js";

/** API versions of the objects that this target emits (Gateway API 1.6, standard channel; Envoy Gateway 1.9). */
export const apis = {
  gateway: "gateway.networking.k8s.io/v1",
  grants: "gateway.networking.k8s.io/v1beta1",
  envoy: "gateway.envoyproxy.io/v1alpha1",
} as const;

/** API groups, as references name them. */
export const groups = {
  gateway: "gateway.networking.k8s.io",
  envoy: "gateway.envoyproxy.io",
} as const;

/** The GatewayClass of a mesh's Gateways. */
export const gatewayClass = ({ gatewayClassName = "envoy-gateway" }: MeshTarget): string => gatewayClassName;

/** The namespace in which Envoy Gateway runs its Envoys. */
export const proxyNamespace = ({ systemNamespace = "envoy-gateway-system" }: MeshTarget): string => systemNamespace;

/** Whether Envoy Gateway's own objects may be used besides those of Gateway API. */
export const isEnvoyGateway = ({ implementation }: MeshTarget): boolean =>
  implementation !== GatewayApiImplementation.Portable;
