import type { Material } from "../../sdk/src/targets/emitted.js";
import { settle } from "../../sdk/src/targets/emitted.js";
import type { Plan } from "../../sdk/src/targets/plan.js";

/** A gateway's pod as a kubelet sees it: Envoy's arguments, and the files of each mounted volume by its path. */
export interface Pod {
  name: string;
  args: string[];
  /** What is run in the pod before it is told to end. */
  preStop: string[];
  volumes: Record<string, Record<string, string>>;
}

interface Deployment {
  metadata: { name: string; namespace: string };
  spec: {
    template: {
      spec: {
        containers: [
          {
            args: string[];
            lifecycle: { preStop: { exec: { command: string[] } } };
            volumeMounts: { name: string; mountPath: string }[];
          },
        ];
        volumes: { name: string; projected?: { sources: Source[] }; secret?: { secretName: string } }[];
      };
    };
  };
}

interface Source {
  configMap: { name: string; optional?: boolean };
}

interface Data {
  kind: string;
  metadata: { name: string; namespace: string };
  data: Record<string, string>;
}

/**
 * The pods of a plan, by the names of their Deployments, with volumes resolved as a kubelet would; `secrets` are those
 * that somebody else made, by name and key, in clear.
 */
export function podsOf(
  { objects }: Pick<Plan, "objects">,
  material: Material,
  secrets: Record<string, Record<string, string>> = {},
): Pod[] {
  const settled = objects.map(({ cluster, object }) => ({
    cluster,
    kind: object.kind,
    value: settle(object, material),
  }));
  return settled
    .filter(({ kind }) => kind === "Deployment")
    .map(({ cluster, value }) => {
      const { metadata, spec } = value as Deployment;
      const { containers, volumes } = spec.template.spec;
      const [{ args, lifecycle, volumeMounts }] = containers;
      const dataOf = (kind: string, name: string | undefined, optional = false): Record<string, string> => {
        const found = settled
          .filter((candidate) => candidate.kind === kind && candidate.cluster === cluster)
          .map((candidate) => candidate.value as Data)
          .find((candidate) => candidate.metadata.name === name && candidate.metadata.namespace === metadata.namespace);
        if (found === undefined && !optional)
          throw new Error(`${metadata.name} mounts a ${kind} ${name} that is not there`);
        return found?.data ?? {};
      };
      const filesOf = (mount: string): Record<string, string> => {
        const volume = volumes.find(({ name }) => name === mount);
        const secret = volume?.secret?.secretName;
        if (volume?.projected === undefined)
          return (
            secrets[secret ?? ""] ??
            Object.fromEntries(Object.entries(dataOf("Secret", secret)).map(([key, value64]) => [key, atob(value64)]))
          );
        const sources = volume.projected.sources.map(({ configMap }) =>
          dataOf("ConfigMap", configMap.name, configMap.optional),
        );
        return Object.assign({}, ...sources) as Record<string, string>;
      };
      return {
        name: metadata.name,
        args,
        preStop: lifecycle.preStop.exec.command,
        volumes: Object.fromEntries(volumeMounts.map(({ name, mountPath }) => [mountPath, filesOf(name)])),
      };
    });
}
