import type { CheckedMesh } from "../../fabric/checked.js";

/** The API versions of Istio 1.22 and later. */
export const networking = "networking.istio.io/v1";
export const security = "security.istio.io/v1";
/** EnvoyFilter has never left alpha. */
export const networkingAlpha = "networking.istio.io/v1alpha3";

/** The namespace of istiod where a mesh names none. */
export const defaultSystemNamespace = "istio-system";

/** The namespace of istiod. */
export const systemNamespaceOf = ({ target }: Pick<CheckedMesh, "target">): string =>
  target.systemNamespace ?? defaultSystemNamespace;
