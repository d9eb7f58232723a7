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
        volumes: { name: string; configMap?: { name: string }; secret?: { secretName: string } }[];
      };
    };
  };
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
      const filesOf = (mount: string): Record<string, string> => {
        const source = volumes.find(({ name }) => name === mount);
        const [wantedKind, wanted] = source?.configMap
          ? ["ConfigMap", source.configMap.name]
          : ["Secret", source?.secret?.secretName];
        const foreign = wantedKind === "Secret" ? secrets[wanted ?? ""] : undefined;
        if (foreign !== undefined) return foreign;
        const found = settled
          .filter((candidate) => candidate.kind === wantedKind && candidate.cluster === cluster)
          .map((candidate) => candidate.value as Data)
          .find((data) => data.metadata.name === wanted && data.metadata.namespace === metadata.namespace);
        if (found === undefined) throw new Error(`${metadata.name} mounts a ${wantedKind} ${wanted} that is not there`);
        return wantedKind === "Secret"
          ? Object.fromEntries(Object.entries(found.data).map(([key, value64]) => [key, atob(value64)]))
          : found.data;
      };
      return {
        name: metadata.name,
        args,
        preStop: lifecycle.preStop.exec.command,
        volumes: Object.fromEntries(volumeMounts.map(({ name, mountPath }) => [mountPath, filesOf(name)])),
      };
    });
}
