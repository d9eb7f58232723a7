import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterConnection } from "./declarations.js";

/**
 * A provider for each cluster that says how it is reached. ConfigMaps and Secrets change in place: Envoy follows
 * their files, so a replacement would only take them away for a moment.
 */
export function clusterProviders(
  parent: pulumi.ComponentResource,
  name: string,
  connections: Record<string, ClusterConnection>,
): Record<string, Provider> {
  return Object.fromEntries(
    Object.entries(connections)
      .filter(([, { kubeconfig, context }]) => kubeconfig !== undefined || context !== undefined)
      .map(([cluster, { kubeconfig, context }]) => [
        cluster,
        new Provider(
          `${name}-${cluster}`,
          {
            ...(kubeconfig !== undefined && { kubeconfig: pulumi.secret(kubeconfig) }),
            ...(context !== undefined && { context }),
            enableConfigMapMutable: true,
            enableSecretMutable: true,
          },
          { parent },
        ),
      ]),
  );
}
