import * as pulumi from "@pulumi/pulumi";
import { describeProblem, type Problem } from "../model/problem.js";
import type { EmittedObject } from "../targets/emitted.js";
import { installedApi } from "../targets/installed-apis.js";
import { clusterConfig, type ProviderSettings, servedKinds } from "./cluster-kinds.js";
import type { ClusterConnection } from "./declarations.js";

/**
 * Warns of kinds that a cluster does not have, each with what brings it. Pulumi's kubernetes provider previews an
 * object of such a kind as if all were well, since the same program may bring the kind, and `up` fails at the first
 * one. Only an engine of Pulumi's is told: the local engine asks by itself. A cluster that does not answer, or that is
 * not known yet, is left to the provider.
 */
export function warnOfMissingKinds(
  component: pulumi.ComponentResource,
  objects: EmittedObject[],
  connections: Record<string, ClusterConnection>,
): void {
  if (pulumi.runtime.getEngine() === undefined) return;
  const brought = objects.filter(({ object }) => installedApi(object.apiVersion) !== undefined);
  for (const cluster of new Set(brought.map((emitted) => emitted.cluster))) {
    const own = brought.filter((emitted) => emitted.cluster === cluster);
    pulumi.output(settingsOf(component, cluster, connections)).apply(async (settings) => {
      // what renders files has no cluster
      if (settings.renderYamlToDirectory !== undefined) return;
      const done = pulumi.runtime.rpcKeepAlive();
      try {
        const apiVersions = new Set(own.map(({ object }) => object.apiVersion));
        const config = await clusterConfig(settings);
        const served = config === undefined ? {} : await servedKinds(config, [...apiVersions]);
        const problems = missingKindProblems(own, served);
        if (problems.length > 0) await pulumi.log.warn(problems.map(describeProblem).join("\n"), component);
      } catch {
        // the provider says why a cluster does not answer, where that matters
      } finally {
        done();
      }
    });
  }
}

/** A problem for each API group, with all of its kinds that the cluster does not have. */
export function missingKindProblems(objects: EmittedObject[], served: Record<string, string[] | undefined>): Problem[] {
  const missing = objects.filter(({ object: { apiVersion, kind } }) => served[apiVersion]?.includes(kind) === false);
  return [...new Set(missing.map(({ object }) => object.apiVersion))].flatMap((apiVersion): Problem[] => {
    const api = installedApi(apiVersion);
    if (api === undefined) return [];
    const own = missing.filter(({ object }) => object.apiVersion === apiVersion);
    const kinds = [...new Set(own.map(({ object }) => object.kind))].sort();
    const cluster = own[0]?.cluster;
    return [
      {
        code: "kubernetes.kind-missing",
        path: cluster === undefined ? apiVersion : `clusters.${cluster}`,
        message: `the cluster${cluster === undefined ? "" : ` "${cluster}"`} has no kind ${kinds.join(", ")} in ${apiVersion}, which ${api.of} brings`,
        hint: `${api.install}; or let this program do so before the objects that need it`,
      },
    ];
  });
}

/** What says where a cluster is: its own connection, else the provider in use, else the configuration. */
function settingsOf(
  component: pulumi.ComponentResource,
  cluster: string | undefined,
  connections: Record<string, ClusterConnection>,
): pulumi.Inputs & ProviderSettings {
  const { kubeconfig, context } = (cluster === undefined ? undefined : connections[cluster]) ?? {};
  if (kubeconfig !== undefined || context !== undefined) return { kubeconfig, context };
  const provider = component.getProvider("kubernetes:core/v1:ConfigMap");
  if (provider === undefined) {
    const config = new pulumi.Config("kubernetes");
    return { kubeconfig: config.get("kubeconfig"), context: config.get("context") };
  }
  const inputs = provider as unknown as Record<string, unknown>;
  return {
    kubeconfig: inputs["kubeconfig"],
    context: inputs["context"],
    renderYamlToDirectory: inputs["renderYamlToDirectory"],
  };
}
