import { formatPath, type Path } from "../path.js";
import { isRecord, type Properties, revealed, type Value, valueAt } from "../value.js";

/** A Secret or a ConfigMap that a pod cannot start without. */
export interface PodReference {
  kind: "Secret" | "ConfigMap";
  name: string;
  /** Where it is named: `spec.template.spec.volumes[0].secret.secretName`. */
  field: string;
}

/** Where the kinds that have pods keep their specification. */
const POD_SPEC: Record<string, string[]> = {
  Pod: ["spec"],
  ...Object.fromEntries(
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"].map((kind) => [kind, ["spec", "template", "spec"]]),
  ),
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
};

/** Every Secret and ConfigMap that the pods of an object need; what is `optional` or not yet known is left out. */
export function podReferences(kind: string, inputs: Properties): PodReference[] {
  const at = POD_SPEC[kind];
  const spec = at === undefined ? undefined : valueAt(revealed(inputs), ...at);
  if (at === undefined || spec === undefined) return [];
  const containers = ["initContainers", "containers"].flatMap((list) => items(spec, [list]));
  const sources = [
    ...items(spec, ["volumes"]).flatMap((volume) => [
      ...named("Secret", volume, "secret", "secretName"),
      ...named("ConfigMap", volume, "configMap"),
      ...items(volume.value, ["projected", "sources"], volume.path).flatMap((source) => [
        ...named("Secret", source, "secret"),
        ...named("ConfigMap", source, "configMap"),
      ]),
    ]),
    ...containers.flatMap((container) => [
      ...items(container.value, ["envFrom"], container.path).flatMap((source) => [
        ...named("Secret", source, "secretRef"),
        ...named("ConfigMap", source, "configMapRef"),
      ]),
      ...items(container.value, ["env"], container.path).flatMap(({ value, path }) => {
        const from = { value: valueAt(value, "valueFrom") ?? null, path: [...path, "valueFrom"] };
        return [...named("Secret", from, "secretKeyRef"), ...named("ConfigMap", from, "configMapKeyRef")];
      }),
    ]),
  ];
  return sources.map(({ path, ...rest }) => ({ ...rest, field: formatPath([...at, ...path]) }));
}

interface Part {
  value: Value;
  path: Path;
}

/** The items of a list somewhere in a part, with where they are. */
function items(value: Value, keys: string[], path: Path = []): Part[] {
  const list = valueAt(value, ...keys);
  return Array.isArray(list) ? list.map((item, i) => ({ value: item, path: [...path, ...keys, i] })) : [];
}

function named(
  kind: PodReference["kind"],
  { value, path }: Part,
  key: string,
  nameKey = "name",
): { kind: PodReference["kind"]; name: string; path: Path }[] {
  const source = valueAt(value, key);
  if (!isRecord(source) || source["optional"] === true) return [];
  const name = source[nameKey];
  return typeof name === "string" ? [{ kind, name, path: [...path, key, nameKey] }] : [];
}
