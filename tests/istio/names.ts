import { versions } from "../cluster/versions.js";

/** Of istiod's account, Deployment and Service; proxies look for the Service. */
export const istiod = "istiod";
export const istiodImage = `isthmus.test/istiod:${versions.istiod}`;
/** What istiod's webhook puts into pods, as sidecar, as gateway and as what redirects a pod's traffic. */
export const proxyImage = `isthmus.test/istio-proxy:${versions.istiod}`;
/** The ConfigMaps that istiod reads. */
export const meshConfigMap = "istio";
export const injectorConfigMap = "istio-sidecar-injector";

/** A control plane of Istio: one mesh. */
export interface ControlPlane {
  /** Where istiod runs. */
  namespace: string;
  trustDomain: string;
}
