import type { KubeObject } from "../../emitted.js";
import { discovery } from "../envoy/files.js";
import { jsonText } from "../envoy/json.js";
import { certificateData, secretFiles } from "../envoy/secrets.js";
import type { GatewayPod } from "../pod.js";
import { configName, secretName } from "./deployment.js";
import { gatewayMetadata } from "./metadata.js";

/** The files that Envoy follows: a change of them needs no new pod. */
export const configMap = (pod: GatewayPod): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: gatewayMetadata(pod, configName(pod)),
  data: {
    "lds.json": jsonText(discovery(...pod.listeners)),
    "cds.json": jsonText(discovery(...pod.clusters)),
    ...Object.fromEntries(Object.entries(pod.routes).map(([file, routes]) => [file, jsonText(discovery(routes))])),
    ...secretFiles(pod),
  },
});

/** The only place where a gateway's keys are, besides Pulumi's encrypted state. */
export const certificateSecret = (pod: GatewayPod): KubeObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: gatewayMetadata(pod, secretName(pod)),
  type: "Opaque",
  data: certificateData(pod),
});
