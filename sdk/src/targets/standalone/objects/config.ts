import type { KubeObject } from "../../emitted.js";
import { discovery } from "../envoy/files.js";
import { type Json, jsonText } from "../envoy/json.js";
import { certificateData, secretFiles } from "../envoy/secrets.js";
import { yamlText } from "../envoy/yaml.js";
import type { GatewayPod } from "../pod.js";
import { gatewayMetadata } from "../../crossing/metadata.js";
import { configName, routesName, secretName } from "./names.js";
import { shards } from "./shards.js";

/** The files that Envoy follows, but for its route tables: a change of them needs no new pod. */
export const configMap = (pod: GatewayPod): KubeObject =>
  configMapOf(pod, configName(pod), {
    "lds.json": jsonText(discovery(...pod.listeners)),
    "cds.yaml": tableText("cds.yaml", ...pod.clusters),
    ...secretFiles(pod),
  });

/**
 * The route tables, by the number of the ConfigMap that holds them: they are what grows, and a table stays in its
 * ConfigMap while it grows, so a change of a permission is a change of one object.
 */
export const routeMaps = (pod: GatewayPod): [number, KubeObject][] =>
  shards(Object.fromEntries(Object.entries(pod.routes).map(([file, table]) => [file, tableText(file, table)]))).map(
    ([shard, files]) => [shard, configMapOf(pod, routesName(pod, shard), files)],
  );

/** What grows with Routes is YAML, in which a part that occurs again costs a few characters. */
const tableText = (file: string, ...resources: Json[]): string =>
  file.endsWith(".yaml") ? `---\n${yamlText(discovery(...resources))}` : jsonText(discovery(...resources));

const configMapOf = (pod: GatewayPod, name: string, data: KubeObject["data"]): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: gatewayMetadata(pod, name),
  data,
});

/** The only place where a gateway's keys are, besides Pulumi's encrypted state. */
export const certificateSecret = (pod: GatewayPod): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: gatewayMetadata(pod, secretName(pod)),
  type: "Opaque",
  data: certificateData(pod),
});
