import { gatewayErrors, instanceErrors } from "./admission/gateway.js";
import { destinationErrors, generatorErrors } from "./admission/destination.js";
import { meshErrors, secretErrors } from "./admission/mesh.js";
import { permissionErrors, proxyPatchErrors, retryErrors, timeoutErrors } from "./admission/policies.js";
import { httpRouteErrors } from "./admission/http-route.js";
import { metadataErrors, type Manifest } from "./admission/manifest.js";

const validators: Record<string, (manifest: Manifest) => Iterable<string>> = {
  Mesh: meshErrors,
  Secret: secretErrors,
  MeshGateway: gatewayErrors,
  MeshGatewayInstance: instanceErrors,
  MeshHTTPRoute: httpRouteErrors,
  MeshTrafficPermission: permissionErrors,
  MeshProxyPatch: proxyPatchErrors,
  MeshTimeout: timeoutErrors,
  MeshRetry: retryErrors,
  MeshExternalService: destinationErrors,
  HostnameGenerator: generatorErrors,
};

/** Whether Kuma's webhook looks at an object. */
export const isKumas = ({ kind, apiVersion, type }: { kind: string; apiVersion?: string; type?: unknown }): boolean =>
  apiVersion === "kuma.io/v1alpha1" || (kind === "Secret" && type === "system.kuma.io/secret");

/**
 * What the webhook of Kuma 2.14.3 says to an object, in our own words: an independent reading of its validators
 * (pkg/core/resources/apis, pkg/plugins/policies). Names all that is wrong.
 */
export const admissionErrors = (manifest: Manifest): string[] => {
  const validate = validators[manifest.kind];
  return [
    ...metadataErrors(manifest),
    ...(validate === undefined ? [`Kuma 2.14 has no kind ${manifest.kind} here`] : validate(manifest)),
  ].map((error) => `${manifest.kind} ${manifest.metadata.name}: ${error}`);
};
